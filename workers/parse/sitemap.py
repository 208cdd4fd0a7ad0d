"""Sitemaps (sitemaps.org 0.9), Google News sitemaps, sitemap indexes and plain lists of URLs to Documents."""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from workers.errors import NotAFeed
from workers.parse.charset import decode
from workers.parse.feed.dates import read_feed_date
from workers.parse.feed.links import absolute_link, is_web_address
from workers.parse.feed.text import text_of
from workers.parse.feed.xml import mend
from workers.parse.markup import plain_title
from workers.parse.packed import binary_kind, unpacked
from workers.parse.prologue import from_root
from workers.parse.sniff import Looks, looks_like, what_it_is
from workers.records import Document, Entry, Image, Kind, Moment

MOST_BYTES = 50 << 20  # the protocol's own limits
MOST_URLS = 50_000
_MOST_IMAGES = 20
# sitemap-2026-11.xml, /2026/11/24/sitemap.xml, sitemap20261124.xml, sitemap-pt-post-2026-11.xml
_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_UNDATED = datetime.min.replace(tzinfo=UTC)


def read_sitemap(body: bytes, *, url: str, content_type: str | None = None, fetched_at: datetime) -> Document:
    """The sitemap in `body`, gzipped or not; raises NotAFeed and TooLarge, nothing else.

    An index has no entries but `children`, the youngest first where it dates them. More than 50,000 addresses are cut
    off with a problem that says so, as the protocol lets a reader do.
    """
    body = unpacked(body, url, MOST_BYTES)
    if kind := binary_kind(body):
        raise NotAFeed(url, f"{kind} where a sitemap was promised")
    text, _ = decode(body, content_type, markup="xml")
    return read_sitemap_text(text, url=url, fetched_at=fetched_at)


def read_sitemap_text(text: str, *, url: str, fetched_at: datetime) -> Document:
    """`read_sitemap` for a body that is decoded already."""
    looks = looks_like(text)
    if looks is Looks.TEXT:
        return _list_of_links(text, url)
    if looks is not Looks.SITEMAP:
        raise NotAFeed(url, what_it_is(text, "sitemap"))
    xml, entities = from_root(text)
    try:
        return _Reader(url, fetched_at).read(xml.encode("utf-8", "replace"), recover=False)
    except etree.XMLSyntaxError:
        pass
    try:
        return _Reader(url, fetched_at).read(mend(xml, entities), recover=True)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(url, f"a sitemap that cannot be read ({str(error)[:80]})") from error


def _list_of_links(text: str, url: str) -> Document:
    """One address a line, nothing else; relative ones are not allowed."""
    lines = [line.strip() for line in text.splitlines()]
    links = [link for line in lines if is_web_address(line) and (link := absolute_link(line, url))]
    if not links or len(links) < len([line for line in lines if line]):
        raise NotAFeed(url, what_it_is(text, "sitemap"))
    unique = tuple(dict.fromkeys(links))
    return Document(
        Kind.SITEMAP, "sitemap", tuple(Entry(link=link) for link in unique[:MOST_URLS]), problems=_cut(len(unique))
    )


def _cut(count: int) -> tuple[str, ...]:
    return (f"more than {MOST_URLS} addresses: the rest was left out",) if count > MOST_URLS else ()


class _Reader:
    """Streams: a sitemap of 50 MB never stands in memory as a tree."""

    def __init__(self, url: str, now: datetime) -> None:
        self._url = url
        self._now = now
        self._entries: dict[str, Entry] = {}
        self._children: dict[str, datetime] = {}
        self._is_news = False
        self._skipped = 0

    def read(self, xml: bytes, *, recover: bool) -> Document:
        problems: tuple[str, ...] = ("mended: the XML was broken",) if recover else ()
        for element in _elements(xml, recover=recover):
            if _local(element) == "sitemap":
                self._child(element)
            else:
                self._page(element)
            if len(self._entries) > MOST_URLS or len(self._children) > MOST_URLS:
                problems += _cut(MOST_URLS + 1)
                break
        if self._skipped:
            problems += (f"{self._skipped} x address that is none",)
        if self._children and not self._entries:
            ordered = sorted(self._children, key=lambda link: self._children[link], reverse=True)[:MOST_URLS]
            dates = tuple(None if (at := self._children[link]) == _UNDATED else at for link in ordered)
            return Document(
                Kind.SITEMAP,
                "sitemap-index",
                (),
                children=tuple(ordered),
                children_modified=dates,
                problems=problems,
            )
        entries = tuple(self._entries.values())[:MOST_URLS]
        form = "news-sitemap" if self._is_news else "sitemap"
        return Document(Kind.SITEMAP, form, entries, children=tuple(self._children), problems=problems)

    def _child(self, element: etree._Element) -> None:
        said = {_local(child): text_of(child) for child in element}
        if link := absolute_link(said.get("loc"), self._url):
            moment = self._moment(said.get("lastmod"))
            self._children[link] = moment.at.astimezone(UTC) if moment else _named_for(link, self._now) or _UNDATED
        else:
            self._skipped += 1

    def _page(self, element: etree._Element) -> None:
        said: dict[str, str] = {}
        news: dict[str, str] = {}
        images: list[Image] = []
        for child in element:
            name = _local(child)
            if name == "news":
                self._is_news = True
                news = {_local(part): text_of(part) for part in child.iterdescendants() if not len(part)}
            elif name == "image" and len(images) < _MOST_IMAGES:
                images.extend(self._image(child))
            elif name not in said and not len(child):
                said[name] = text_of(child)
        link = absolute_link(said.get("loc"), self._url)
        if link is None:
            self._skipped += 1
            return
        keywords = (plain_title(word) for word in news.get("keywords", "").split(","))
        self._entries.setdefault(
            link,
            Entry(
                link=link,
                title=plain_title(news.get("title", "")) or None,
                published=self._moment(news.get("publication_date")),
                updated=self._moment(said.get("lastmod")),
                categories=tuple(dict.fromkeys(word for word in keywords if word)),
                images=tuple(images),
                language=news.get("language") or None,
                publisher=plain_title(news.get("name", "")) or None,
            ),
        )

    def _image(self, element: etree._Element) -> Iterator[Image]:
        said = {_local(part): text_of(part) for part in element}
        if link := absolute_link(said.get("loc"), self._url):
            yield Image(link, caption=plain_title(said.get("caption") or said.get("title") or "") or None)

    def _moment(self, text: str | None) -> Moment | None:
        return read_feed_date(text, now=self._now) if text else None


def _named_for(link: str, now: datetime) -> datetime | None:
    """The end of the day, month or year that a sitemap is named for, as far as it has come."""
    found = _DAY_IN_NAME.search(link.rpartition("//")[2].partition("/")[2])
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 12), int(found[3] or 0)
    try:
        last = datetime(year, month, day or monthrange(year, month)[1], 23, 59, tzinfo=UTC)
    except ValueError:
        return None
    return min(last, now)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _elements(xml: bytes, *, recover: bool) -> Iterator[etree._Element]:
    """Every url and sitemap element, each gone from memory when the next is asked for."""
    events = etree.iterparse(
        io.BytesIO(xml),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )
    for _, element in events:
        yield element
        parent = element.getparent()
        element.clear()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]
