"""ISO 8601 and the pure numbers of machines: the short way for what most pages and feeds state."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from workers.records import Moment, Precision

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:(?:[Tt_]|\ {1,2})(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,12})?)?"
    r"(?:\ ?([Zz]|UTC|GMT)|\ ?(?:UTC|GMT)?([+\-−])(\d{2}):?(\d{2})?)?)?\Z"
)
_WEEK_OR_ORDINAL = re.compile(r"(\d{4})-?(?:W(\d{2})(?:-?([1-7]))?|(\d{3}))\Z")
_DIGITS = re.compile(r"\d{10}(?:\d{2,4})?(?:\.\d+)?\Z|\d{13}\Z")


def read_iso(text: str, zone: tzinfo) -> Moment | None:
    """A moment in ISO 8601 (extended or basic, also week and ordinal dates); None for anything else."""
    if text[10:11] == "T" and text[16:17] == ":" and text[19:20] in "Z+-":  # what nearly every page and feed states
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if at.tzinfo is not None:
                return Moment(at)
    found = _ISO.match(text)
    if found is None:
        return _odd_iso(text)
    year, month, day, hour, minute, second, utc, sign, off_hours, off_minutes = found.groups()
    try:
        if hour is None:
            return Moment(
                datetime(int(year), int(month), int(day), tzinfo=_fixed(zone, int(year), int(month), int(day))),
                Precision.DAY,
            )
        where: tzinfo = zone
        if utc:
            where = UTC
        elif sign:
            away = timedelta(hours=int(off_hours), minutes=int(off_minutes or 0))
            where = timezone(away if sign == "+" else -away) if away else UTC
        seconds = min(int(second), 59) if second and int(second) <= 60 else 60 if second else 0
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), seconds, tzinfo=where)
    except ValueError:
        return None
    if where is zone and zone is not UTC:
        at = at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)))
    return Moment(at, Precision.SECOND if second else Precision.MINUTE)


def _fixed(zone: tzinfo, year: int, month: int, day: int) -> tzinfo:
    if zone is UTC:
        return UTC
    return timezone(datetime(year, month, day, tzinfo=zone).utcoffset() or timedelta(0))


def _odd_iso(text: str) -> Moment | None:
    found = _WEEK_OR_ORDINAL.match(text)
    if found is None:
        return None
    year, week, weekday, ordinal = found.groups()
    try:
        if week:
            at = datetime.fromisocalendar(int(year), int(week), int(weekday or 1)).replace(tzinfo=UTC)
            return Moment(at, Precision.DAY) if weekday else None
        if not 1 <= int(ordinal) <= 366 or "-" not in text:
            return None
        at = datetime(int(year), 1, 1, tzinfo=UTC) + timedelta(days=int(ordinal) - 1)
    except ValueError:
        return None
    return Moment(at, Precision.DAY) if at.year == int(year) else None


def read_epoch(text: str) -> Moment | None:
    """Seconds or milliseconds since 1970 (ten or thirteen digits), `YYYYMMDDhhmm`; None for anything else."""
    if _DIGITS.match(text) is None:
        return None
    whole = text.split(".")[0]
    if len(whole) == 12 or len(whole) == 14:
        return read_iso(f"{whole[:8]}T{whole[8:]}", UTC)
    seconds = int(whole[:10])
    return Moment(datetime.fromtimestamp(seconds, UTC)) if len(whole) in (10, 13) else None
