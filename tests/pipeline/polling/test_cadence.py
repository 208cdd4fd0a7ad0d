"""When a source is asked next, and the reason in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workers.pipeline.polling.cadence import Seen, after_failure, after_good_poll, often, words
from workers.pipeline.polling.habit import HOURS, Habit
from workers.records import PollHints
from workers.settings import Rhythm
from workers.settings.cron import Cron

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
WEEK = 604800.0
RHYTHM = Rhythm("standard", start=3600.0, floor=600.0, ceiling=86400.0)
AT_SIX = Rhythm("at-six", 3600.0, 60.0, 86400.0, Cron.read("0 6 * * *", ZoneInfo("Asia/Damascus")))


def _habit(a_day: float, weeks: float = 4.0, shown: int = 200) -> Habit:
    """A source that publishes evenly round the clock."""
    return Habit(NOW, weeks * WEEK, (a_day * 7 * weeks / HOURS,) * HOURS, shown=shown)


def _good(
    habit: Habit, *, entries: int = 10, new: int = 0, on_time: bool = True, waited: float | None = 3600.0, **more: Any
) -> tuple[float, str]:
    values: dict[str, Any] = {"rhythm": RHYTHM, "hints": PollHints(), "max_age": None, "now": NOW, "zone": UTC}
    following = after_good_poll(
        seen=Seen(entries, new, on_time, waited), habit=habit, **(values | {"jitter": 0.0} | more)
    )
    assert RHYTHM.floor <= following.interval <= RHYTHM.ceiling
    return following.wait.total_seconds(), following.reason


def _bad(**more: Any) -> tuple[float, str]:
    values: dict[str, Any] = {"interval": 3600.0, "failures": 1, "weight": 1.0, "retry_after": None, "why": "it broke"}
    values |= {"rhythm": RHYTHM, "now": NOW, "jitter": 0.0}
    following = after_failure(**(values | more))
    return following.wait.total_seconds(), following.reason


def test_a_source_of_which_nothing_is_known_is_asked_after_the_rhythms_start() -> None:
    seconds, reason = _good(Habit(NOW), entries=0, waited=None)
    assert seconds == pytest.approx(3600.0)
    assert reason == "publishes about 1 an hour: 1 h"


@pytest.mark.parametrize(
    ("a_day", "wait", "reason"),
    [
        (24, 3600, "publishes about 1 an hour: "),
        (240, 3600 * 10 ** (-2 / 3), "publishes about 10 an hour: "),
        (2.4, 3600 * 3 ** (2 / 3), "publishes about 2.4 a day: "),
        (24000, 600, "publishes about 1000 an hour; floor of rhythm standard: 10 min"),
        (0, 86400, "publishes about once in 112 d 1 h; ceiling of rhythm standard: 24 h"),
    ],
)
def test_a_source_is_asked_by_what_it_publishes(a_day: float, wait: float, reason: str) -> None:
    seconds, why = _good(_habit(a_day, shown=10000))
    assert seconds == pytest.approx(wait, rel=0.01)
    assert reason in why


def test_sources_that_give_enough_are_asked_alike_and_those_that_give_less_ever_more_rarely() -> None:
    often, alike, too, seldom, hardly = (_good(_habit(n, weeks=400.0))[0] for n in (12, 6, 1.5, 0.6, 0.12))
    assert alike == pytest.approx(too)
    assert often == pytest.approx(alike / 1.5 ** (2 / 3), rel=0.01)
    assert seldom == pytest.approx(alike * 2 ** (2 / 3), rel=0.01)
    assert hardly == pytest.approx(alike * 5 ** (2 / 3) * 2, rel=0.01)


def test_the_hours_of_the_week_count_on_the_sources_own_clocks() -> None:
    counts = [4.0 if 8 <= hour % 24 < 20 else 0.0 for hour in range(HOURS)]
    habit = Habit(NOW, 4 * WEEK, tuple(counts), shown=200)
    noon, evening = _good(habit)[0], _good(habit, now=NOW.replace(hour=20))[0]
    assert noon < 1.1 * 3600 < 2.5 * 3600 < evening
    in_tokyo = _good(habit, now=NOW.replace(hour=11), zone=ZoneInfo("Asia/Tokyo"))[0]  # 20 o'clock there
    assert in_tokyo == pytest.approx(evening)
    assert noon < _good(habit, now=NOW.replace(hour=6))[0] < evening


def test_a_source_that_was_busier_or_quieter_than_usual_in_the_last_hours_is_asked_oftener_or_later() -> None:
    usual, busier, quieter = (
        _good(Habit(NOW, 4 * WEEK, (4.0,) * HOURS, lately, 6.0, 200))[0] for lately in (6.0, 20.0, 0.0)
    )
    assert busier < usual < quieter


def test_a_document_is_asked_for_before_it_has_scrolled_half_through() -> None:
    seconds, reason = _good(_habit(240, shown=4))
    assert seconds == pytest.approx(720, rel=0.01)
    assert "and shows only 4 entries" in reason


def test_where_hardly_an_entry_was_known_the_wait_is_halved_unless_the_poll_was_late() -> None:
    slow = _habit(1)
    seconds, reason = _good(slow, new=9, waited=7200.0)
    assert seconds == 3600.0
    assert reason.startswith("only 10% of the entries were known, some may have been missed; publishes")
    assert _good(slow, new=9, waited=7200.0, on_time=False)[0] > 7200.0
    assert _good(slow, new=9, waited=7200.0, on_time=False)[1].startswith("polled late; publishes")
    assert _good(slow, new=10, waited=None)[0] > 7200.0  # at the first poll all are new
    assert _good(slow, new=5, waited=7200.0)[0] > 7200.0
    assert _good(slow, new=9, waited=900.0)[0] == RHYTHM.floor


@pytest.mark.parametrize(
    ("asked", "wait", "reason"),
    [
        ({"max_age": 7200.0}, 7200, "the publisher's Cache-Control or Expires asks for 2 h: 2 h"),
        ({"max_age": 60.0}, 3600, "publishes about 1 an hour: 1 h"),
        ({"hints": PollHints(ttl_minutes=180)}, 10800, "the publisher's ttl asks for 3 h: 3 h"),
        ({"hints": PollHints(ttl_minutes=10**9)}, 86400, "the publisher's ttl asks for 24 h: 24 h"),
        ({"hints": PollHints(update_seconds=7200), "max_age": 60.0}, 7200, "sy:updatePeriod asks for 2 h"),
        ({"hints": PollHints(ttl_minutes=0, update_seconds=0), "max_age": 0.0}, 3600, "about 1 an hour: 1 h"),
    ],
)
def test_what_a_publisher_asks_for_makes_it_longer_and_never_shorter(
    asked: dict[str, Any], wait: float, reason: str
) -> None:
    seconds, why = _good(_habit(24), **asked)
    assert seconds == pytest.approx(wait, rel=0.01)
    assert reason in why


def test_the_hours_and_days_that_a_publisher_leaves_out_are_left_out_within_the_ceiling() -> None:
    night = PollHints(skip_hours=frozenset(range(13, 17)))
    seconds, reason = _good(_habit(24), hints=night)
    assert seconds == pytest.approx(5 * 3600)
    assert "the publisher wants to be left alone until then" in reason
    assert _good(_habit(24), hints=night, jitter=1.0)[0] > 5 * 3600
    breaking = Rhythm("breaking", 3600.0, 600.0, 7200.0)
    assert _good(_habit(24), hints=night, rhythm=breaking)[0] == pytest.approx(3600, rel=0.01)
    assert _good(_habit(24), hints=PollHints(skip_days=frozenset({1, 2, 3})))[0] == pytest.approx(3600, rel=0.01)
    always = PollHints(skip_hours=frozenset(range(24)))
    assert _good(_habit(24), hints=always)[0] == pytest.approx(3600, rel=0.01)


def test_a_rhythm_of_cron_times_is_kept_whatever_the_source_publishes() -> None:
    for habit in (_habit(240), _habit(0)):
        seconds, reason = _good(habit, rhythm=AT_SIX, max_age=90000.0)
        assert NOW + timedelta(seconds=seconds) == datetime(2026, 11, 25, 3, tzinfo=UTC)
        assert reason == "rhythm at-six: 0 6 * * * (Asia/Damascus): 15 h"
    assert _good(_habit(1), rhythm=AT_SIX, jitter=1.0)[0] == 15 * 3600 + 60


@pytest.mark.parametrize(
    ("failure", "wait", "reason"),
    [
        ({}, 3600, "it broke: again in 1 h"),
        ({"failures": 3}, 10800, "it broke (3 times in a row): again in 3 h"),
        ({"weight": 0.25}, 5, "it broke: again in 5 s"),
        ({"weight": 0.25, "failures": 2}, 30, "it broke (2 times in a row): again in 30 s"),
        ({"weight": 0.5}, 1800, "it broke: again in 30 min"),
        ({"weight": 0.25, "failures": 3}, 2700, "it broke (3 times in a row): again in 45 min"),
        ({"weight": 0.25, "failures": 4, "interval": 10.0}, 60, "again in 60 s"),
        ({"failures": 10**6}, 30 * 86400, "again in 30 d"),
        ({"weight": 0.25, "retry_after": 120.0}, 120, "again in 2 min"),
        ({"weight": 0.25, "retry_after": 0.0}, 1, "again in 1 s"),
        ({"weight": 0.25, "failures": 3, "retry_after": 10.0}, 2700, "again in 45 min"),
        ({"interval": None}, 3600, "again in 1 h"),
        ({"rhythm": AT_SIX}, 15 * 3600, "it broke; rhythm at-six: 0 6 * * * (Asia/Damascus): 15 h"),
        ({"rhythm": AT_SIX, "failures": 20}, 39 * 3600, "it broke (20 times in a row); rhythm at-six"),
        ({"rhythm": AT_SIX, "weight": 0.25}, 5, "it broke: again in 5 s"),
    ],
)
def test_after_a_failure_a_source_is_asked_again_ever_more_rarely_and_never_given_up(
    failure: dict[str, Any], wait: float, reason: str
) -> None:
    seconds, why = _bad(**failure)
    assert seconds == pytest.approx(wait)
    assert reason in why


def test_sources_that_were_polled_together_do_not_come_back_together() -> None:
    assert _good(_habit(24), jitter=1.0)[0] == pytest.approx(1.05 * _good(_habit(24))[0])
    assert _bad(jitter=1.0)[0] == pytest.approx(1.1 * _bad()[0])


@pytest.mark.parametrize(
    ("a_day", "said"),
    [
        (24000, "about 1000 an hour"),
        (2400, "about 100 an hour"),
        (36, "about 1.5 an hour"),
        (23, "about 23 a day"),
        (0.5, "about once in 2 d"),
    ],
)
def test_rates_are_said_as_people_say_them(a_day: float, said: str) -> None:
    assert often(a_day / 86400) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (600, "10 min"),
        (5369, "89 min"),
        (5400, "1 h 30 min"),
        (7200, "2 h"),
        (86400, "24 h"),
        (172800, "2 d"),
        (180000, "2 d 2 h"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert words(seconds) == said
