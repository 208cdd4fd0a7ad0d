"""When a source is asked next, and the reason in words."""

from __future__ import annotations

from typing import Any

import pytest

from workers.pipeline.cadence import after_failure, after_good_poll, words
from workers.records import PollHints
from workers.settings import Rhythm

RHYTHM = Rhythm("standard", start=3600.0, floor=600.0, ceiling=86400.0)


def _good(**more: Any) -> tuple[float, float, str]:
    values: dict[str, Any] = {"interval": 3600.0, "entries": 10, "new": 5, "on_time": True, "hints": PollHints()}
    values |= {"max_age": None, "jitter": 0.0} | more
    following = after_good_poll(RHYTHM, **values)
    return following.wait.total_seconds(), following.interval, following.reason


def _bad(**more: Any) -> tuple[float, str]:
    values: dict[str, Any] = {"interval": 3600.0, "failures": 1, "weight": 1.0, "retry_after": None, "why": "it broke"}
    following = after_failure(RHYTHM, **(values | {"jitter": 0.0} | more))
    return following.wait.total_seconds(), following.reason


@pytest.mark.parametrize(
    ("poll", "wait", "reason"),
    [
        ({"interval": None}, 3600, "first good poll: 1 h to begin with: 1 h"),
        ({"new": 0}, 4560, "nothing new: 76 min"),
        ({"entries": 0, "new": 0}, 4560, "nothing new: 76 min"),
        ({"new": 2}, 3780, "80% of the entries were known: 63 min"),
        ({"new": 5}, 3600, "50% of the entries were known: 1 h"),
        ({"new": 9}, 1800, "only 10% of the entries were known, some may have been missed: 30 min"),
        ({"new": 10, "interval": 700.0}, 600, "floor of rhythm standard"),
        ({"new": 0, "interval": 80000.0}, 86400, "ceiling of rhythm standard: 24 h"),
        ({"new": 9, "on_time": False}, 3600, "polled late, so nothing is learned from it: 1 h as before: 1 h"),
        ({"max_age": 7200.0}, 7200, "the publisher's max-age asks for 2 h: 2 h"),
        ({"max_age": 60.0}, 3600, "50% of the entries were known: 1 h"),
        ({"hints": PollHints(ttl_minutes=180)}, 10800, "the publisher's ttl asks for 3 h: 3 h"),
        ({"hints": PollHints(ttl_minutes=10**9)}, 86400, "the publisher's ttl asks for 24 h: 24 h"),
        ({"hints": PollHints(update_seconds=7200), "max_age": 60.0}, 7200, "sy:updatePeriod asks for 2 h"),
        ({"hints": PollHints(ttl_minutes=0, update_seconds=0), "max_age": 0.0}, 3600, "50% of the entries were known"),
    ],
)
def test_after_a_good_poll(poll: dict[str, Any], wait: float, reason: str) -> None:
    seconds, interval, why = _good(**poll)
    assert seconds == pytest.approx(wait)
    assert reason in why
    assert RHYTHM.floor <= interval <= RHYTHM.ceiling


def test_what_a_publisher_asks_for_is_not_taken_for_the_sources_own_pace() -> None:
    assert _good(max_age=7200.0)[1] == 3600.0


@pytest.mark.parametrize(
    ("failure", "wait", "reason"),
    [
        ({}, 3600, "it broke: again in 1 h"),
        ({"failures": 3}, 10800, "it broke (3 times in a row): again in 3 h"),
        ({"weight": 0.25}, 5, "it broke: again in 5 s"),
        ({"weight": 0.25, "failures": 2}, 30, "it broke (2 times in a row): again in 30 s"),
        ({"weight": 0.25, "failures": 3}, 2700, "it broke (3 times in a row): again in 45 min"),
        ({"weight": 0.25, "failures": 4, "interval": 10.0}, 60, "again in 60 s"),
        ({"failures": 10**6}, 30 * 86400, "again in 30 d"),
        ({"weight": 0.25, "retry_after": 120.0}, 120, "again in 2 min"),
        ({"weight": 0.25, "retry_after": 0.0}, 1, "again in 1 s"),
        ({"weight": 0.25, "failures": 3, "retry_after": 10.0}, 2700, "again in 45 min"),
        ({"interval": None}, 3600, "again in 1 h"),
    ],
)
def test_after_a_failure_a_source_is_asked_again_ever_more_rarely_and_never_given_up(
    failure: dict[str, Any], wait: float, reason: str
) -> None:
    seconds, why = _bad(**failure)
    assert seconds == pytest.approx(wait)
    assert reason in why


def test_sources_that_were_polled_together_do_not_come_back_together() -> None:
    assert _good(jitter=1.0)[0] == pytest.approx(1.1 * _good()[0])
    assert _bad(jitter=1.0)[0] == pytest.approx(1.1 * _bad()[0])


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
