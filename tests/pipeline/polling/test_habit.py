"""When a source publishes is learned from dates where there are any, from polls where there are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.pipeline.polling.habit import HOURS, Forecast, Habit, first_habit, learn
from workers.records import Moment, Precision

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)  # a Tuesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = 604800.0
TUESDAY_NOON = 24 + 12


def _learn(habit: Habit, *new: Moment | None, now: datetime, zone: ZoneInfo | None = None) -> Habit:
    return learn(habit, new, shown=len(new), guess=3600.0, now=now, zone=zone or UTC)


def test_a_document_with_dates_tells_its_rate_at_the_first_reading() -> None:
    every_three_hours = [Moment(NOW - n * 3 * HOUR) for n in range(30)]
    habit = first_habit(every_three_hours, now=NOW, zone=UTC)
    assert habit.rate(3600.0) * 86400 == pytest.approx(8, rel=0.1)
    assert habit.shown == 30


def test_an_entry_that_is_pinned_for_years_does_not_make_a_source_quiet() -> None:
    pinned = [Moment(NOW - 3000 * DAY), *(Moment(NOW - n * HOUR) for n in range(19))]
    assert first_habit(pinned, now=NOW, zone=UTC).rate(3600.0) * 86400 == pytest.approx(24, rel=0.15)


def test_dates_that_cannot_be_teach_nothing() -> None:
    habit = first_habit([None, Moment(NOW + 400 * DAY), Moment(NOW + DAY)], now=NOW, zone=UTC)
    assert (habit.articles, habit.watched, habit.rate(3600.0)) == (0, 0, 1 / 3600)
    old = _learn(Habit(NOW - HOUR), Moment(NOW - 30 * DAY), Moment(datetime(1, 1, 1, tzinfo=UTC)), now=NOW)
    assert old.articles == 0  # listed anew, not published


def test_articles_count_in_their_hour_on_the_sources_clocks() -> None:
    habit = _learn(Habit(NOW - DAY), Moment(NOW), Moment(NOW - 2 * HOUR), now=NOW)
    assert [n for n, count in enumerate(habit.counts) if count] == [TUESDAY_NOON - 2, TUESDAY_NOON]
    kathmandu = _learn(Habit(NOW - DAY), Moment(NOW), now=NOW, zone=ZoneInfo("Asia/Kathmandu"))
    assert [n for n, count in enumerate(kathmandu.counts) if count] == [TUESDAY_NOON + 6]


def test_articles_without_a_date_count_in_the_hours_between_two_polls() -> None:
    habit = _learn(Habit(NOW - 3 * HOUR), None, now=NOW)
    assert habit.counts[TUESDAY_NOON - 2 : TUESDAY_NOON + 1] == (1 / 3, 1 / 3, 1 / 3)
    of_the_day = _learn(Habit(NOW - 3 * HOUR), Moment(NOW, Precision.DAY), now=NOW)
    assert of_the_day.counts == habit.counts
    assert _learn(Habit(NOW - 30 * DAY), None, now=NOW).articles == pytest.approx(1)


def test_quiet_hours_make_the_rate_fall_and_old_articles_fade() -> None:
    busy = _learn(Habit(NOW - HOUR), *[Moment(NOW)] * 10, now=NOW)
    later = _learn(busy, now=NOW + HOUR)
    assert later.rate(3600.0) < busy.rate(3600.0)
    assert later.counts == busy.counts
    month = busy
    for day in range(28):
        month = _learn(month, now=NOW + day * DAY)
    assert month.articles == pytest.approx(10 * 2.718 ** (-27 / 28), rel=0.01)


def test_a_clock_that_was_set_back_costs_nothing_but_that_hour() -> None:
    habit = _learn(Habit(NOW - DAY), Moment(NOW), now=NOW)
    back = _learn(habit, None, now=NOW - HOUR)
    assert (back.until, back.watched) == (NOW - HOUR, habit.watched)
    assert back.articles == 2


def test_few_observations_are_drawn_to_the_whole_and_many_are_believed() -> None:
    counts = [0.0] * HOURS
    counts[TUESDAY_NOON] = 1.0
    once = Forecast(Habit(NOW, 4 * WEEK, tuple(counts)), guess=3600.0, now=NOW, zone=UTC)
    assert once.rate_in(TUESDAY_NOON) * 3600 < 0.02
    counts[TUESDAY_NOON] = 40.0
    often = Forecast(Habit(NOW, 4 * WEEK, tuple(counts)), guess=3600.0, now=NOW, zone=UTC)
    assert often.rate_in(TUESDAY_NOON) * 3600 > 6
    assert often.rate_in(TUESDAY_NOON + 12) < often.rate_in(TUESDAY_NOON) / 20


def test_a_day_that_was_never_watched_is_not_taken_for_a_quiet_one() -> None:
    counts = [2.0 if hour // 24 == 0 else 0.0 for hour in range(HOURS)]
    watched_monday = Forecast(Habit(NOW, 86400.0, tuple(counts)), guess=3600.0, now=NOW, zone=UTC)
    assert watched_monday.rate_in(TUESDAY_NOON) == pytest.approx(watched_monday.rate_in(12))


def test_the_forecast_begins_with_what_is_left_of_this_hour() -> None:
    hours = Forecast(Habit(NOW), guess=3600.0, now=NOW, zone=ZoneInfo("Asia/Kathmandu")).hours()
    assert [seconds for seconds, _ in (next(hours), next(hours))] == [2700.0, 3600.0]  # 18:15 there


def test_a_day_is_expected_to_give_what_its_hours_give() -> None:
    counts = [40.0 if hour // 24 < 5 and 8 <= hour % 24 < 20 else 1.0 for hour in range(HOURS)]
    for now in (NOW, NOW + 4 * DAY):  # a Tuesday and a Saturday
        forecast = Forecast(Habit(NOW, 4 * WEEK, tuple(counts)), guess=3600.0, now=now, zone=UTC)
        hours = forecast.hours()
        first = next(hours)
        by_hour = first[0] * first[1] + sum(next(hours)[1] for _ in range(23)) * 3600
        by_hour += (3600 - first[0]) * next(hours)[1]
        assert forecast.in_a_day() == pytest.approx(by_hour, rel=0.35)
    assert Forecast(Habit(NOW), guess=3600.0, now=NOW, zone=UTC).in_a_day() == pytest.approx(24)


@given(st.lists(st.floats(0, 60000), min_size=HOURS, max_size=HOURS), st.floats(0, 1e8), st.integers(0, 10**6))
def test_a_habit_survives_its_column(counts: list[float], watched: float, shown: int) -> None:
    habit = Habit(NOW, watched, tuple(counts), 3.0, 4.0, shown)
    stored = Habit.from_bytes(habit.to_bytes())
    assert (stored.until, stored.watched, stored.lately, stored.foreseen) == (NOW, watched, 3.0, 4.0)
    assert stored.shown == min(shown, 65535)
    assert stored.counts == pytest.approx(habit.counts, rel=0.001, abs=0.005)


@given(st.binary(max_size=200))
def test_bytes_are_a_habit_of_a_whole_week_or_a_value_error(stored: bytes) -> None:
    try:
        hours = len(Habit.from_bytes(stored).counts)
    except ValueError:
        return
    assert hours == HOURS


def test_a_quiet_source_takes_little_room() -> None:
    assert len(Habit(NOW, WEEK).to_bytes()) < 40
    assert len(Habit(NOW, WEEK, (9.0,) * HOURS).to_bytes()) < 600
