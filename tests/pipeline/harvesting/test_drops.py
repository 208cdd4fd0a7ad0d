"""What became worse at a source, and what only looks so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pipeline.harvesting.drops import LENGTH, median_length, verdict_on
from workers.store.quality import COUNTS, LENGTHS, Day

TODAY = date(2026, 11, 24)
WELL = {"whole": 1.0, "sure": 0.98, "dated": 1.0, "signed": 0.9, "sectioned": 0.8, "illustrated": 0.9, "stated": 0.8}


def day(ago: int, pages: int, length: int = 5, articles: float = 1.0, **shares: float) -> Day:
    """What a day gave: `length` is the bucket of all its articles."""
    counts = dict.fromkeys(COUNTS, 0)
    counts["pages"] = pages
    counts["articles"] = round(pages * articles)
    for name, share in (WELL | shares).items():
        counts[name] = round(counts["articles"] * share * (4 if name == "stated" else 1))
    counts["printed"] = 4 * counts["articles"] - counts["stated"]
    counts[LENGTHS[length]] = counts["articles"]
    return Day(TODAY - timedelta(days=ago), counts)


def usual(pages: int = 20, days: int = 28, **shares: float) -> list[Day]:
    return [day(ago, pages, **shares) for ago in range(days, 0, -1)]  # type: ignore[arg-type]


def dropped(days: list[Day], **how: date) -> dict[str, float]:
    verdict = verdict_on(days, today=TODAY, **how)
    assert verdict is not None
    return {drop.what: drop.now for drop in verdict.drops}


def test_a_source_as_it_always_was_is_well() -> None:
    assert dropped([*usual(), day(0, 40)]) == {}


@pytest.mark.parametrize(
    ("shares", "what"),
    [
        ({"whole": 0.4}, "full bodies"),
        ({"sure": 0.5}, "bodies found with confidence"),
        ({"dated": 0.6}, "articles with a date"),
        ({"signed": 0.0}, "articles with an author"),
        ({"sectioned": 0.1}, "articles with a section"),
        ({"illustrated": 0.1}, "articles with an image"),
        ({"stated": 0.1}, "fields from the pages' own data"),
        ({"articles": 0.3}, "pages with an article"),
        ({"length": 2}, LENGTH),
    ],
)
def test_a_figure_that_falls_is_named(shares: Mapping[str, float], what: str) -> None:
    assert list(dropped([*usual(), day(0, 40, **shares)])) == [what]  # type: ignore[arg-type]


def test_the_sentence_has_the_figure_now_and_before() -> None:
    verdict = verdict_on([*usual(), day(0, 40, signed=0.0, length=2)], today=TODAY)
    assert str(verdict) == (
        "of the last 40 pages (since 2026-11-24): articles with an author 0%, usually 90%; "
        "median length 181 characters, usually 1,448"
    )


def test_too_few_pages_say_nothing() -> None:
    assert verdict_on([*usual(), day(0, 9, signed=0.0)], today=TODAY) is not None  # with the day before
    assert verdict_on([*usual(pages=1), day(0, 10, signed=0.0)], today=TODAY) is None
    assert verdict_on([*usual(days=2), day(0, 40, signed=0.0)], today=TODAY) is None
    assert verdict_on([], today=TODAY) is None


def test_young_pages_of_a_slow_source_are_counted_together() -> None:
    bad = [day(ago, 5, signed=0.0) for ago in range(6, -1, -1)]
    assert list(dropped([*usual(pages=5)[:-6], *bad])) == ["articles with an author"]
    assert dropped([*usual(pages=5)[:-1], day(0, 5, signed=0.0)]) == {}  # one odd day of five pages is no drop


def test_a_source_of_short_notices_that_never_had_authors_is_well() -> None:
    shares = {"length": 0, "signed": 0.0, "sectioned": 0.0, "stated": 0.1, "sure": 0.3}
    assert dropped([*usual(**shares), day(0, 40, **shares)]) == {}  # type: ignore[arg-type]


def test_a_source_that_swings_by_itself_may_swing_on() -> None:
    days = [day(ago, 20, signed=0.9 if ago % 2 else 0.3) for ago in range(28, 0, -1)]
    assert dropped([*days, day(0, 40, signed=0.3)]) == {}


def test_one_bad_day_among_good_ones_does_not_change_what_is_usual() -> None:
    days = usual()
    days[10] = day(18, 2000, signed=0.0)
    assert list(dropped([*days, day(0, 40, signed=0.0)])) == ["articles with an author"]


def test_while_an_alarm_stands_the_usual_is_what_it_was_before() -> None:
    raised = TODAY - timedelta(days=10)
    bad = [day(ago, 20, signed=0.1) for ago in range(10, -1, -1)]
    days = [*usual()[:-10], *bad]
    assert dropped(days, standing_since=raised) == {"articles with an author": 0.1}
    assert dropped([*days[:-2], day(1, 20, signed=0.72), day(0, 20, signed=0.72)], standing_since=raised) != {}
    assert dropped([*days[:-2], day(1, 20), day(0, 20)], standing_since=raised) == {}


def test_the_median_length_is_told_from_its_buckets() -> None:
    counts = dict.fromkeys(COUNTS, 0)
    assert median_length(counts) is None
    counts |= {"length_3": 10, "length_5": 10, "length_9": 1}
    median = median_length(counts)
    assert median is not None
    assert 1024 < 2**median < 2048


_NUMBERS = st.integers(0, 10**6)


@given(st.lists(st.tuples(st.integers(0, 60), st.lists(_NUMBERS, min_size=len(COUNTS), max_size=len(COUNTS)))))
@settings(deadline=None)
def test_any_counts_can_be_judged(rows: list[tuple[int, list[int]]]) -> None:
    days = {ago: Day(TODAY - timedelta(days=ago), dict(zip(COUNTS, numbers, strict=True))) for ago, numbers in rows}
    verdict = verdict_on([days[ago] for ago in sorted(days, reverse=True)], today=TODAY)
    assert verdict is None or str(verdict).startswith("of the last ")
