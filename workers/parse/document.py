"""Whatever a source's URL serves to a Document: feed, JSON Feed, sitemap or section page, decided by its content."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from workers.errors import NotAFeed
from workers.parse.charset import decode
from workers.parse.discovery import find_feeds
from workers.parse.feed import MOST_BYTES as MOST_FEED_BYTES
from workers.parse.feed import read_feed_text
from workers.parse.feed.fast import read_fast
from workers.parse.listing import read_listing
from workers.parse.packed import binary_kind, unpacked
from workers.parse.sitemap import MOST_BYTES as MOST_SITEMAP_BYTES
from workers.parse.sitemap import read_sitemap_text
from workers.parse.sniff import Looks, looks_like, what_it_is, without_warnings
from workers.records import Document, Kind

_STARTS_LIKE_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|meta)[\s>]", re.IGNORECASE)


def read_document(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    kind: Kind = Kind.AUTO,
    fetched_at: datetime,
    selector: str | None = None,
) -> Document:
    """What `body` announces; `url` is where it came from after redirects, `fetched_at` (aware) when.

    Dates that state no zone are read on the clocks of `fetched_at`: where the source's own zone is known, give it in
    that.

    The content decides, whatever the server declares; `kind` is the promise of the configuration. Promised a feed or
    a sitemap, an HTML page is refused (NotAFeed); promised nothing or a listing, it is read as a section page and
    `children` names the feeds that it points to, best first; `selector` (CSS) names its article links, where a site
    rule gives one. A feed is taken where a sitemap or listing was promised, and a sitemap where a feed was. Raises
    NotAFeed and TooLarge, nothing else.
    """
    body = unpacked(body, url, MOST_SITEMAP_BYTES)
    if len(body) <= MOST_FEED_BYTES and (feed := read_fast(body, url=url, now=fetched_at)):
        return feed
    promised = "feed" if kind in (Kind.AUTO, Kind.FEED) else kind.value
    if what := binary_kind(body):
        raise NotAFeed(url, f"{what} where a {promised} was promised")
    text, _ = decode(body, content_type, markup="html" if _STARTS_LIKE_HTML.search(body, 0, 2_000) else "xml")
    looks = looks_like(text)
    if looks in (Looks.HTML, Looks.TEXT):
        text = without_warnings(text)
        looks = looks_like(text)
    if looks is Looks.SITEMAP or (looks is Looks.TEXT and kind is Kind.SITEMAP):
        return read_sitemap_text(text, url=url, fetched_at=fetched_at)
    if looks is Looks.HTML and kind in (Kind.AUTO, Kind.LISTING):
        return _listing(text, url=url, fetched_at=fetched_at, selector=selector)
    unpacked(body, url, MOST_FEED_BYTES)
    try:
        return read_feed_text(text, url=url, fetched_at=fetched_at)
    except NotAFeed as error:
        raise NotAFeed(url, what_it_is(text, promised) if looks is not Looks.JSON else error.why) from error


def _listing(text: str, *, url: str, fetched_at: datetime, selector: str | None) -> Document:
    feeds = find_feeds(text, url)
    try:
        return replace(read_listing(text, url=url, fetched_at=fetched_at, selector=selector), children=feeds)
    except NotAFeed as error:
        if not feeds:
            raise
        return Document(Kind.LISTING, "listing", (), children=feeds, problems=(error.why,))
