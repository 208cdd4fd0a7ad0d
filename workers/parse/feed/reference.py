"""feedparser as the fallback for documents that our own reader does not understand: CDF, and XML beyond recovery.

It is given text that was decoded and mended by us, as a stream and never as an argument (feedparser takes a string
for a URL or a path and opens it), with its cleaning and link resolving off, and only what it can read within about a
second: its time grows faster than the document with namespaces and tags.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import feedparser

from workers.parse.feed.dates import read_feed_date
from workers.parse.feed.links import absolute_link
from workers.parse.feed.media import number_in
from workers.parse.feed.people import names_in
from workers.parse.feed.xml import mend
from workers.parse.markup import plain_title
from workers.parse.prologue import root_name
from workers.records import Document, Enclosure, Entry, Kind, Moment

_MOST_CHARACTERS = 1_000_000
_MOST_TAGS = 20_000
_MOST_NAMESPACES = 100
_MOST_REFERENCES = 100_000
_LONGEST_WORD = 200  # feedparser looks for e-mail addresses with a pattern that is quadratic in such runs
_WORD_ENDS = re.compile(r"[^A-Za-z0-9_.+-]+")
_DECLARATION = re.compile(r"xmlns(?::[\w.-]{1,100})?\s*=")
_FORMS = {"rss": "rss", "ato": "atom", "cdf": "cdf", "cha": "cdf"}


def read_with_feedparser(text: str, *, url: str, fetched_at: datetime) -> Document | None:
    """What feedparser makes of the document, or None where that is no feed or might take too long."""
    if len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS or text.count("&") > _MOST_REFERENCES:
        return None
    if len(_DECLARATION.findall(text)) > _MOST_NAMESPACES:
        return None
    if max(map(len, _WORD_ENDS.split(text))) > _LONGEST_WORD:
        return None
    start = text.find("<")
    if text.startswith("<?xml", start):
        start = text.find("?>", start) + 2
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + mend(text[start:], {}))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except (
        Exception
    ):  # it crashes on some documents, with whatever its handlers happen to raise; then it has no opinion
        return None
    if not parsed.get("version") and not parsed.get("entries"):
        return None
    version = str(parsed.get("version") or root_name(text)[:3].lower())
    form = "rdf" if version in ("rss090", "rss10") else _FORMS.get(version[:3], "rss")
    head = parsed.feed
    return Document(
        kind=Kind.FEED,
        form=form,
        entries=tuple([_entry(item, url, fetched_at) for item in parsed.entries]),
        title=plain_title(str(head.get("title") or "")) or None,
        link=absolute_link(head.get("link"), url),
        language=head.get("language") or None,
        problems=("read by feedparser: our own reader did not understand the document",),
    )


def _entry(item: Any, url: str, now: datetime) -> Entry:
    contents = [part.get("value") for part in _parts(item, "content") if part.get("value")]
    links = [link for link in _parts(item, "links") if link.get("rel") == "enclosure"]
    authors = [name for author in _parts(item, "authors") for name in names_in(str(author.get("name") or ""))]
    return Entry(
        guid=item.get("id") or None,
        link=absolute_link(item.get("link"), url),
        title=plain_title(str(item.get("title") or "")) or None,
        published=_moment(item, "published", now),
        updated=_moment(item, "updated", now),
        authors=tuple(dict.fromkeys(authors or names_in(str(item.get("author") or "")))),
        summary=item.get("summary") or None,
        content=max(contents, key=len) if contents else None,
        categories=tuple(
            dict.fromkeys(term for tag in _parts(item, "tags") if (term := plain_title(tag.get("term") or "")))
        ),
        enclosures=tuple(
            Enclosure(link_url, link.get("type"), number_in(link.get("length")))
            for link in links
            if (link_url := absolute_link(link.get("href"), url))
        ),
    )


def _parts(item: Any, name: str) -> list[Any]:
    """feedparser's list of that name; an element that bears the name leaves its text there instead."""
    return [part for part in item.get(name) or () if isinstance(part, dict)]


def _moment(item: Any, name: str, now: datetime) -> Moment | None:
    text = dict.get(item, name)  # its own get() answers one date for another
    return read_feed_date(text, now=now) if isinstance(text, str) else None
