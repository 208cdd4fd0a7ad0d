"""Calendars beside the Gregorian one: Persian (Jalali), Thai Buddhist, the eras of Japan and Taiwan."""

from __future__ import annotations

from datetime import date

_BUDDHIST_AHEAD = 543
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The Gregorian year before the first year of each era."""

# Jalali years at which the 33-year leap pattern breaks (Borkowski, "The Persian calendar for 3000 years", 1996).
_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060)


def _new_year(year: int) -> date:
    """1 Farvardin of a Jalali year, in the Gregorian calendar."""
    leaps_jalali, previous, jump = -14, _BREAKS[0], 0
    for this in _BREAKS[1:]:
        jump = this - previous
        if year < this:
            break
        leaps_jalali += jump // 33 * 8 + jump % 33 // 4
        previous = this
    n = year - previous
    leaps_jalali += n // 33 * 8 + (n % 33 + 3) // 4
    if jump % 33 == 4 and jump - n == 4:
        leaps_jalali += 1
    gregorian = year + 621
    leaps_gregorian = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + leaps_jalali - leaps_gregorian)


def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Persian date; raises ValueError where there is no such day (years 1..2059)."""
    if not (1 <= year < _BREAKS[-1] and 1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError("no such Persian date")
    first = _new_year(year)
    length = 31 if month <= 6 else 30
    if month == 12:
        length = (_new_year(year + 1) - first).days - 336
    if day > length:
        raise ValueError("the Persian month is shorter")
    before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return date.fromordinal(first.toordinal() + before + day - 1)


def from_buddhist(year: int) -> int:
    """The Gregorian year of a Thai Buddhist one (since 1941 they begin on the same day)."""
    return year - _BUDDHIST_AHEAD


def from_era(era: str, year: int) -> int:
    """The Gregorian year of `令和2` and such; raises ValueError for a year that the era did not have."""
    before = ERAS.get(era)
    last = {"昭和": 64, "平成": 31}.get(era, 199)
    if before is None or not 1 <= year <= last:
        raise ValueError("no such year of an era")
    return before + year
