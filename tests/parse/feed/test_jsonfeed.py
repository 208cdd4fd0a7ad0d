"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import NotAFeed, TooLarge
from workers.parse.feed.jsonfeed import read_jsonfeed
from workers.records import Document, Enclosure, Image

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://h.example/feed.json"
HEAD: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "Das <b>Blatt</b>"}


def read(feed: Any) -> Document:
    return read_jsonfeed(feed if isinstance(feed, str) else json.dumps(feed), url=URL, fetched_at=NOW)


def test_everything_that_version_1_1_names_is_read() -> None:
    document = read(
        HEAD
        | {
            "home_page_url": "/",
            "feed_url": URL,
            "next_url": "?page=2",
            "language": "ar",
            "authors": [{"name": "Die Redaktion"}],
            "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
            "items": [
                {
                    "id": 7,
                    "url": "/7",
                    "title": "AT&amp;T",
                    "content_html": "<p>All</p>",
                    "content_text": "All",
                    "summary": "Short",
                    "image": "/7.jpg",
                    "date_published": "2026-09-01T10:00:00+02:00",
                    "date_modified": "2026-09-01T11:00:00Z",
                    "authors": [{"name": "Anna Weber"}, {"name": "Jo Klein"}],
                    "tags": ["a", "b", "a", 3],
                    "language": "de",
                    "attachments": [{"url": "/7.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}],
                },
                {"id": "https://h.example/8", "content_text": "5 < 6", "author": {"name": "Mira Lind"}},
                {"external_url": "https://other.example/"},
                "no object",
            ],
        }
    )
    assert (document.form, document.title, document.link, document.language) == (
        "json",
        "Das Blatt",
        "https://h.example/",
        "ar",
    )
    assert (document.self_url, document.next_url, document.hubs) == (URL, f"{URL}?page=2", ("https://hub.example/",))
    seven, eight, nine = document.entries
    assert (seven.guid, seven.link, seven.title, seven.summary, seven.content) == (
        "7",
        "https://h.example/7",
        "AT&T",
        "Short",
        "<p>All</p>",
    )
    assert seven.published is not None
    assert seven.updated is not None
    assert (seven.published.isoformat(), seven.updated.isoformat()) == (
        "2026-09-01T10:00:00+02:00",
        "2026-09-01T11:00:00+00:00",
    )
    assert (seven.authors, seven.categories, seven.language) == (("Anna Weber", "Jo Klein"), ("a", "b"), "de")
    assert seven.images == (Image("https://h.example/7.jpg"),)
    assert seven.enclosures == (Enclosure("https://h.example/7.mp3", "audio/mpeg", 9),)
    assert (eight.link, eight.content, eight.authors) == ("https://h.example/8", "5 &lt; 6", ("Mira Lind",))
    assert (nine.link, nine.authors) == ("https://other.example/", ("Die Redaktion",))


@pytest.mark.parametrize(
    "feed",
    [{"items": []}, {"items": [{"id": 1}]}, {"version": 2, "items": [{"content_text": ""}]}, [1], 3, {"error": "x"}],
)
def test_other_json_is_no_feed(feed: Any) -> None:
    with pytest.raises(NotAFeed):
        read(feed)


def test_a_feed_that_forgot_its_version_is_known_by_its_items() -> None:
    assert len(read({"items": [{"id": "1", "content_html": "x"}]}).entries) == 1


def test_too_many_items_are_refused() -> None:
    with pytest.raises(TooLarge):
        read(HEAD | {"items": [{}] * 10_001})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "id",
    "url",
    "title",
    "content_html",
    "date_published",
    "authors",
    "author",
    "tags",
    "attachments",
    "image",
    "summary",
    "language",
]


@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON), max_size=4),
    st.dictionaries(st.sampled_from(["title", "hubs", "authors"]), JSON),
)
def test_wrong_types_anywhere_cost_only_their_field(items: list[Any], head: dict[str, Any]) -> None:
    document = read(HEAD | head | {"items": items})
    assert len(document.entries) == len(items)
    for entry in document.entries:
        (entry.guid or "").encode()
        (entry.title or "").encode()


@given(st.text(max_size=50))
def test_any_text_gives_a_document_or_gives_up(text: str) -> None:
    with pytest.raises(NotAFeed):  # no fifty characters of chance are a feed with a version of its own
        read(text)
