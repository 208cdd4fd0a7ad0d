"""What is fuzzed: each target is one promise "bytes in, a record or a GiveUp out", with the seeds to start from."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.fuzz import seeds
from workers.errors import BadConfig, GiveUp
from workers.parse.charset import decode
from workers.parse.dates import find_date, read_date
from workers.parse.discovery import find_feeds
from workers.parse.document import read_document
from workers.parse.feed import read_feed
from workers.parse.feed.dates import read_feed_date
from workers.parse.feed.jsonfeed import read_jsonfeed
from workers.parse.listing import read_listing
from workers.parse.markup import clean_html, paragraphs_of, plain_title
from workers.parse.page import read_page
from workers.parse.plaintext import read_text
from workers.parse.rules import read_rules
from workers.parse.sitemap import read_sitemap
from workers.records import Document
from workers.settings.opml import read_opml

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://port.example/news/2026/11/24/the-wall-12345"
_TYPES = (None, "text/html", "text/html; charset=windows-1256", "application/xml; charset=utf-16", "x; charset=\xff")
_RULES = read_rules(
    'hosts = ["port.example"]\nremove = ".ad, aside"\n[fields]\ntitle = "h1"\nauthors = ".by"\n'
    'published = "time"\nparagraphs = "article"\n',
    file="port.toml",
)


@dataclass(frozen=True, slots=True)
class Target:
    """`read` raises what must not be raised; `dictionary` are words that such input is made of."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    dictionary: tuple[bytes, ...]


def _kind(data: bytes) -> str | None:
    """A content type by the length of the input: the fuzzer's way to choose one."""
    return _TYPES[len(data) % len(_TYPES)]


def _given_up(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    def guarded(data: bytes) -> object:
        try:
            return read(data)
        except GiveUp:
            return None

    return guarded


def _page(data: bytes) -> object:
    article = read_page(data, url=URL, content_type=_kind(data), fetched_at=NOW)
    assert article.title
    assert all(text.strip() for text in article.paragraphs)
    return article.to_text()


def _ruled(data: bytes) -> object:
    return read_page(data, url=URL, fetched_at=NOW, rules=_RULES)


def _checked(document: Document) -> Document:
    for entry in document.entries:
        assert entry.link is None or entry.link.lower().startswith(("http://", "https://"))
        clean_html(entry.content or entry.summary or "")
        paragraphs_of(entry.content or entry.summary or "")
    return document


def _feed(data: bytes) -> object:
    return _checked(read_feed(data, url=URL, content_type=_kind(data), fetched_at=NOW))


def _document(data: bytes) -> object:
    return _checked(read_document(data, url=URL, content_type=_kind(data), fetched_at=NOW))


def _sitemap(data: bytes) -> object:
    return _checked(read_sitemap(data, url=URL, content_type=_kind(data), fetched_at=NOW))


def _listing(data: bytes) -> object:
    html = data.decode("utf-8", "replace")
    find_feeds(html, URL)
    return _checked(read_listing(html, url=URL, fetched_at=NOW))


def _json(data: bytes) -> object:
    return _checked(read_jsonfeed(data.decode("utf-8", "surrogateescape"), url=URL, fetched_at=NOW))


def _date(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    for moment in (read_date(text, now=NOW), read_feed_date(text, now=NOW)):
        assert moment is None or (moment.at - NOW).days <= 1
    return find_date(text, now=NOW, language="ar")


def _charset(data: bytes) -> object:
    for markup in ("xml", "html", "json"):
        text, name = decode(data, _kind(data), markup=markup)
        assert isinstance(text, str)
        plain_title(text)
    return name


def _dump(data: bytes) -> object:
    article = read_text(data.decode("utf-8", "replace"))
    return article.to_text()


def _opml(data: bytes) -> object:
    with tempfile.NamedTemporaryFile(suffix=".opml") as file:
        file.write(data)
        file.flush()
        try:
            return read_opml(Path(file.name))
        except BadConfig:
            return None


_FEEDS = seeds.files("feeds/*.xml")
_PAGES = seeds.files("pages/*.html", "meta/*.html")
_LISTS = (seeds.SITEMAP, seeds.INDEX, seeds.LINKS)
_LEGACY = tuple(date.decode().encode("cp1256", "replace") for date in seeds.DATES)

TARGETS = {
    "pages": Target(_given_up(_page), _PAGES, seeds.HTML_WORDS),
    "rules": Target(_given_up(_ruled), _PAGES, seeds.HTML_WORDS),
    "feeds": Target(_given_up(_feed), (*_FEEDS, seeds.JSON), seeds.FEED_WORDS),
    "documents": Target(_given_up(_document), (*_FEEDS, *_LISTS, seeds.JSON), seeds.FEED_WORDS + seeds.HTML_WORDS),
    "sitemaps": Target(_given_up(_sitemap), _LISTS, seeds.XML_WORDS),
    "listings": Target(_given_up(_listing), seeds.files("listing/*.html"), seeds.HTML_WORDS),
    "jsonfeeds": Target(_given_up(_json), (seeds.JSON,), seeds.JSON_WORDS),
    "dates": Target(_date, seeds.DATES, seeds.DATE_WORDS),
    "charsets": Target(_charset, (*_FEEDS, *_LEGACY), seeds.XML_WORDS),
    "dumps": Target(_given_up(_dump), seeds.files("text/*.txt"), seeds.DUMP_WORDS),
    "opml": Target(_opml, (seeds.OPML,), seeds.OPML_WORDS),
}
