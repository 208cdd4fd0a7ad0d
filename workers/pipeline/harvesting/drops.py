"""What became worse at a source, told from its counts alone.

The youngest pages are held against the four weeks before them. Both sides are robust: the days before are grouped into
spells of some pages, their median is the usual, and how far they lie from it is what the source may stray.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from workers.store.quality import LENGTHS, Day

LATELY = timedelta(days=7)  # the young pages are no older than that
BEFORE = timedelta(days=28)
_YOUNG = 30  # pages, below which nothing is said
_SPELL = 10  # pages
_SPELLS = 5  # before, below which nothing is usual
_LEAST = 0.2  # of all: a smaller drop is no alarm
_HALF = 1.0  # a body half as long, in powers of two
_SIGMAS = 4.0  # of chance: a page is judged many times
_SPREADS = 3.0  # of the source's own ups and downs


@dataclass(frozen=True, slots=True)
class Drop:
    """One figure that fell, in words, from the usual to what it is now."""

    what: str
    usual: float
    now: float

    def __str__(self) -> str:
        if self.what == LENGTH:
            return f"{self.what} {2**self.now:,.0f} characters, usually {2**self.usual:,.0f}"
        return f"{self.what} {self.now:.0%}, usually {self.usual:.0%}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was judged: how many pages from which day on, and what dropped."""

    pages: int
    since: date
    drops: tuple[Drop, ...]

    def __str__(self) -> str:
        return f"of the last {self.pages:,} pages (since {self.since}): " + "; ".join(map(str, self.drops))


LENGTH = "median length"
_SHARES = (
    ("pages with an article", "articles", ("pages",)),
    ("full bodies", "whole", ("articles",)),
    ("bodies found with confidence", "sure", ("articles",)),
    ("articles with a date", "dated", ("articles",)),
    ("articles with an author", "signed", ("articles",)),
    ("articles with a section", "sectioned", ("articles",)),
    ("articles with an image", "illustrated", ("articles",)),
    ("fields from the pages' own data", "stated", ("ruled", "stated", "printed", "announced", "guessed")),
    ("fields from site rules", "ruled", ("ruled", "stated", "printed", "announced", "guessed")),
)


def verdict_on(days: Sequence[Day], *, today: date, standing_since: date | None = None) -> Verdict | None:
    """What the source's days, the oldest first, tell; None where they are too few to tell anything.

    While an alarm stands, the usual is what it was before (`standing_since`), and half the way back is not yet well.
    """
    young = _young(days, today)
    if young is None:
        return None
    end = min(young[0].day, standing_since or young[0].day)
    spells = _spells([day for day in days if end - BEFORE <= day.day < end])
    if len(spells) < _SPELLS:
        return None
    now = total(young)
    slack = 0.5 if standing_since else 1.0
    shares = (_fallen(what, _share(part, whole), spells, now, slack, whole) for what, part, whole in _SHARES)
    drops = (*shares, _shorter(spells, now, slack))
    return Verdict(now["pages"], young[0].day, tuple(drop for drop in drops if drop is not None))


def median_length(counts: Mapping[str, int]) -> float | None:
    """The median length of articles in characters, as a power of two, to about a tenth of an octave."""
    whole = sum(counts[name] for name in LENGTHS)
    below = 0
    for n, name in enumerate(LENGTHS):
        here = counts[name]
        if here and (below + here) * 2 >= whole:
            return n + 5 + (whole / 2 - below) / here
        below += here
    return None


def _young(days: Sequence[Day], today: date) -> list[Day] | None:
    """The youngest days that make enough pages, the oldest of them first."""
    found: list[Day] = []
    pages = 0
    for day in reversed(days):
        if today - day.day > LATELY:
            break
        found.insert(0, day)
        pages += day.counts["pages"]
        if pages >= _YOUNG:
            return found
    return None


def _spells(days: Sequence[Day]) -> list[dict[str, int]]:
    spells: list[dict[str, int]] = []
    waiting: list[Day] = []
    for day in days:
        waiting.append(day)
        if sum(one.counts["pages"] for one in waiting) >= _SPELL:
            spells.append(total(waiting))
            waiting = []
    return spells


def total(days: Sequence[Day]) -> dict[str, int]:
    """The counts of these days (at least one) together."""
    return {name: sum(day.counts[name] for day in days) for name in days[0].counts}


def _share(part: str, whole: tuple[str, ...]) -> Callable[[dict[str, int]], float | None]:
    def of(counts: dict[str, int]) -> float | None:
        all_of_it = sum(counts[name] for name in whole)
        return counts[part] / all_of_it if all_of_it else None

    return of


def _fallen(
    what: str,
    share: Callable[[dict[str, int]], float | None],
    spells: Sequence[dict[str, int]],
    now: dict[str, int],
    slack: float,
    whole: tuple[str, ...],
) -> Drop | None:
    before = [value for spell in spells if (value := share(spell)) is not None]
    current = share(now)
    if current is None or len(before) < _SPELLS:
        return None
    usual, spread = _usual(before)
    likely = min(max(usual, 0.05), 0.95)
    chance = math.sqrt(likely * (1 - likely) / min(now["pages"], sum(now[name] for name in whole)))
    margin = max(_LEAST, _SPREADS * spread, _SIGMAS * chance) * slack
    return Drop(what, usual, current) if usual - current > margin else None


def _shorter(spells: Sequence[dict[str, int]], now: dict[str, int], slack: float) -> Drop | None:
    before = [value for spell in spells if (value := median_length(spell)) is not None]
    current = median_length(now)
    if current is None or len(before) < _SPELLS:
        return None
    usual, spread = _usual(before)
    return Drop(LENGTH, usual, current) if usual - current > max(_HALF, _SPREADS * spread) * slack else None


def _usual(values: Sequence[float]) -> tuple[float, float]:
    """The median, and how far values lie from it: as many standard deviations as a bell curve would have there."""
    middle = median(values)
    return middle, 1.4826 * median(abs(value - middle) for value in values)
