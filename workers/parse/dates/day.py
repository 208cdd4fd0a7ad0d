"""Which day the items of a date mean: by month name, or by numbers in the order a language writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from workers.parse.dates.calendars import from_buddhist, from_jalali
from workers.parse.dates.tokens import Item

_NEAR = frozenset(("", ".", ",", "-", "/", ".,", ",.", "'", "o", ".-", "/-"))
_YEAR_FIRST = frozenset(("zh", "ja", "ko", "hu", "fa", "mn", "lt", "sv"))
_MONTH_FIRST = frozenset(("en-us", "en-ph", "en-pr", "en-gu"))
_UNSURE = frozenset(("en", "en-ca", "fil", "tl"))
_YEAR_DAY_MONTH = frozenset(("kk", "uz", "ky", "lv", "eu", "tt"))
_FIRST_BUDDHIST = 33  # of two digits: 2533 was 1990
_WITH_WEEKDAY = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})\ ?\(([月火水木金土日월화수목금토일])\)")
_WEEK = "月火水木金土日월화수목금토일"
_SURE_LENGTH = 4  # shorter month names are other words too


class Day(NamedTuple):
    """A day as stated, the items it was read from, and whether its year was stated."""

    year: int
    month: int
    day: int
    first: int  # index of its first item
    last: int
    whole: bool = True

    @property
    def date(self) -> date:
        return date(self.year, self.month, self.day)


Judge = Callable[[int, int, int], bool]
"""Whether a day (year, month, day) can be meant: it exists, lies in bounds, and has the stated weekday."""


def days(items: list[Item], language: str | None, fits: Judge, year_now: int | None) -> Iterator[Day]:
    """Every day that the items state, in order."""
    hidden = _lunar(items)
    for at, item in enumerate(items):
        if at in hidden:
            continue
        if item.word is not None and item.word.month and item.word.calendar in ("gregorian", "jalali"):
            found = _by_name(items, at, hidden, language, year_now, fits)
        elif item.digits:
            found = _by_numbers(items, at, hidden, language, fits)
        else:
            continue
        if found is not None:
            yield found


def _lunar(items: list[Item]) -> frozenset[int]:
    """The items of dates in lunar calendars, which are never converted."""
    hidden: set[int] = set()
    for at, item in enumerate(items):
        word = item.word
        if word is None:
            continue
        if word.calendar in ("hijri", "hebrew"):
            hidden.add(at)
            if at and items[at - 1].digits in (1, 2) and at - 1 not in hidden:
                hidden.add(at - 1)
            for beside in (at + 1, at + 2):
                if beside < len(items) and 1300 <= items[beside].number <= 1600:
                    hidden.add(beside)
                    break
        elif word.mark == "hijri" and at and 1300 <= items[at - 1].number <= 1600:
            triple = at >= 3 and items[at - 1].gap == items[at - 2].gap != "" and items[at - 3].digits in (1, 2)
            hidden.update(range(at - 3 if triple else at - 1, at + 1))
        elif word.mark == "hijri" and at >= 3 and 1300 <= items[at - 3].number <= 1600 and items[at - 1].gap:
            hidden.update(range(at - 3, at + 1))
    return frozenset(hidden)


def _by_name(
    items: list[Item], at: int, hidden: frozenset[int], language: str | None, year_now: int | None, fits: Judge
) -> Day | None:
    word = items[at].word
    assert word is not None
    month = (word.month_in or {}).get((language or "").split("-")[0], word.month)
    before = _number(items, at - 1, hidden) if at and _is_near(items[at].gap) else None
    after_at = at + 1
    while (
        after_at < len(items)
        and (w := items[after_at].word) is not None
        and w.month == month
        and w.calendar == word.calendar
    ):
        after_at += 1  # "كانون الثاني/يناير" says the same month twice
    last = after_at - 1
    after = None
    if after_at < len(items) and (_is_near(items[after_at].gap) or (after_at > at + 1 and items[after_at].gap == ")")):
        after = _number(items, after_at, hidden)
    then = _number(items, after_at + 1, hidden) if after is not None and after_at + 1 < len(items) else None
    if then is not None and not _is_near(then.gap):
        then = None
    if before is not None and before.digits == 4 and after is not None and after.digits <= 2:
        return _settle(word.calendar, before.number, month, after.number, (at - 1, after_at), fits)
    if after is not None and after.digits <= 2 and then is not None and then.digits == 4:
        return _settle(word.calendar, then.number, month, after.number, (at, after_at + 1), fits)
    if before is not None and before.digits <= 2 and before.number and not _is_range(items, at - 1):
        if after is not None and after.digits == 4:
            return _settle(word.calendar, after.number, month, before.number, (at - 1, after_at), fits)
        if after is not None and after.digits == 2 and word.calendar == "gregorian" and _is_plain(items[at], language):
            if word.languages == ("th",) and after.number >= _FIRST_BUDDHIST:
                return _settle("gregorian", 2500 + after.number, month, before.number, (at - 1, after_at), fits)
            return _settle(word.calendar, _century(after.number), month, before.number, (at - 1, after_at), fits)
        if after is None or after.digits == 1:  # "22 November, 13:40 1 204" counts readers after the time
            if (first := _year_before(items, at - 2, language)) is not None:
                return _settle(word.calendar, first.number, month, before.number, (at - 2, last), fits)
            return _without_year(items, at, month, before.number, (at - 1, last), language, year_now, fits)
    if after is not None and after.digits <= 2 and before is None:
        if then is not None and then.digits == 2 and then.gap in (",", "'", ",'") and word.calendar == "gregorian":
            return _settle(word.calendar, _century(then.number), month, after.number, (at, after_at + 1), fits)
        return _without_year(items, at, month, after.number, (at, after_at), language, year_now, fits)
    return None


def _year_before(items: list[Item], at: int, language: str | None) -> Item | None:
    """The year that some languages write before day and month, mostly with a word: `2026-yil 20-noyabr`."""
    if at < 0 or items[at].digits != 4 or not _is_near(items[at + 1].gap):
        return None
    marked = items[at].end - items[at].start > 4
    return items[at] if marked or (language or "").split("-")[0] in _YEAR_DAY_MONTH else None


def _is_near(gap: str) -> bool:
    return gap in _NEAR


def _is_range(items: list[Item], at: int) -> bool:
    """Whether the day is the end of a span such as `7-9 January`."""
    return at > 0 and items[at].gap == "-" and items[at - 1].digits in (1, 2)


def _number(items: list[Item], at: int, hidden: frozenset[int]) -> Item | None:
    item = items[at]
    return item if at not in hidden and item.digits in (1, 2, 4) else None


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _settle(calendar: str, year: int, month: int, day: int, span: tuple[int, int], fits: Judge) -> Day | None:
    try:
        if calendar == "jalali":
            meant = from_jalali(year, month, day)
            year, month, day = meant.year, meant.month, meant.day
        elif 2400 < year < 2700:
            year = from_buddhist(year)
    except ValueError:
        return None
    return Day(year, month, day, *span) if fits(year, month, day) else None


def _without_year(
    items: list[Item],
    at: int,
    month: int,
    day: int,
    span: tuple[int, int],
    language: str | None,
    year_now: int | None,
    fits: Judge,
) -> Day | None:
    """The latest such day that is not ahead: only news of the last year leaves its year out."""
    word = items[at].word
    assert word is not None
    if year_now is None or word.calendar != "gregorian":
        return None
    if not _is_plain(items[at], language):
        return None
    if any(item.digits == 4 for item in items[span[1] + 1 : span[1] + 3]):
        return None  # a year stands near and is not understood ("January 14 & 21, 2026")
    for year in (year_now + 1, year_now, year_now - 1):
        if fits(year, month, day):
            return Day(year, month, day, *span, whole=False)
    return None


def _is_plain(item: Item, language: str | None) -> bool:
    """Whether a month name is one beyond doubt: long, English, or of the language of the page (not "7 out of 10")."""
    assert item.word is not None
    spoken = item.word.languages
    return item.end - item.start >= _SURE_LENGTH or "en" in spoken or (language or "").split("-")[0] in spoken


def _by_numbers(items: list[Item], at: int, hidden: frozenset[int], language: str | None, fits: Judge) -> Day | None:
    if at + 2 >= len(items) or at + 1 in hidden or at + 2 in hidden:
        return None
    first, second, third = items[at : at + 3]
    mark = second.gap
    if mark not in ("/", "-", ".") or third.gap != mark or not (second.digits and third.digits) or second.digits > 2:
        return None
    if first.gap == mark or (at + 3 < len(items) and items[at + 3].gap == mark and items[at + 3].digits):
        return None  # a longer chain is an address, a version or a telephone number
    order = (first.digits, third.digits)
    span = (at, at + 2)
    if first.digits == 4 and third.digits <= 2:
        return _numbered(first.number, second.number, third.number, span, language, fits)
    if first.digits <= 2 and third.digits == 4:
        return _turned(first.number, second.number, third.number, mark, span, language, fits)
    if order == (2, 2) and second.digits == 2:
        return _short(first.number, second.number, third.number, mark, span, language, fits)
    return None


def _numbered(year: int, month: int, day: int, span: tuple[int, int], language: str | None, fits: Judge) -> Day | None:
    tongue = (language or "").split("-")[0]
    if 1300 <= year < 1500:
        # A lunar year below 1411 would lie before 1990, so without a language it can only be a solar one.
        if tongue == "fa" or (tongue != "ar" and year < 1411):
            return _settle("jalali", year, month, day, span, fits)
        return None
    return _settle("gregorian", year, month, day, span, fits)


def _turned(
    first: int, second: int, year: int, mark: str, span: tuple[int, int], language: str | None, fits: Judge
) -> Day | None:
    """A date whose year comes last: the day first nearly everywhere, the month first in the United States."""
    tag = (language or "").lower()
    tongue = tag.split("-")[0]
    if 1300 <= year < 1500:
        return _numbered(year, second, first, span, language, fits)
    day_first = _settle("gregorian", year, second, first, span, fits)
    month_first = _settle("gregorian", year, first, second, span, fits)
    if day_first is None or month_first is None or first == second:
        return day_first or month_first
    if tag in _MONTH_FIRST:
        return month_first
    if mark == ".":
        return day_first
    if not tag or tag in _UNSURE or tongue in _YEAR_FIRST - {"hu", "fa", "sv"}:
        return None
    return day_first


def _short(
    first: int, second: int, third: int, mark: str, span: tuple[int, int], language: str | None, fits: Judge
) -> Day | None:
    """`07.01.20` and `20/01/07`: read only where the language leaves no doubt."""
    tag = (language or "").lower()
    tongue = tag.split("-")[0]
    if tongue in ("zh", "ja", "ko"):
        return _settle("gregorian", _century(first), second, third, span, fits)
    if (mark == "." and tongue not in _YEAR_FIRST) or (mark == "/" and tag and tongue not in _YEAR_FIRST | {"en"}):
        return _settle("gregorian", _century(third), second, first, span, fits)
    if mark != "/":
        return None
    by_month = _settle("gregorian", _century(third), first, second, span, fits)
    by_day = _settle("gregorian", _century(third), second, first, span, fits)
    if tongue == "en" and tag not in _UNSURE:
        return by_month if tag in _MONTH_FIRST else by_day
    by_year = None if tongue == "en" else _settle("gregorian", _century(first), second, third, span, fits)
    readings = [reading for reading in (by_month, by_day, by_year) if reading is not None]
    return readings[0] if len({reading.date for reading in readings}) == 1 else None


def weekday_days(folded: str, items: list[Item], latest: date, year_now: int | None) -> list[Day]:
    """The days printed as `11/22(日)` in Japan and Korea: the weekday tells which of the last years is meant."""
    found = []
    for match in _WITH_WEEKDAY.finditer(folded) if year_now is not None else ():
        at = next((at for at, item in enumerate(items) if item.start == match.start()), len(items))
        for year in (year_now + 1, year_now, year_now - 1) if year_now is not None and at + 1 < len(items) else ():
            try:
                day = date(year, int(match[1]), int(match[2]))
            except ValueError:
                continue
            if day <= latest and day.weekday() == _WEEK.find(match[3]) % 7:
                found.append(Day(year, day.month, day.day, at, at + 1, whole=False))
                break
    return found
