"""Whether two fingerprints are of one story: the estimate, and the decision with its traps.

Never brought together, however alike their words: empty and very short bodies; daily reports (one form, other
numbers); a new story that takes over the old one's background (nothing of either lead is in the other text); a few
lines with nothing but their footer in common (neither headline nor numbers agree).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final, NamedTuple, TypeVar

from workers.dedupe.fingerprint import SKETCH, Fingerprint, short_hashes

Who = TypeVar("Who", bound=Hashable)

COMMON: Final = 12  # articles that hold one key of the last days: it is a phrase of the trade
CANDIDATES: Final = 6  # that are compared; more means that the keys say nothing
FEWEST_WORDS: Final = 20  # a body of fewer tells nothing

SHORT: Final = 80  # a body of fewer words has to agree nearly whole

# Chosen on `python -m benchmarks.duplicates`; docs/decisions/041 has the curves.
_CONTAINED: Final = 0.45
_CONTAINED_TITLED: Final = 0.35
_CONTAINED_SHORT: Final = 0.75
_SHARED: Final = 0.1
_LED: Final = 0.3
_SAME_TITLE: Final = 0.5
_SAME_NUMBERS: Final = 0.7
_ALL_NUMBERS: Final = 0.9
_FEWEST_NUMBERS: Final = 3
_SAID: Final = 0.5
_SAID_TITLED: Final = 0.3
_SAID_WORDS: Final = 3
_TITLE_WORDS: Final = 4  # a title of fewer is one of every day
_EIGHT: Final = [bytes([byte >> bit & 1 for bit in range(8)]) for byte in range(256)]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two articles are, each figure 0..1 and None where there is nothing to tell it from.

    `resemblance` is shared shingles over all (Jaccard), `containment` shared over those of the shorter text,
    `lead` the same for the first third of either text (the better of the two), `numbers` the part of the numbers with
    the same words around that are the same, `title` shared title words over the shorter title's.
    """

    resemblance: float
    containment: float
    lead: float
    numbers: float | None
    compared_numbers: int
    title: float | None

    @property
    def score(self) -> float:
        """One figure for people: the part of the shorter text in the other, a little less where that is longer."""
        return round(self.containment * 0.75 + self.resemblance * 0.25, 3)


def likeliest(holders: Iterable[Sequence[Who]], most: int = CANDIDATES) -> list[Who]:
    """The candidates worth a comparison, best first, from the articles that hold each of the keys.

    A key that few articles have says much, one that many have (a stock phrase, a footer) says little, and by itself
    nothing.
    """
    weight: dict[Who, float] = {}
    for those in holders:
        each = 1 / len(those)
        for who in those:
            weight[who] = weight.get(who, 0.0) + each
    likely = [who for who, sum_ in weight.items() if sum_ > 1 / COMMON]
    return sorted(likely, key=weight.__getitem__, reverse=True)[:most]


class Told:
    """An article's fingerprint as it is compared with several others: what each of them asks of it is made once."""

    __slots__ = ("lead", "numbers", "of", "sketch", "title")

    def __init__(self, of: Fingerprint) -> None:
        self.of = of
        self.sketch = frozenset(of.sketch)
        self.numbers = dict(of.numbers)
        self.title = frozenset(of.title)
        self.lead = _leading(of)

    def judge(self, other: Fingerprint, *, same_source: bool = False) -> Likeness | None:
        """As `judge`."""
        one = self.of
        fewer = min(one.words, other.words)
        if fewer < FEWEST_WORDS:
            return None
        overlap = _overlap(self, other)
        containment = overlap.containment
        if overlap.resemblance < _SHARED or containment < _CONTAINED_TITLED:
            return None
        like = _like(self, other, overlap)
        if like.lead < _LED or is_another_issue(one, other, like):
            return None
        titled = like.title is not None and like.title >= _SAME_TITLE
        if same_source and not titled:
            return None
        if fewer < SHORT and not self._tells_both(other, like, _SAID_TITLED if titled else _SAID):
            return None
        if fewer < SHORT:
            return like if containment >= _CONTAINED_SHORT else None
        return like if containment >= (_CONTAINED_TITLED if titled else _CONTAINED) else None

    def _tells_both(self, other: Fingerprint, like: Likeness, part: float) -> bool:
        """Whether a few lines are news rather than a notice that both sources print: their numbers agree, or that part
        of either headline is in their words."""
        if like.numbers is not None and like.numbers >= _ALL_NUMBERS:
            return True
        said = set(short_hashes(self.of.said))
        told = [(len(said & title), len(title)) for title in (self.title, set(other.title))]
        return all(here >= _SAID_WORDS and here >= part * words for here, words in told)


