"""Whatever a source's URL serves, decided by its content."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.errors import GiveUp, NotAFeed
from workers.parse.document import read_document
from workers.records import Document, Kind

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://h.example/"
RSS = b"<rss><channel><title>T</title><item><title>x</title></item></channel></rss>"
SITEMAP = b"<urlset><url><loc>https://h.example/1</loc></url></urlset>"
JSON = b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"}]}'
PAGE = b"""<!doctype html><html><head><title>Front page</title>
<link rel=alternate type=application/rss+xml href=/feed></head>
<body><h2><a href=/2026/11/a-long-headline-of-news>A long headline of news</a></h2></body></html>"""


def read(body: bytes, kind: Kind = Kind.AUTO, content_type: str | None = None) -> Document:
    return read_document(body, url=URL, content_type=content_type, kind=kind, fetched_at=NOW)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8", "application/octet-stream"])
@pytest.mark.parametrize(
    ("body", "form"), [(RSS, "rss"), (SITEMAP, "sitemap"), (JSON, "json"), (gzip.compress(SITEMAP), "sitemap")]
)
def test_the_content_decides(kind: Kind, content_type: str | None, body: bytes, form: str) -> None:
    assert read(body, kind, content_type).form == form


@pytest.mark.parametrize("kind", [Kind.AUTO, Kind.LISTING])
def test_a_page_is_a_listing_that_names_its_feeds(kind: Kind) -> None:
    document = read(PAGE, kind)
    assert (document.kind, document.children) == (Kind.LISTING, ("https://h.example/feed",))


@pytest.mark.parametrize(("kind", "promised"), [(Kind.FEED, "feed"), (Kind.SITEMAP, "sitemap")])
def test_a_page_is_refused_where_something_else_was_promised(kind: Kind, promised: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(PAGE, kind)
    assert refused.value.why == f"an HTML page where a {promised} was promised: Front page"


def test_a_list_of_addresses_is_a_sitemap_only_where_one_was_promised() -> None:
    assert read(b"https://h.example/1\n", Kind.SITEMAP).form == "sitemap"
    with pytest.raises(NotAFeed):
        read(b"https://h.example/1\n")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([Kind.FEED, Kind.SITEMAP]))
def test_any_bytes_give_a_document_or_give_up(body: bytes, kind: Kind) -> None:
    try:
        assert isinstance(read(body, kind), Document)
    except GiveUp:
        pass
