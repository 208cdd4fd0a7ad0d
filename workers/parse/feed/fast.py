"""The short way for the usual feed: well-formed UTF-8 with an RSS, RDF or Atom root and no entities of its own.

Nothing is decoded or looked through twice here: libxml2's strict parser is the proof that the document is what it
seems. Anything else is left to the long way (`feed.read_feed_text`), which gives the same answer for the same
document.
"""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree

from workers.errors import TooLarge
from workers.parse.charset import is_perhaps_utf8_twice
from workers.parse.feed.tree import MOST_ENTRIES, read_tree
from workers.parse.feed.xml import Parsed, refuse_giant, strict_parser
from workers.records import Document

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?[^<>]{0,1000}\?>|<!--[^<>]{0,1000}-->|<!DOCTYPE\s[^<>\[]{0,1000}>)\s*)*(?=<(?:rss|feed|rdf:RDF|[a-z0-9]{1,10}:feed)[\s>])"
)
_DECLARED = re.compile(
    rb"""<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["'](?:yes|no)["'])?\s*\?>"""
    rb"""\s*(?:<\?xml-stylesheet\s[^<>?]{0,500}\?>\s*)?$"""
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_TAGS = ((b"<item>", b"<item ", b"<item/"), (b"<entry>", b"<entry ", b"<entry/"))
MANY = 4_000_000  # bytes, below which counting entries beforehand spares nothing


def read_fast(body: bytes, *, url: str, now: datetime) -> Document | None:
    """The feed in `body`, or None where the long way has to look at it; raises TooLarge."""
    start = _START.match(body)
    if start is None or b"\x1b" in body or is_perhaps_utf8_twice(body):
        return None
    if len(body) > MANY:
        refuse_too_many(max(sum(map(body.count, tags)) for tags in _TAGS), url)
    is_as_it_should_be = start.end() == 0 or _DECLARED.match(body, 0, start.end()) is not None
    parsed = _strictly(body if is_as_it_should_be else body[start.end() :], url)  # to copy a megabyte takes its time
    return read_tree(parsed, url=url, now=now) if parsed else None


def _strictly(xml: bytes, url: str) -> Parsed | None:
    """The tree; stray control bytes, the commonest fault of an otherwise sound feed, are dropped for a second try."""
    try:
        return Parsed(etree.fromstring(xml, strict_parser()), True)
    except etree.XMLSyntaxError as error:
        refuse_giant(error, url)
    printable = xml.translate(None, _CONTROLS)
    if len(printable) == len(xml):
        return None
    try:
        return Parsed(etree.fromstring(printable, strict_parser()), True, ("mended: control characters",))
    except etree.XMLSyntaxError:
        return None


def refuse_too_many(entries: int, url: str) -> None:
    """Before a tree is built: a hundred thousand entries would take a hundred megabytes."""
    if entries > MOST_ENTRIES:
        raise TooLarge(url, f"a feed with {entries} entries, more than {MOST_ENTRIES}")
