"""Feeds to Documents: RSS 0.9x/2.0, RDF 0.9/1.0, Atom 0.3/1.0, CDF, JSON Feed.

The way of a feed: bytes are bounded and decoded (charset), the tree is read strictly, mended or in part (feed_xml),
items become entries (feed_tree, feed_item). feedparser is asked where that way does not understand the document or
may have lost entries (feed_reference).
"""

from __future__ import annotations

import re
from datetime import datetime

from workers.errors import NotAFeed
from workers.parse.charset import decode
from workers.parse.feed.fast import MANY, read_fast, refuse_too_many
from workers.parse.feed.jsonfeed import read_jsonfeed
from workers.parse.feed.reference import read_with_feedparser
from workers.parse.feed.tree import read_tree
from workers.parse.feed.xml import parse_xml
from workers.parse.packed import binary_kind, unpacked
from workers.parse.sniff import Looks, looks_like, what_it_is, without_warnings
from workers.records import Document

MOST_BYTES = 16 << 20  # the largest of several hundred real feeds has 2.5 MB
_ITEM = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?:[A-Za-z][\w.-]{0,20}:)?(item|entry)[\s>/]", re.IGNORECASE | re.DOTALL
)


def read_feed(body: bytes, *, url: str, content_type: str | None = None, fetched_at: datetime) -> Document:
    """The feed in `body`, which came from `url` (after redirects) at `fetched_at` (aware).

    Entries are in the document's order. Raises NotAFeed with a sentence that says what it is instead, and TooLarge
    above 16 MiB or 10,000 entries; nothing else.
    """
    body = unpacked(body, url, MOST_BYTES)
    if kind := binary_kind(body):
        raise NotAFeed(url, f"{kind} where a feed was promised")
    if document := read_fast(body, url=url, now=fetched_at):
        return document
    text, _ = decode(body, content_type, markup="xml")
    return read_feed_text(text, url=url, fetched_at=fetched_at)


def read_feed_text(text: str, *, url: str, fetched_at: datetime) -> Document:
    """`read_feed` for a body that is decoded already."""
    looks = looks_like(text)
    if looks in (Looks.HTML, Looks.TEXT):
        text = without_warnings(text)
        looks = looks_like(text)
    if looks is Looks.JSON:
        return read_jsonfeed(text, url=url, fetched_at=fetched_at)
    if looks in (Looks.EMPTY, Looks.TEXT):
        raise NotAFeed(url, what_it_is(text))
    if len(text) > MANY:
        refuse_too_many(max(text.count(f"<{name}>") + text.count(f"<{name} ") for name in ("item", "entry")), url)
    parsed = parse_xml(text, url=url)
    document = read_tree(parsed, url=url, now=fetched_at) if parsed else None
    if parsed is None or document is None or not parsed.is_whole or not document.entries:
        document = _second_opinion(document, text, url=url, fetched_at=fetched_at)
    if document is None:
        raise NotAFeed(url, what_it_is(text))
    return document


def _second_opinion(document: Document | None, text: str, *, url: str, fetched_at: datetime) -> Document | None:
    """feedparser's reading, where ours is none or has fewer entries than the text seems to hold."""
    if document is not None and len(document.entries) >= sum(1 for found in _ITEM.finditer(text) if found[1]):
        return document
    second = read_with_feedparser(text, url=url, fetched_at=fetched_at)
    if second is None or (document is not None and len(second.entries) <= len(document.entries)):
        return document
    return second
