"""Whatever a source's URL serves, decided by its content."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

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
    ("body", "form"), [(RSS, "rss"), (SITEMAP, "sitemap"), (JSON, "json"), (gzip.compress(SITEMAP, mtime=0), "sitemap")]
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


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><title>t</title><item><title>a</title><link>https://paper.example/a</link>"
        b"<pubDate>2025-01-07 22:30:00</pubDate></item></channel></rss>",
        b'{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","url":"https://paper.example/a",'
        b'"content_text":"x","date_published":"2025-01-07T22:30:00"}]}',
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n='
        b'"http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/a</loc><n:news>'
        b"<n:publication_date>2025-01-07T22:30:00</n:publication_date><n:title>a</n:title></n:news></url></urlset>",
    ],
    ids=["rss", "json", "sitemap"],
)
def test_times_without_zone_are_those_of_the_clocks_of_the_fetch(body: bytes) -> None:
    there = datetime(2026, 2, 1, 12, tzinfo=UTC).astimezone(ZoneInfo("Asia/Damascus"))
    (entry,) = read_document(body, url="https://paper.example/feed", fetched_at=there).entries
    assert entry.published is not None
    assert entry.published.isoformat() == "2025-01-07T22:30:00+03:00"
    assert not isinstance(entry.published.at.tzinfo, ZoneInfo)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([Kind.FEED, Kind.SITEMAP]))
def test_any_bytes_give_a_document_or_give_up(body: bytes, kind: Kind) -> None:
    try:
        assert isinstance(read(body, kind), Document)
    except GiveUp:
        pass
