"""Whether two fingerprints are of one story: the estimate, and the decision with its traps.

Never brought together, however alike their words: empty and very short bodies; daily reports (one form, other
numbers); a new story that takes over the old one's background (nothing of either lead is in the other text); a few
lines with nothing but their footer in common (neither headline nor numbers agree).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from itertools import compress
from typing import Final, NamedTuple, TypeVar

from workers.dedupe.fingerprint import SKETCH, Fingerprint

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


def likeliest(found: Iterable[tuple[int, Who]], most: int = CANDIDATES) -> list[Who]:
    """The candidates worth a comparison, best first, from the rows `(key, article)` of the index.

    A key that few articles have says much, one that many have (a stock phrase, a footer) says little, and by itself
    nothing.
    """
    rows = list(found)
    holders: dict[int, int] = {}
    for key, _ in rows:
        holders[key] = holders.get(key, 0) + 1
    weight: dict[Who, float] = {}
    for key, who in rows:
        weight[who] = weight.get(who, 0.0) + 1 / holders[key]
    likely = [who for who, sum_ in weight.items() if sum_ > 1 / COMMON]
    return sorted(likely, key=weight.__getitem__, reverse=True)[:most]


def compare(one: Fingerprint, other: Fingerprint) -> Likeness:
    """The likeness of two fingerprints, estimated from their sketches (exact up to 96 shingles each)."""
    return _like(one, other, _overlap(one, other))


def _like(one: Fingerprint, other: Fingerprint, overlap: _Overlap) -> Likeness:
    shared = overlap.shared
    lead = max(_lead(one, shared, overlap.here), _lead(other, shared, overlap.there)) if shared else 0.0
    numbers, compared = _agreement(one, other)
    return Likeness(overlap.resemblance, overlap.containment, lead, numbers, compared, _title(one, other))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated part of all shingles of two texts that both have (Jaccard), 0..1."""
    return _overlap(one, other).resemblance


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
    everywhere (a footer, a notice in place of the body): the headline must speak for them, too, or the numbers of a
    few lines that two sources printed.
    """
    fewer = min(one.words, other.words)
    if fewer < FEWEST_WORDS:
        return None
    overlap = _overlap(one, other)
    containment = overlap.containment
    if overlap.resemblance < _SHARED or containment < _CONTAINED_TITLED:
        return None
    like = _like(one, other, overlap)
    if like.lead < _LED or is_another_issue(one, other, like):
        return None
    titled = like.title is not None and like.title >= _SAME_TITLE
    if same_source and not titled:
        return None
    if fewer < SHORT and not titled and (like.numbers is None or like.numbers < _ALL_NUMBERS):
        return None
    if fewer < SHORT:
        return like if containment >= _CONTAINED_SHORT else None
    return like if containment >= (_CONTAINED_TITLED if titled else _CONTAINED) else None


def is_another_issue(one: Fingerprint, other: Fingerprint, like: Likeness) -> bool:
    """Whether two alike texts are two issues of one report: prayer times, exchange rates, weather, results."""
    if like.numbers is None:
        return False
    if one.title_form == other.title_form and one.title_hash != other.title_hash and like.numbers < 1.0:
        return True  # one headline with another date or count in it
    return like.compared_numbers >= _FEWEST_NUMBERS and like.numbers < _SAME_NUMBERS


class _Overlap(NamedTuple):
    """What two sketches have in common, and how many hashes of either one count."""

    resemblance: float
    containment: float
    shared: set[int]
    here: int
    there: int


def _overlap(one: Fingerprint, other: Fingerprint) -> _Overlap:
    """Broder 1997, with both sketches cut at the lower of the two marks up to which they are complete; what both have
    lies below it anyway.
    """
    shared = set(one.sketch).intersection(other.sketch)
    if not shared:
        return _Overlap(0.0, 0.0, shared, 0, 0)
    limit = min(_mark(one), _mark(other))
    here, there = bisect_right(one.sketch, limit), bisect_right(other.sketch, limit)
    fewer = here if one.size <= other.size else there
    resemblance, containment = len(shared) / (here + there - len(shared)), min(1.0, len(shared) / fewer)
    return _Overlap(resemblance, containment, shared, here, there)


def _mark(of: Fingerprint) -> int:
    """Up to which hash the sketch is complete."""
    return of.sketch[-1] if of.size > SKETCH else 1 << 32


def _lead(of: Fingerprint, shared: set[int], count: int) -> float:
    """The part of the first third of a text that the other one has, by the `count` lowest of its hashes."""
    leading = b"".join([_EIGHT[byte] for byte in of.leading.to_bytes(SKETCH // 8, "little")])
    lead = set(compress(of.sketch[:count], leading))
    return len(shared.intersection(lead)) / len(lead) if lead else 0.0


def _agreement(one: Fingerprint, other: Fingerprint) -> tuple[float | None, int]:
    theirs = dict(other.numbers)
    pairs = [(number, theirs[around]) for around, number in one.numbers if around in theirs]
    if not pairs:
        return None, 0
    return sum(here == there for here, there in pairs) / len(pairs), len(pairs)


def _title(one: Fingerprint, other: Fingerprint) -> float | None:
    ours, theirs = set(one.title), set(other.title)
    if not ours or not theirs:
        return None
    return len(ours & theirs) / max(_TITLE_WORDS, min(len(ours), len(theirs)))
