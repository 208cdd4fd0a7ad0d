"""Dates as publishers write them: machine forms, words of some seventy languages, and how long ago.

Wrong is worse than missing: what is not plainly a date, what two habits read as different days, and what lies before
1990 or more than a day ahead is None.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from workers.parse.dates.clock import Clock, clocks, hour_only, place
from workers.parse.dates.day import Day, days, weekday_days
from workers.parse.dates.fold import fold
from workers.parse.dates.iso import read_epoch, read_iso
from workers.parse.dates.relative import find_ago, find_day, moment_of
from workers.parse.dates.tokens import Item, cut, merge
from workers.records import Moment, Precision

LONGEST_DATE = 240
"""No date is longer than this; a longer text is not read as one."""
LONGEST_LINE = 2_000
"""How much of a text `find_date` looks at."""
FIRST_YEAR = 1990
_FIRST_JALALI, _LAST_JALALI = 1300, 1500  # years that only a calendar of words can settle
_MOSTLY = 0.6
_NEAR_CLOCK = 30  # characters between a day and its time


def read_date(
    text: str, *, language: str | None = None, now: datetime | None = None, zone: tzinfo | None = None
) -> Moment | None:
    """The moment that `text` states, or None where it is not mostly a date, is ambiguous, or cannot be.

    `language` (BCP 47) settles the order of day and month; `now` is what relative and yearless dates are counted from
    and what no date may lie more than a day ahead of; `zone` holds where the text states none (else UTC).
    """
    if len(text) > LONGEST_DATE:
        text = text.strip()
        if len(text) > LONGEST_DATE:
            return None
    where = zone or UTC
    moment = read_iso(text, where)
    if moment is None:
        text = text.strip()
        moment = read_iso(text, where) or read_epoch(text)
    if moment is not None and not _FIRST_JALALI <= moment.at.year < _LAST_JALALI:
        return moment if _in_bounds(moment, now) else None
    found = _find(text, language, now, where, whole=True)
    return found[0] if found else None


def find_date(
    text: str, *, language: str | None = None, now: datetime | None = None, zone: tzinfo | None = None
) -> tuple[Moment, int, int] | None:
    """The first date inside a line of text and where it stands: `(moment, start, end)`, or None.

    Read with the care of `read_date`; a bare "today" or "yesterday" is no date in running text. Only the first 2,000
    characters are looked at.
    """
    return _find(text[:LONGEST_LINE], language, now, zone or UTC, whole=False)


def _in_bounds(moment: Moment, now: datetime | None) -> bool:
    if moment.at.year < FIRST_YEAR:
        return False
    if now is not None and moment.at.year < now.year:
        return True
    return moment.at <= _latest(now)


def _latest(now: datetime | None) -> datetime:
    if now is None:
        return datetime(2100, 1, 1, tzinfo=UTC)
    return (now if now.tzinfo else now.replace(tzinfo=UTC)) + timedelta(days=1)


def _find(
    text: str, language: str | None, now: datetime | None, zone: tzinfo, whole: bool
) -> tuple[Moment, int, int] | None:
    folded = fold(text)
    times = clocks(folded, text, language)
    items, known, unknown = cut(folded, [(clock.start, clock.end) for clock in times])
    if not items or (whole and known < _MOSTLY * (known + unknown)):
        return None
    local_now = None if now is None else (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone)
    ago = _ago(items, local_now, now) if local_now is not None else None
    if not times:
        times = hour_only(folded, text, language)
        if times:
            items, _, _ = cut(folded, [(clock.start, clock.end) for clock in times])
    merged = merge(items)
    stated, weekday = _without_weekdays(merged)
    latest = _latest(now).date()
    stop = len(text) if ago is None else ago[1]  # "5 May 2020, updated 2 hours ago": what stands first holds
    year_now = None if local_now is None else local_now.year
    short = weekday_days(folded, stated, latest, year_now) if "(" in folded else ()
    for day in short or days(stated, language, _judge(weekday, latest), year_now):
        if stated[day.first].start >= stop:
            break
        moment_span = _with_clock(day, stated, times, zone)
        if moment_span is not None and _in_bounds(moment_span[0], now):
            moment, start, end = moment_span
            return moment, *_with_weekday(merged, start, end)
        if whole and ago is None:
            return None
    return ago or _relative_day(stated, times, local_now, zone, whole)


def _ago(items: list[Item], local_now: datetime, now: datetime | None) -> tuple[Moment, int, int] | None:
    """The first length of time that has passed, as a moment, and where it stands."""
    found = find_ago(items)
    if found is None:
        return None
    moment = moment_of(found, _fixed(local_now))
    return (moment, items[found.first].start, items[found.last].end) if _in_bounds(moment, now) else None


def _without_weekdays(items: list[Item]) -> tuple[list[Item], int | None]:
    """The items without names of weekdays, and the one weekday that is named."""
    kept: list[Item] = []
    seen: set[int] = set()
    gap = ""
    for at, item in enumerate(items):
        word = item.word
        if word is not None and (word.weekday is not None or word.filler) and not (word.month and _is_month(items, at)):
            if word.weekday is not None:
                seen.add(word.weekday)
            gap += item.gap
            continue
        if gap:
            item, gap = item._replace(gap=gap.strip() + item.gap), ""
        kept.append(item)
    return kept, seen.pop() if len(seen) == 1 else None


def _with_weekday(items: list[Item], start: int, end: int) -> tuple[int, int]:
    """The span of a date with the name of the day that stands right before or after it."""
    for before, item, after in zip([None, *items], items, [*items[1:], None], strict=False):
        if item.word is not None and item.word.weekday is not None and not item.word.month:
            if item.end <= start and after is not None and after.start >= start and after.gap in ("", ",", "."):
                start = item.start
            elif item.start >= end and before is not None and before.end <= end and item.gap in ("", ",", "("):
                end = item.end
    return start, end


def _is_month(items: list[Item], at: int) -> bool:
    """Whether a word that may also be a weekday (`mar 7 gen`) is the month: no other month follows closely."""
    following = [item.word for item in items[at + 1 : at + 3] if item.word is not None]
    word = items[at].word
    return word is None or not word.filler or not any(other.month and not other.filler for other in following)


class _Judge:
    """Whether a day exists, lies in bounds and falls on the stated weekday."""

    def __init__(self, weekday: int | None, latest: date) -> None:
        self.weekday = weekday
        self.latest = latest

    def __call__(self, year: int, month: int, day: int) -> bool:
        try:
            meant = date(year, month, day)
        except ValueError:
            return False
        return year >= FIRST_YEAR and meant <= self.latest and (self.weekday is None or meant.weekday() == self.weekday)


def _judge(weekday: int | None, latest: date) -> _Judge:
    return _Judge(weekday, latest)


def _with_clock(day: Day, items: list[Item], times: list[Clock], zone: tzinfo) -> tuple[Moment, int, int] | None:
    """The day with the time that stands beside it; None for a time of day that cannot be, stated to the second."""
    start, end = items[day.first].start, items[day.last].end
    clock = _beside(start, end, items, times)
    if clock is None or (clock.hour < 0 and clock.second is None):
        at = datetime(day.year, day.month, day.day, tzinfo=zone)
        return Moment(_fixed(at), Precision.DAY), start, end
    if clock.hour < 0:
        return None
    moment = Moment(
        place((day.year, day.month, day.day), clock, zone),
        Precision.MINUTE if clock.second is None else Precision.SECOND,
    )
    return moment, min(start, clock.start), max(end, clock.end)


def _beside(start: int, end: int, items: list[Item], times: list[Clock]) -> Clock | None:
    """The time after the day, else the one before it, with no other word between them."""
    best: tuple[int, Clock] | None = None
    for clock in times:
        low, high = (end, clock.start) if clock.start >= end else (clock.end, start)
        if clock.start >= start and clock.end <= end:
            low = high = end  # `Tue Jan 7 10:05:09 2020` holds its time inside
        away = high - low
        if away > _NEAR_CLOCK or any(not item.known and low <= item.start < high for item in items):
            continue
        rank = away if clock.start >= start else away + _NEAR_CLOCK + 1
        if best is None or rank < best[0]:
            best = rank, clock
    return best[1] if best else None


def _relative_day(
    items: list[Item], times: list[Clock], local_now: datetime | None, zone: tzinfo, whole: bool
) -> tuple[Moment, int, int] | None:
    found = find_day(items) if local_now is not None else None
    if found is None or local_now is None:
        return None
    moment = moment_of(found, local_now)
    start, end = items[found.first].start, items[found.last].end
    clock = _beside(start, end, items, times)
    if clock is not None and clock.hour >= 0:
        at = place((moment.at.year, moment.at.month, moment.at.day), clock, zone)
        precision = Precision.MINUTE if clock.second is None else Precision.SECOND
        if at > local_now + timedelta(days=1):
            return None
        return Moment(at, precision), min(start, clock.start), max(end, clock.end)
    return (Moment(_fixed(moment.at), Precision.DAY), start, end) if whole else None


def _fixed(at: datetime) -> datetime:
    """The same local time with its offset as a plain number, so that it outlives pickling and zone updates."""
    return at if at.tzinfo is UTC else at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)))
