"""Our own pages, in the markup styles of real sites: each .html has its expected record beside it in a .json."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.parse.body import read_body
from workers.parse.metadata import read_metadata
from workers.parse.tree import parse_tree

PAGES = sorted((Path(__file__).parents[2] / "data" / "pages").glob("*.html"))
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_gives_exactly_its_paragraphs_and_captions(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    tree = parse_tree(path.read_text("utf-8"), url=expected["url"])
    metadata = read_metadata(tree, url=expected["url"], fetched_at=NOW)
    body = read_body(tree, title=metadata.title, language=metadata.language)
    assert list(body.paragraphs) == expected["paragraphs"]
    assert list(body.captions) == expected["captions"]
