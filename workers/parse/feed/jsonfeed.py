"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to Documents."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any

from workers.errors import NotAFeed, TooLarge
from workers.parse.feed.dates import read_feed_date
from workers.parse.feed.links import absolute_link, is_web_address
from workers.parse.feed.people import names_in
from workers.parse.markup import plain_title
from workers.parse.sniff import what_it_is
from workers.records import Document, Enclosure, Entry, Image, Kind, Moment

MOST_ENTRIES = 10_000
_MOST_CHARACTERS = 8_000_000  # objects take several times the room of their text
_MOST = 100
_Json = dict[str, Any]


def read_jsonfeed(text: str, *, url: str, fetched_at: datetime) -> Document:
    """The JSON Feed in `text`; raises NotAFeed for other JSON and for what is none, and TooLarge."""
    if len(text) > _MOST_CHARACTERS:
        raise TooLarge(url, f"JSON of {len(text)} characters, more than {_MOST_CHARACTERS}")
    try:
        feed = json.loads(text.strip("\ufeff \t\r\n"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(url, f"broken JSON ({str(error)[:80]})") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not _is_jsonfeed(feed, items):
        raise NotAFeed(url, what_it_is(text))
    if len(items) > MOST_ENTRIES:
        raise TooLarge(url, f"a feed with {len(items)} entries, more than {MOST_ENTRIES}")
    reader = _Reader(url, fetched_at, _authors(feed))
    hubs = (absolute_link(_text(hub.get("url")), url) for hub in _objects(feed.get("hubs")))
    return Document(
        kind=Kind.FEED,
        form="json",
        entries=tuple([reader.read(item) for item in items if isinstance(item, dict)]),
        title=plain_title(_text(feed.get("title")) or "") or None,
        link=absolute_link(_text(feed.get("home_page_url")), url),
        language=_text(feed.get("language")),
        self_url=absolute_link(_text(feed.get("feed_url")), url),
        next_url=absolute_link(_text(feed.get("next_url")), url),
        hubs=tuple(dict.fromkeys(hub for hub in hubs if hub)),
    )


def _is_jsonfeed(feed: _Json, items: list[Any]) -> bool:
    """By its version; without one, items have to carry the names that only JSON Feed uses."""
    if "jsonfeed.org/version/" in str(feed.get("version")):
        return True
    if "version" in feed or not items:
        return False
    names = {"content_html", "content_text", "date_published", "external_url"}
    return all(isinstance(item, dict) and not names.isdisjoint(item) for item in items)


class _Reader:
    def __init__(self, url: str, now: datetime, authors: tuple[str, ...]) -> None:
        self._url = url
        self._now = now
        self._feed_authors = authors

    def read(self, item: _Json) -> Entry:
        guid = _text(item.get("id"))
        url = self._url
        link = absolute_link(_text(item.get("url")), url) or absolute_link(_text(item.get("external_url")), url)
        if link is None and guid and is_web_address(guid):
            link = absolute_link(guid, url)
        plain = _text(item.get("content_text"))
        tags = (plain_title(tag) for tag in _list(item.get("tags")) if isinstance(tag, str))
        pictures = (absolute_link(_text(item.get(name)), url) for name in ("image", "banner_image"))
        return Entry(
            guid=guid,
            link=link,
            title=plain_title(_text(item.get("title")) or "") or None,
            published=self._moment(item.get("date_published")),
            updated=self._moment(item.get("date_modified")),
            authors=_authors(item) or self._feed_authors,
            summary=_text(item.get("summary")),
            content=_text(item.get("content_html")) or (escape(plain, quote=False) if plain else None),
            categories=tuple(dict.fromkeys(tag for tag in tags if tag))[:_MOST],
            enclosures=self._attachments(item),
            images=tuple(Image(picture) for picture in dict.fromkeys(pictures) if picture),
            language=_text(item.get("language")),
        )

    def _moment(self, value: Any) -> Moment | None:
        text = _text(value)
        return read_feed_date(text, now=self._now) if text else None

    def _attachments(self, item: _Json) -> tuple[Enclosure, ...]:
        found = []
        for attachment in _objects(item.get("attachments")):
            size = attachment.get("size_in_bytes")
            if url := absolute_link(_text(attachment.get("url")), self._url):
                length = int(size) if isinstance(size, int | float) and 0 < size < 1e15 else None
                found.append(Enclosure(url, _text(attachment.get("mime_type")), length))
        return tuple(found)


def _authors(holder: _Json) -> tuple[str, ...]:
    """1.1 has `authors`, 1.0 `author`."""
    people = _objects(holder.get("authors")) or _objects([holder.get("author")])
    return tuple(dict.fromkeys(name for person in people for name in names_in(_text(person.get("name")) or "")))


def _text(value: Any) -> str | None:
    """A non-empty string; numbers (ids, mostly) as printed; lone surrogates, which no encoding can write, replaced."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**30 else None
    if not isinstance(value, str):
        return None
    return value.strip().encode("utf-8", "replace").decode("utf-8") or None


def _list(value: Any) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []


def _objects(value: Any) -> list[_Json]:
    return [one for one in _list(value) if isinstance(one, dict)]
