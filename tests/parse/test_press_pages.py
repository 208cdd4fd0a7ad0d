"""Whole pages in further markup styles and languages: each gives exactly the record that lies beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.cli.parse import record_of
from workers.parse.page import read_page

PAGES = sorted((Path(__file__).parents[1] / "data" / "press").glob("*.html"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_of_the_press_gives_its_record(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    record = record_of(read_page(path.read_bytes(), url=expected["url"], fetched_at=NOW))
    assert {name: record[name] for name in expected} == expected


def test_there_are_pages_of_the_press() -> None:
    assert len(PAGES) >= 16
