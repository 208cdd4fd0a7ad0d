"""How long ago, and yesterday: dates that only mean something against a clock that is passed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from workers.parse.dates.tokens import Item
from workers.records import Moment, Precision

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_MOST = 10_000


class Ago(NamedTuple):
    """A length of time before now, or a day counted from today (`offset`), and the items that say so."""

    seconds: int
    by_day: bool
    offset: int | None
    first: int
    last: int


def find_ago(items: list[Item]) -> Ago | None:
    """The first length of time that is said to have passed; weeks and longer are too vague to be a date."""
    for at, item in enumerate(items):
        word = item.word
        if word is None:
            continue
        if word.now:
            return Ago(0, False, None, at, at)
        if word.half_hour and _said_past(items, at, at):
            return Ago(1800, False, None, at, at)
        if word.unit:
            found = _lengths(items, at)
            if found is not None:
                return found
    return None


def find_day(items: list[Item]) -> Ago | None:
    """The first "today", "yesterday" or "the day before"."""
    for at, item in enumerate(items):
        if item.word is not None and item.word.day_offset is not None:
            return Ago(0, True, item.word.day_offset, at, at)
    return None


def _lengths(items: list[Item], at: int) -> Ago | None:
    """One or two units with their numbers, from the unit at `at`."""
    seconds, by_day, first, last = 0, True, at, at
    while last < len(items):
        word = items[last].word
        if word is None or not word.unit:
            break
        if word.unit == "inexact":
            return None
        counted = items[last - 1] if last > 0 and items[last].gap in ("", ".") else None
        count = word.count
        if not count and counted is not None and (counted.digits or (counted.word is not None and counted.word.count)):
            count = counted.number if counted.digits else 1
            first = min(first, last - 1)
        if (
            not count
            and not word.single
            and not (last > 0 and (before := items[last - 1].word) is not None and before.ago_before)
        ):
            return None
        if not 0 <= count <= _MOST:
            return None
        seconds += (count or 1) * _SECONDS[word.unit]
        by_day = by_day and word.unit == "day"
        more = last + 2 < len(items) and items[last + 1].digits > 0 and items[last + 1].gap in ("", ",")
        following = items[last + 2].word if more else None
        if following is None or not following.unit:
            break
        last += 2
    span = _said_past(items, first, last)
    return Ago(seconds, by_day, None, *span) if span else None


def _said_past(items: list[Item], first: int, last: int) -> tuple[int, int] | None:
    """The span with the word that puts it into the past, before or after it."""
    after = items[last + 1] if last + 1 < len(items) else None
    if after is not None and after.word is not None and after.word.ago_after and after.gap in ("", "."):
        return first, last + 1
    before = items[first - 1] if first else None
    if before is not None and before.word is not None and before.word.ago_before and items[first].gap == "":
        return first - 1, last
    return None


def moment_of(ago: Ago, local_now: datetime) -> Moment:
    """When it was: to the minute for minutes and hours, to the day for days, in the zone of `local_now`."""
    if ago.offset is not None:
        return Moment(_midnight(local_now + timedelta(days=ago.offset)), Precision.DAY)
    then = local_now - timedelta(seconds=ago.seconds)
    if ago.by_day and ago.seconds:
        return Moment(_midnight(then), Precision.DAY)
    return Moment(then.replace(second=0, microsecond=0), Precision.MINUTE)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
