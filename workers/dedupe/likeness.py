"""Whether two fingerprints are of one story: the estimate, and the decision with its traps.

Never brought together, however alike their words: empty and very short bodies, daily reports (one form, other
numbers), and bodies of a source that differ in nothing but what the source prints under every article.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from workers.dedupe.fingerprint import SKETCH, Fingerprint

FEWEST_WORDS: Final = 20  # a body of fewer tells nothing
SHORT: Final = 60  # a body of fewer has to agree nearly whole

_CONTAINED: Final = 0.55
_CONTAINED_SHORT: Final = 0.8
_SHARED: Final = 0.12
_SAME_NUMBERS: Final = 0.6
_FEWEST_NUMBERS: Final = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two articles are, each figure 0..1 and None where there is nothing to tell it from.

    `resemblance` is shared shingles over all (Jaccard), `containment` shared over those of the shorter text,
    `numbers` the part of the numbers with the same words around that are the same, `title` shared title words over
    the shorter title's.
    """

    resemblance: float
    containment: float
    numbers: float | None
    compared_numbers: int
    title: float | None

    @property
    def score(self) -> float:
        """One figure for people: the part of the shorter text in the other, a little less where that is longer."""
        return round(self.containment * 0.75 + self.resemblance * 0.25, 3)


def compare(one: Fingerprint, other: Fingerprint) -> Likeness:
    """The likeness of two fingerprints, estimated from their sketches (exact up to 96 shingles each)."""
    resemblance, containment = _overlap(one, other)
    numbers, compared = _agreement(one, other)
    return Likeness(resemblance, containment, numbers, compared, _title(one, other))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated part of all shingles of two texts that both have (Jaccard), 0..1."""
    return _overlap(one, other)[0]


def verify(one: Collection[int], other: Collection[int]) -> float:
    """The part of the smaller set of shingles that the larger one has, exactly; 0 where one is empty."""
    fewer, more = sorted((frozenset(one), frozenset(other)), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.0


def is_duplicate(one: Fingerprint, other: Fingerprint, *, same_source: bool = False) -> bool:
    """Whether the two are one story, re-published or edited; `same_source` makes the rule stricter."""
    return judge(one, other, same_source=same_source) is not None


def judge(one: Fingerprint, other: Fingerprint, *, same_source: bool = False) -> Likeness | None:
    """The likeness of two articles that are one story; None where they are not, or where nobody could tell."""
    fewer = min(one.words, other.words)
    if fewer < FEWEST_WORDS or not one.sketch or not other.sketch:
        return None
    like = compare(one, other)
    needed = _CONTAINED_SHORT if fewer < SHORT else _CONTAINED
    if like.containment < needed or like.resemblance < _SHARED:
        return None
    if is_another_issue(one, other, like):
        return None
    if same_source and fewer < SHORT and (like.title or 0.0) < 0.5:
        return None
    return like


def is_another_issue(one: Fingerprint, other: Fingerprint, like: Likeness) -> bool:
    """Whether two alike texts are two issues of one report: prayer times, exchange rates, weather, results."""
    if like.numbers is None:
        return False
    if one.title_form == other.title_form and one.title_hash != other.title_hash and like.numbers < 1.0:
        return True  # one headline with another date or count in it
    return like.compared_numbers >= _FEWEST_NUMBERS and like.numbers < _SAME_NUMBERS


def _overlap(one: Fingerprint, other: Fingerprint) -> tuple[float, float]:
    """Resemblance and containment (Broder 1997, with both sets cut at the lower of the two highest marks)."""
    if not one.size or not other.size:
        return 0.0, 0.0
    ours, theirs = set(one.sketch), set(other.sketch)
    limit = min(_mark(one), _mark(other))
    seen_here = sum(value <= limit for value in ours)
    seen_there = sum(value <= limit for value in theirs)
    shared = sum(value <= limit for value in ours & theirs)
    both = seen_here + seen_there - shared
    if not shared or not both:
        return 0.0, 0.0
    resemblance = shared / both
    fewer = seen_here if one.size <= other.size else seen_there
    return resemblance, min(1.0, shared / fewer) if fewer else 0.0


def _mark(of: Fingerprint) -> int:
    """Up to which hash the sketch is complete."""
    return of.sketch[-1] if of.size > SKETCH else 1 << 32


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
    return len(ours & theirs) / min(len(ours), len(theirs))
