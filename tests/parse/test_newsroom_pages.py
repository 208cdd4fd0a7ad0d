"""Every page of the sample newsroom is read as the newsroom expects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from workers.demo.presses import Press
from workers.demo.stories import load_sites
from workers.parse.page import read_page
from workers.records import Article

NOW = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)
FIELDS = ("title", "section", "published", "modified", "authors", "publisher", "language", "direction", "paragraphs")


def _presses() -> list[Press]:
    presses = [Press(site) for site in load_sites()]
    for press in presses:
        press.move(f"http://{press.site.id}.example")
    return presses


def _article(press: Press, url: str) -> Article:
    resource = press.find(urlsplit(url).path)
    assert resource is not None
    return read_page(resource.body, url=url, content_type=resource.content_type, fetched_at=NOW)


def _said(article: Article) -> dict[str, Any]:
    said = {name: getattr(article, name) for name in FIELDS}
    for name in ("published", "modified"):
        said[name] = said[name].isoformat() if said[name] else None
    return said | {"authors": list(article.authors), "paragraphs": list(article.paragraphs)}


@pytest.mark.parametrize("press", _presses(), ids=lambda press: press.site.id)
def test_every_page_is_read_as_expected(press: Press) -> None:
    for url, expected in press.expected().items():
        assert _said(_article(press, url)) == {name: expected[name] for name in FIELDS}, url


@pytest.mark.parametrize("press", [press for press in _presses() if press.site.mobile], ids=lambda press: press.site.id)
def test_a_telephone_page_says_the_same_in_print_alone(press: Press) -> None:
    base = press.site.base
    for url, expected in press.expected().items():
        said = _said(_article(press, url.replace(base, f"{base}/m", 1)))
        for name in ("title", "section", "authors", "publisher", "language", "direction", "paragraphs"):
            assert said[name] == expected[name], (url, name)
        assert said["published"] == expected["published"][:10]
