"""Whole pages in twenty scripts and languages other than Latin ones, in the markup of real publishing systems.

Each .html of tests/data/world has its record beside it: title, authors, day, language and every paragraph. Its name
says the language and the kind of system (a WordPress theme, Drupal, Arc, Next.js, AMP, an old table ...).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.parse.page import read_page

PAGES = sorted((Path(__file__).parents[1] / "data" / "world").glob("*.html"))
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
FLOOR = 0.95
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "ckb", "ps")


def likeness(wanted: list[str], got: tuple[str, ...]) -> float:
    """F1 of the bags of words; of scripts without blanks, of letters."""
    first, second = Counter(_WORD.findall("\n".join(wanted))), Counter(_WORD.findall("\n".join(got)))
    return 2 * sum((first & second).values()) / (sum(first.values()) + sum(second.values()))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_of_another_script_gives_its_record(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    article = read_page(path.read_bytes(), url=expected["url"], fetched_at=NOW)
    assert likeness(expected["paragraphs"], article.paragraphs) >= FLOOR
    assert article.title == expected["title"]
    assert list(article.authors) == expected["authors"]
    assert article.published is not None
    assert article.published.at.date().isoformat() == expected["published"]
    language = expected["language"].split("-")[0]
    assert (article.language or "").split("-")[0] == language
    assert article.direction == ("rtl" if language in _RIGHT_TO_LEFT else "ltr")


def test_there_are_pages_of_many_languages_and_systems() -> None:
    languages, systems = zip(*((path.stem.split("_")[0], path.stem.split("_", 2)[2]) for path in PAGES), strict=True)
    assert len(PAGES) >= 44
    assert len(set(languages)) >= 20
    assert len(set(systems)) >= 35
