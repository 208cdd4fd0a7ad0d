"""The time of day in folded text, with morning and evening words and the zone that follows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import islice
from typing import NamedTuple

from workers.parse.dates.fold import fold_word
from workers.parse.dates.words import MERIDIEMS
from workers.parse.dates.zones import OFFSETS, PLACES, zone_named

_CLOCK = re.compile(
    r"(?<![\d:+])(?P<h>\d{1,2})(?:"
    r"\ ?:\ ?(?P<m>\d{2})(?:\ ?:\ ?(?P<s>\d{1,2})(?:[.,]\d{1,9})?)?(?![\d:])"
    r"|\ ?h\ ?(?P<hm>\d{2})(?:\ ?min|m)?(?![^\W_])"
    r"|\ ?[時时点點시]\ ?(?P<cm>\d{1,2})\ ?[分분](?:\ ?(?P<cs>\d{1,2})\ ?[秒초])?"
    r"|\ ?gio\ ?(?P<vm>\d{2})(?!\d)"
    r"|\.(?P<dm>\d{2})(?![\d.])(?:(?<=-\d\d\ \d\d\.\d\d)|(?<=[.\ ]\d{4}\ \d\d\.\d\d)|(?=\ ?(?:uhr|wib|wita|wit|hs|h|น"
    r"|gmt|utc|bst|e[sd]?t|p[sd]?t|cest|cet|ist|[ap]\.?\ ?m)(?![^\W\d_])))"
    r"|(?=\ ?(?:uhr|[ap]\.?\ ?m\.?)(?![^\W\d_]))"
    r")"
)
_AFTER_WORD = re.compile(
    r"(?<![^\W\d_])(?:kl|klo|kello|godz|ore|alle|om|um|pukul|jam|pkl|hodin)[. ]{1,2}"
    r"(?P<h>\d{1,2})[.,](?P<m>\d{2})(?![\d.])"
)
_HOUR_ONLY = re.compile(r"(?<![\d:])(?P<h>\d{1,2})\ ?(?:h(?![^\W_])|[時时点點](?![間间])|시(?!간))")


def _spelled(name: str) -> str:
    return "\x1f*".join(map(re.escape, fold_word(name)))


_MERIDIEM_NAMES = {name.replace("_", " "): when for when, table in MERIDIEMS.items() for name in table.split()}
_MERIDIEM_WORDS = {fold_word(name).replace(".", ""): when for name, when in _MERIDIEM_NAMES.items()}
_ANY_MERIDIEM = "|".join(map(_spelled, sorted(_MERIDIEM_NAMES, key=len, reverse=True)))
_MERIDIEM_AFTER = re.compile(rf"[\s\x1f]*(?:de la|da|del|του|ال)?[\s\x1f]*({_ANY_MERIDIEM}|[ap]\.? ?m)\.?(?![^\W\d_])")
_MERIDIEM_BEFORE = re.compile(rf"(?<![^\W\d_])({_ANY_MERIDIEM})[\s\x1f:]*$")
_OFFSET_AFTER = re.compile(
    r"[\s\x1f,]*\(?(?:(?:gmt|utc|z|(?:بتوقيت\ )?(?:غرينتش|غرينيتش|جرينتش|جرينيتش))"
    r"\ ?([+-])\ ?(\d{1,2})(?::?(\d{2}))?(?!\d)"
    r"|([+-])(\d{2}):?(\d{2})(?!\d)|([+-])(\d{2})(?![\d:.]))"
)
_IMPOSSIBLE = re.compile(r"\s?[+-](?:1[5-9]|[2-9]\d):?\d{2}(?!\d)")  # no place on earth is as far from Greenwich
_NAME_AFTER = re.compile(r"[\s\x1f,]*[(\[]?([a-zа-я]{1,5})(?![^\W\d_])")
_BEIJING = re.compile("北京时间|北京時間")
_PLACE = re.compile("(?:ب?توقيت|времени|по)[ \x1f]+(?:مدينه )?(" + "|".join(map(_spelled, PLACES)) + ")")


_PLACES = {fold_word(name): zone for name, zone in PLACES.items()}
_LONG_NAME = re.compile(r"\s{0,3}\([a-z \x1f]{3,60}\)")  # "(Eastern European Standard Time)"
_MOST_CLOCKS = 16


class Clock(NamedTuple):
    """A time of day as stated. `zone` turns the local day and time into an offset; None where none is stated."""

    start: int
    end: int
    hour: int
    minute: int
    second: int | None
    zone: tzinfo | None


def clocks(folded: str, original: str, language: str | None) -> list[Clock]:
    """Every time of day in the text, in order; an hour of 24 or more is a Clock with `hour` -1."""
    return _all(_CLOCK, folded, original, language) or _all(_AFTER_WORD, folded, original, language)


def hour_only(folded: str, original: str, language: str | None) -> list[Clock]:
    """`10h`, `10時`: what would also be a length of time, so asked for when no length of time was found."""
    return _all(_HOUR_ONLY, folded, original, language)


def _all(pattern: re.Pattern[str], folded: str, original: str, language: str | None) -> list[Clock]:
    found = [_clock(match, folded, original, language) for match in islice(pattern.finditer(folded), _MOST_CLOCKS)]
    if found and any(clock.zone is None for clock in found):
        elsewhere = _zone_anywhere(folded, language)
        if elsewhere is not None:
            return [clock if clock.zone else clock._replace(zone=elsewhere) for clock in found]
    return found


def _zone_anywhere(folded: str, language: str | None) -> tzinfo | None:
    """The zone that a text names in words: `بتوقيت غرينتش`, `по московскому времени`, `北京时间`."""
    if place := _PLACE.search(folded):
        return zone_named(_PLACES[place[1].replace("\x1f", "")], language)
    return timezone(timedelta(hours=8)) if _BEIJING.search(folded) else None


def _clock(match: re.Match[str], folded: str, original: str, language: str | None) -> Clock:
    parts = match.groupdict()
    hour = int(parts["h"])
    stated = next((parts[name] for name in ("m", "hm", "cm", "vm", "dm") if parts.get(name)), None)
    minute = int(stated or 0)
    seconds = parts.get("s") or parts.get("cs")
    second = int(seconds) if seconds else None
    start, end = match.span()
    before = _MERIDIEM_BEFORE.search(folded, max(0, start - 16), start)
    meridiem = ""
    if before:
        meridiem, start = _MERIDIEM_WORDS[_plain(before[1])], before.start()
    elif after := _MERIDIEM_AFTER.match(folded, end):
        word = _plain(after[1])
        meridiem, end = _MERIDIEM_WORDS.get(word.replace(" ", ""), "") or _MERIDIEM_WORDS[word], after.end()
    impossible = _IMPOSSIBLE.match(folded, end) is not None
    zone, end = _zone_after(folded, original, end, language)
    hour = _hour_of_day(hour, meridiem)
    if impossible or hour > 23 or minute > 59 or (second or 0) > 60:
        hour = -1
    return Clock(start, end, hour, minute, min(second, 59) if second is not None else None, zone)


def _plain(word: str) -> str:
    return word.replace("\x1f", "").replace(".", "")


def _hour_of_day(hour: int, meridiem: str) -> int:
    if not meridiem or hour > 12 or (hour == 0 and meridiem != "night"):
        return hour
    if meridiem == "night":
        return hour + 12 if 6 <= hour < 12 else hour if 0 < hour < 5 else 99
    return hour % 12 + (12 if meridiem == "pm" else 0)


def _zone_after(folded: str, original: str, end: int, language: str | None) -> tuple[tzinfo | None, int]:
    if offset := _OFFSET_AFTER.match(folded, end):
        sign, hours, minutes = next(
            (offset[n], int(offset[n + 1]), int((offset[n + 2] if n < 7 else None) or 0))
            for n in (1, 4, 7)
            if offset[n]
        )
        if hours <= 14 and minutes < 60:
            away = timedelta(hours=hours, minutes=minutes)
            long_name = _LONG_NAME.match(folded, offset.end())
            return timezone(-away if sign == "-" else away), long_name.end() if long_name else offset.end()
    if name := _NAME_AFTER.match(folded, end):
        spelled = original[name.start(1) : name.end(1)]
        if spelled.isupper() or (spelled == "мск") or (spelled == "z" and name.start() == end):
            zone = zone_named(OFFSETS.get(name[1]), language)
            if zone is not None:
                return zone, name.end()
    return None, end


def place(day: tuple[int, int, int], clock: Clock, zone: tzinfo) -> datetime:
    """The stated local time with a fixed offset; raises ValueError where there is no such day."""
    local = datetime(*day, clock.hour, clock.minute, clock.second or 0, tzinfo=clock.zone or zone)
    offset = local.utcoffset() or timedelta(0)
    return local.replace(tzinfo=timezone(offset))