def compare(one: Fingerprint, other: Fingerprint) -> Likeness:
    """The likeness of two fingerprints, estimated from their sketches (exact up to 96 shingles each)."""
    told = Told(one)
    return _like(told, other, _overlap(told, other))


def _like(told: Told, other: Fingerprint, overlap: _Overlap) -> Likeness:
    lead = 0.0
    if shared := overlap.shared:
        lead = max(_part(told.lead, shared, overlap.limit), _part(_leading(other), shared, overlap.limit))
    numbers, compared = _agreement(told, other)
    return Likeness(overlap.resemblance, overlap.containment, lead, numbers, compared, _title(told, other))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated part of all shingles of two texts that both have (Jaccard), 0..1."""
    return _overlap(Told(one), other).resemblance


def verify(one: Collection[int], other: Collection[int]) -> float:
    """The part of the smaller set of shingles that the larger one has, exactly; 0 where one is empty."""
    fewer, more = sorted((frozenset(one), frozenset(other)), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.0


def is_duplicate(one: Fingerprint, other: Fingerprint, *, same_source: bool = False) -> bool:
    """Whether the two are one story, re-published, cut, added to or edited."""
    return judge(one, other, same_source=same_source) is not None


def judge(one: Fingerprint, other: Fingerprint, *, same_source: bool = False) -> Likeness | None:
    """The likeness of two articles that are one story; None where they are not, or where nobody could tell.

    Two articles of one source, and a few lines of any, may have nothing in common but what their source prints
    everywhere (a footer, a notice in place of the body): of one source the headlines must agree, and a few lines must
    have their numbers in common or be what the headlines are about.
    """
    return Told(one).judge(other, same_source=same_source)


def is_another_issue(one: Fingerprint, other: Fingerprint, like: Likeness) -> bool:
    """Whether two alike texts are two issues of one report: prayer times, exchange rates, weather, results."""
    if like.numbers is None:
        return False
    if one.title_form == other.title_form and one.title_hash != other.title_hash and like.numbers < 1.0:
        return True  # one headline with another date or count in it
    return like.compared_numbers >= _FEWEST_NUMBERS and like.numbers < _SAME_NUMBERS


class _Overlap(NamedTuple):
    """What two sketches have in common, and up to which hash both are complete."""

    resemblance: float
    containment: float
    shared: frozenset[int]
    limit: int


def _overlap(told: Told, other: Fingerprint) -> _Overlap:
    """Broder 1997, with both sketches cut at the lower of the two marks up to which they are complete; what both have
    lies below it anyway.
    """
    one, shared = told.of, told.sketch.intersection(other.sketch)
    if not shared:
        return _Overlap(0.0, 0.0, shared, 0)
    limit = min(_mark(one), _mark(other))
    here, there = bisect_right(one.sketch, limit), bisect_right(other.sketch, limit)
    fewer = here if one.size <= other.size else there
    return _Overlap(len(shared) / (here + there - len(shared)), min(1.0, len(shared) / fewer), shared, limit)


def _mark(of: Fingerprint) -> int:
    """Up to which hash the sketch is complete."""
    return of.sketch[-1] if of.size > SKETCH else 1 << 32


def _leading(of: Fingerprint) -> list[int]:
    """The hashes of the first third of a text, in order."""
    leading = b"".join([_EIGHT[byte] for byte in of.leading.to_bytes(SKETCH // 8, "little")])
    return list(compress(of.sketch, leading))


def _part(lead: list[int], shared: frozenset[int], limit: int) -> float:
    """The part of the first third of a text that the other one has, by its hashes up to the limit."""
    count = bisect_right(lead, limit)
    return len(shared.intersection(lead[:count])) / count if count else 0.0


def _agreement(told: Told, other: Fingerprint) -> tuple[float | None, int]:
    ours = told.numbers
    pairs = [(ours[around], number) for around, number in other.numbers if around in ours]
    if not pairs:
        return None, 0
    return sum([here == there for here, there in pairs]) / len(pairs), len(pairs)


def _title(told: Told, other: Fingerprint) -> float | None:
    ours, theirs = told.title, set(other.title)
    if not ours or not theirs:
        return None
    return len(ours & theirs) / max(_TITLE_WORDS, min(len(ours), len(theirs)))
