"""What publishers say about how often to ask, in documents and in headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.pipeline.polling.hints import asked_for, fresh_for, from_text, out_of_skipped, to_text
from workers.records import Fetched, PollHints

NOON = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)  # a Tuesday


def _fetched(**headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched("http://a.org/", "http://a.org/", 200, named, b"", NOON)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache_control": "max-age=600"}, 600),
        ({"cache_control": 'public, Max-Age="600"', "age": "100"}, 500),
        ({"cache_control": "s-maxage=600"}, None),
        ({"cache_control": "max-age=600, no-cache"}, None),
        ({"cache_control": "no-store", "expires": "Tue, 24 Nov 2026 13:20:00 GMT"}, None),
        ({"cache_control": "max-age=99999999999999"}, 999999999),
        ({"cache_control": "max-age=10", "age": "700"}, 0),
        ({"cache_control": "max-age=10", "age": "9" * 400}, 10),
        ({"expires": "Tue, 24 Nov 2026 13:20:00 GMT"}, 3600),
        (
            {"expires": "Tue, 24 Nov 2026 13:20:00 GMT", "date": "Tue, 24 Nov 2026 13:10:00 GMT", "age": "60"},
            540,
        ),
        ({"expires": "Tue, 24 Nov 2026 13:20:00 GMT", "cache_control": "max-age=5"}, 5),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "Tue, 24 Nov 2026 99:99:99 GMT"}, None),
        ({"expires": "Tue, 24 Nov 99999 13:20:00 +9999"}, None),
    ],
)
def test_how_long_an_answer_calls_itself_fresh(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_for(_fetched(**headers)) == seconds


def test_the_longest_wish_counts_and_no_more_than_a_day_of_it() -> None:
    assert asked_for(PollHints(), None) == (None, "")
    assert asked_for(PollHints(ttl_minutes=1), 3600.0) == (3600.0, "Cache-Control or Expires")
    assert asked_for(PollHints(ttl_minutes=10**9, update_seconds=3), None) == (86400.0, "ttl")


def test_hours_and_days_that_are_left_out_end_at_a_full_hour_in_gmt() -> None:
    hours = PollHints(skip_hours=frozenset({12, 13}))
    assert out_of_skipped(hours, NOON) == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert out_of_skipped(hours, NOON.replace(hour=11)) == NOON.replace(hour=11)
    tuesday = PollHints(skip_days=frozenset({1}))
    assert out_of_skipped(tuesday, NOON) == datetime(2026, 11, 25, tzinfo=UTC)
    assert out_of_skipped(PollHints(skip_days=frozenset(range(7))), NOON) == NOON


@pytest.mark.parametrize(
    "hints",
    [PollHints(), PollHints(60, 3600, frozenset({0, 23}), frozenset({6})), PollHints(skip_days=frozenset({0}))],
)
def test_hints_survive_their_column(hints: PollHints) -> None:
    assert from_text(to_text(hints)) == hints


def test_no_hints_are_no_hints() -> None:
    assert from_text(None) == from_text("") == from_text("{}") == PollHints()
