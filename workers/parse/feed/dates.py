"""The dates of feeds, sitemaps and JSON Feed: RFC 822 with all its dialects, ISO 8601 / W3CDTF, epoch seconds.

A wrong date is worse than a missing one: what cannot be is None (hour 24, 31 September, the zero time of year 0001, a
day after tomorrow), what is not stated is not invented (precision, zone). Words in other languages are
`dates.read_date`'s.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from workers.parse.dates import read_date
from workers.parse.feed.zones import OFFSET_MINUTES
from workers.records import Moment, Precision

_EARLIEST = 1990  # there was no web before; earlier years are zero times and typing errors
_AHEAD = timedelta(days=1)  # clocks and zones may be wrong by that much
_LONGEST = 100  # characters; a date in words with its weekday has some 60

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:\s?([AaPp])\.?[Mm]\.?)?"
_ZONE = r"\s*,?\s*([A-Za-z]{1,6})?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?\s*(?:\([^()]{0,40}\))?"
_RFC822 = re.compile(
    rf"(?:[^\W\d]{{2,12}}\.?,?\s*)?(\d{{1,2}})[\s-]+([A-Za-z]{{3,9}})\.?,?[\s-]+(\d{{2}}|\d{{4}})(?:,?\s+{_CLOCK}{_ZONE})?"
)
_USUAL = re.compile(  # what RSS software writes, without the choices that make the full form slow
    r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) ((?:[01]\d|2[0-3]):\d\d:\d\d) "
    r"(?:([+-](?:0\d|1[0-3]))(\d\d)|GMT|UTC|Z)",
    re.ASCII,
)
_TWO_DIGITS = {name.title(): f"{number:02}" for name, number in _MONTHS.items() if len(name) == 3}
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:[Tt\s]\s*{_CLOCK}{_ZONE})?")
_ASCTIME = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+)?([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}}),?\s+(?:{_CLOCK}{_ZONE}\s+)?(\d{{4}})(?:,?\s+{_CLOCK}{_ZONE})?"
)
_SLASHED = re.compile(rf"(\d{{1,2}})[/](\d{{1,2}})[/](\d{{4}})(?:,?\s+{_CLOCK}{_ZONE})?")
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?")
_Clock = tuple[str | None, str | None, str | None, str | None]
_Zone = tuple[str | None, str | None, str | None, str | None]


def read_feed_date(text: str, *, now: datetime, zone: tzinfo | None = None) -> Moment | None:
    """When `text` says, or None where it says nothing that can be.

    `now` (aware) is when the document was fetched: nothing later than a day after it is believed. What states no zone
    is read on the clocks of `zone`, else of `now`.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    zone = zone or now.tzinfo
    moment = _usual(text, zone) or _unusual(text, zone)
    if (moment is None and not text.isascii()) or (
        moment is None and not text.replace(" ", "").isdigit() and not _looks_usual(text)
    ):
        moment = read_date(text, now=now, zone=zone)
    if moment is None or not _is_possible(moment.at, now):
        return None
    return Moment(_fixed_at(moment.at), moment.precision) if isinstance(moment.at.tzinfo, ZoneInfo) else moment


