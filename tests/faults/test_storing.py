"""Processes that store the same articles at once agree on each: one row, one event a version, no error."""

from __future__ import annotations

import pytest

from benchmarks.storing import run

pytestmark = pytest.mark.processes


def test_eight_processes_storing_the_same_articles_at_once_make_one_row_and_one_event_each(
    fresh_database_url: str,
) -> None:
    result = run(fresh_database_url, processes=8, count=200, rounds=1)
    assert result.wrong == ()
    assert result.articles == 200
