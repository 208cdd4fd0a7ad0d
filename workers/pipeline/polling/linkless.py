"""Entries without a link: a story that a feed tells itself, known by the feed's address and the entry's guid.

Such an entry goes the way of every page, so that pace, crashes, versions and events hold for it too; only that nobody
is asked for it. Its page bears the entry as the feed told it last.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from xxhash import xxh3_128_hexdigest

from workers.parse.entry import LEAST
from workers.records import Entry, Fetched, Page
from workers.store.codec import entry_to_json

_MARK = "#!entry="  # a fragment that names a document of its own, which URL keys keep
_LONGEST_NAME = 200


def address_of(entry: Entry, guid: str, feed_url: str) -> str | None:
    """What the story is known by, None where the entry tells none: no guid of its own, no title, hardly any text.

    `feed_url` is the one in the list of sources, wherever the feed has moved. Without a guid an edited entry could not
    be told from a new one.
    """
    told = max(len(entry.content or ""), len(entry.summary or ""))
    if entry.link is not None or not entry.guid or not entry.title or told < LEAST:
        return None
    name = quote(guid[:_LONGEST_NAME], safe=":/", errors="replace")
    if len(guid) > _LONGEST_NAME or len(name) > _LONGEST_NAME:
        name = xxh3_128_hexdigest(guid.encode("utf-8", "replace"))
    return feed_url.partition("#")[0] + _MARK + name


def is_linkless(page: Page) -> bool:
    """Whether the page is such an entry."""
    return page.entry.link is None and _MARK in page.url


def answer(page: Page, now: datetime) -> Fetched:
    """What stands for the answer of a server: it changes where the entry does."""
    return Fetched(page.url, page.url, 200, {}, entry_to_json(page.entry).encode(), now)