def _fixed_at(at: datetime) -> datetime:
    """The same time with its offset as a plain number."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)))


def _looks_usual(text: str) -> bool:
    """Whether a form was recognised, so that its values must be what is wrong: no second opinion on hour 24."""
    if (found := _RFC822.fullmatch(text)) or (found := _ASCTIME.fullmatch(text)):
        return any(part in _MONTHS for part in found.group().lower().replace(",", " ").replace("-", " ").split())
    return any(form.fullmatch(text) for form in (_ISO, _SLASHED))


def _is_possible(at: datetime, now: datetime) -> bool:
    year = at.year
    if year < now.year:  # nearly always: spares the arithmetic
        return year >= _EARLIEST
    return year <= now.year + 1 and at - now <= _AHEAD


def _usual(text: str, zone: tzinfo | None) -> Moment | None:
    """What nearly all feeds write."""
    if text[4:5] == "-" and text[10:11] in ("T", " ") and text[7:8] == "-" and text[11:13] != "24":
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return None
        clock = text[11:19]
        precision = Precision.SECOND if clock.count(":") == 2 else Precision.MINUTE
        return Moment(at if at.tzinfo else at.replace(tzinfo=zone or UTC), precision) if ":" in clock else None
    if found := _USUAL.fullmatch(text):
        day, month, year, clock, hours, minutes = found.groups()
        try:
            offset = f"{hours}:{minutes}" if hours else "+00:00"
            return Moment(datetime.fromisoformat(f"{year}-{_TWO_DIGITS.get(month)}-{day}T{clock}{offset}"))
        except ValueError:
            pass  # a leap second, perhaps: the full form knows
    if found := _RFC822.fullmatch(text):
        day, month, year, *rest = found.groups()
        number = _MONTHS.get(month.lower())
        return _moment(_full_year(year), number, int(day), rest, zone) if number else None
    return None


def _unusual(text: str, zone: tzinfo | None) -> Moment | None:
    if found := _ISO.fullmatch(text):
        year, month, day, *rest = found.groups()
        return _moment(int(year), int(month), int(day), rest, zone)
    if found := _ASCTIME.fullmatch(text):
        month, day = found[1], found[2]
        before, year, after = list(found.groups()[2:10]), found[11], list(found.groups()[11:])
        number = _MONTHS.get(month.lower())
        return _moment(int(year), number, int(day), before if before[0] else after, zone) if number else None
    if found := _SLASHED.fullmatch(text):
        one, two, year, *rest = found.groups()
        first, second = int(one), int(two)
        # Month first where the clock is American or nothing else is possible; 03/04/2026 alone says neither.
        if rest[3] or second > 12:
            return _moment(int(year), first, second, rest, zone)
        return _moment(int(year), second, first, rest, zone) if first > 12 or first == second else None
    if _EPOCH.fullmatch(text):
        seconds = int(text) if len(text) <= 10 else int(text) // 1000
        return Moment(datetime.fromtimestamp(seconds, UTC))
    return None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _moment(year: int, month: int, day: int, rest: list[str | None], zone: tzinfo | None) -> Moment | None:
    """From numbers that may be impossible; `rest` is hour, minute, second, a/p, zone name, sign, hours, minutes of the
    offset.
    """
    hour, minute, second, half, *offset = rest
    try:
        if hour is None or minute is None:
            return Moment(datetime(year, month, day, tzinfo=zone or UTC), Precision.DAY)
        hours = int(hour)
        if half:
            if not 1 <= hours <= 12:
                return None
            hours = hours % 12 + (12 if half in "pP" else 0)
        seconds = min(int(second or 0), 59) if second != "60" else 59
        if second and int(second) > 60:
            return None
        at = datetime(year, month, day, hours, int(minute), seconds, tzinfo=_zone(offset, zone))
    except ValueError:
        return None
    return Moment(at, Precision.SECOND if second else Precision.MINUTE)


def _zone(offset: list[str | None], zone: tzinfo | None) -> tzinfo:
    """The stated zone. Names that mean several places or nothing (RFC 5322: military letters) count as not stated."""
    name, sign, hours, minutes = offset
    if sign and hours:
        if len(hours) == 1 and minutes is None and name is None:
            raise ValueError("+2 alone is no zone")
        total = int(hours) * 60 + int(minutes or 0)
        return _fixed(-total if sign == "-" else total)
    known = OFFSET_MINUTES.get(name.upper()) if name else None
    return _fixed(known) if known is not None else zone or UTC


@lru_cache(maxsize=256)
def _fixed(minutes: int) -> tzinfo:
    if abs(minutes) > 14 * 60:
        raise ValueError("no place on earth is that far from Greenwich")
    return timezone(timedelta(minutes=minutes)) if minutes else UTC
