"""The further documents that are polled in a source's name: sitemaps of an index, a home page's feed, robots.txt's
sitemaps.

Announced is news: of the sitemaps that robots.txt names only what is young is followed, so that a home page does not
bring a publisher's whole archive (`khabar sources backfill` does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from xxhash import xxh3_64_hexdigest

from workers.errors import Refused
from workers.fetch.pace import origin_of, site_of
from workers.fetch.target import Target
from workers.pipeline.polling.moves import promised
from workers.records import Document, Kind
from workers.store.codec import storable_text
from workers.store.found import Named
from workers.store.sources import SourceState

MOST_SITEMAPS = 8  # of an index, the youngest ones
MOST_OF_ROBOTS = 4
MOST_OF_ARCHIVES = 50
MOST_DEPTH = 3  # of documents named by documents: indexes of indexes occur, against the protocol
YOUNG = timedelta(days=7)
MOST_URL_CHARACTERS = 2048
_LONGEST_NAME = 200  # at the end of an address, which is what tells
_IS_NEWS = re.compile(r"(?<![a-z])(?:google[-_]?)?news(?!letter|room)", re.IGNORECASE)
_IS_NO_NEWS = re.compile(
    r"(?:image|video|product|categor(?:y|ie)|tag|author|taxonom(?:y|ie)|archive|static|page)s?(?![a-z]{0,20}news)[-_]?(?:site)?_?map"
    r"|site-?_?map[-_]?(?:image|video|product|categor(?:y|ie)|tag|author|taxonom(?:y|ie)|archive|static|page)",
    re.IGNORECASE,
)


def may_use_sitemaps(state: SourceState) -> bool:
    """Whether the source stands for a whole site (the root of a host), whose robots.txt we know to heed."""
    source = state.source
    if state.depth or source.kind not in (Kind.AUTO, Kind.LISTING) or source.robots == "ignore":
        return False
    try:
        return Target.of(source.url).path == "/" and promised(source.kind, state.serves) in (Kind.AUTO, Kind.LISTING)
    except Refused:
        return False


def named_in(
    state: SourceState, document: Document, sitemaps: Sequence[str] | None, now: datetime
) -> tuple[Named, ...] | None:
    """What to poll because of this document; None where that is not known now and what is polled stays.

    The first feed of a home page, or where it names none the sitemaps that robots.txt names (`sitemaps`; None where
    that file is not known); the youngest sitemaps of an index.
    """
    if state.listed_in == "backfill":  # an archive is read where sitemaps lead back far, a feed as far as it goes
        older = [*sorted(sitemaps or (), key=_rank), *document.children[:1]] if document.kind is Kind.LISTING else []
        return _places(state, older, MOST_OF_ARCHIVES, "found")
    if state.depth >= MOST_DEPTH:
        return ()
    if document.kind is Kind.SITEMAP:
        return _places(state, _youngest(state, document, now), MOST_SITEMAPS, "found")
    if document.children or not may_use_sitemaps(state):
        return _places(state, document.children, 1, "found")
    if sitemaps is None:
        return None
    return _places(state, sorted(sitemaps, key=_rank), MOST_OF_ROBOTS, "robots")


def _youngest(state: SourceState, document: Document, now: datetime) -> Iterable[str]:
    if state.listed_in != "robots":
        return document.children
    dated = zip_longest(document.children, document.children_modified)
    return sorted((url for url, at in dated if at is None or now - at <= YOUNG), key=_rank)


def _rank(url: str) -> int:
    """News first, and last what is hardly any; by the names that sitemaps have everywhere."""
    name = url[-_LONGEST_NAME:]
    return 0 if _IS_NEWS.search(name) else (2 if _IS_NO_NEWS.search(name) else 1)


def _places(state: SourceState, urls: Iterable[str], most: int, told_by: str) -> tuple[Named, ...]:
    named: dict[str, Named] = {}
    for url in urls:
        if len(url) > MOST_URL_CHARACTERS:
            continue
        try:
            place = site_of(url), origin_of(url)
        except Refused:
            continue
        mark = xxh3_64_hexdigest(storable_text(url).encode())[:8]
        name = f"{state.family}~{mark}"
        if name != state.source.id and url != state.source.url:
            named.setdefault(name, Named(name, storable_text(url), *place, told_by))
        if len(named) == most:
            break
    return tuple(named.values())
