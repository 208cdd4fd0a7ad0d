"""What pages in many markup styles and languages say about their articles."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from workers.parse.metadata import Metadata, read_metadata
from workers.records import Entry, Image, Moment, Precision

PAGES = Path(__file__).parent.parent / "data" / "meta"
FETCHED = datetime(2026, 2, 1, 12, tzinfo=UTC)


def read(html: str, url: str = "https://paper.example/a", entry: Entry | None = None) -> Metadata:
    return read_metadata(LexborHTMLParser(html), url=url, fetched_at=FETCHED, entry=entry)


def shown(value: Any) -> Any:
    """A field as the expectation beside a page states it."""
    if isinstance(value, Moment):
        return value.isoformat()
    if isinstance(value, tuple):
        return [[one.url, one.width, one.height, one.caption] if isinstance(one, Image) else one for one in value]
    return dict(value) if isinstance(value, dict) else value


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_a_page_says_what_is_written_beside_it(page: Path) -> None:
    expected = tomllib.loads(page.with_suffix(".toml").read_text(encoding="utf-8"))
    url = expected.pop("url")
    found = read(page.read_text(encoding="utf-8"), url)
    assert {name: shown(getattr(found, name)) for name in expected} == expected
    assert all(0 < origin.confidence <= 1 for origin in found.origins.values())
