"""Calendars beside the Gregorian one."""

from __future__ import annotations

from datetime import date

import pytest

from workers.parse.dates.calendars import from_buddhist, from_era, from_jalali


@pytest.mark.parametrize(
    ("persian", "gregorian"),
    [
        ((1398, 10, 17), date(2020, 1, 7)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1369, 6, 31), date(1990, 9, 22)),
    ],
)
def test_a_persian_day_is_the_same_day_in_the_gregorian_calendar(
    persian: tuple[int, int, int], gregorian: date
) -> None:
    assert from_jalali(*persian) == gregorian


@pytest.mark.parametrize("persian", [(1398, 12, 30), (1398, 7, 31), (1398, 13, 1), (1398, 0, 1), (5000, 1, 1)])
def test_a_day_that_the_persian_calendar_does_not_have_is_refused(persian: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="Persian"):
        from_jalali(*persian)


def test_persian_years_follow_each_other_without_a_gap() -> None:
    for year in range(1360, 1450):
        length = (from_jalali(year + 1, 1, 1) - from_jalali(year, 1, 1)).days
        assert length in (365, 366)
        assert from_jalali(year + 1, 1, 1).toordinal() - from_jalali(year, 12, 29).toordinal() in (1, 2)


def test_buddhist_years_and_those_of_eras() -> None:
    assert from_buddhist(2563) == 2020
    assert from_era("令和", 2) == 2020
    assert from_era("平成", 31) == 2019
    assert from_era("民國", 115) == 2026
    with pytest.raises(ValueError, match="era"):
        from_era("平成", 32)
