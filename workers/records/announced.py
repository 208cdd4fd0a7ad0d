"""What a source announces: a Document of Entries, each of which becomes a Page to fetch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from workers.records.asked import Kind, Validators
from workers.records.moments import Moment


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A media file that a feed entry names."""

    url: str
    type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article."""

    url: str
    width: int | None = None
    height: int | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One announcement in a feed, sitemap or section page.

    `guid` is as printed (None where the feed has none), `link` absolute and http(s) or None. `summary` and
    `content` are HTML as published (not yet cleaned); `title` is plain text.
    """

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    content: str | None = None
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    images: tuple[Image, ...] = ()
    language: str | None = None
    publisher: str | None = None  # Google News sitemaps and <source> name it
    section: str | None = None


@dataclass(frozen=True, slots=True)
class PollHints:
    """What the document itself says about how often to ask (never trusted unclamped)."""

    ttl_minutes: int | None = None  # RSS <ttl>
    update_seconds: int | None = None  # sy:updatePeriod / sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  # RSS <skipHours>, GMT 0-23
    skip_days: frozenset[int] = frozenset()  # RSS <skipDays>, Monday = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What a source's URL turned out to serve.

    `form` is the exact format ("rss", "atom", "rdf", "json", "cdf", "news-sitemap", "sitemap", "sitemap-index",
    "listing"); `children` are further documents to read (a sitemap index names its sitemaps), `children_modified` when
    each of them changed last (in UTC; as long as `children`, or empty), `next_url` the older page of a paged or
    archived feed (RFC 5005), `hubs` WebSub hubs.
    """

    kind: Kind
    form: str
    entries: tuple[Entry, ...]
    title: str | None = None
    link: str | None = None
    language: str | None = None
    self_url: str | None = None
    next_url: str | None = None
    hubs: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    children_modified: tuple[datetime | None, ...] = ()
    hints: PollHints = PollHints()
    problems: tuple[str, ...] = ()  # what was odd but survived, in words


@dataclass(frozen=True, slots=True)
class Page:
    """A claimed row of the frontier: one page that may be fetched now, by us, until the lease ends."""

    id: int
    url: str
    source_id: str
    site: str
    entry: Entry  # what the announcement said, for hints
    found_via: str  # "feed", "sitemap", "listing", "demo", ...
    attempts: int
    crashes: int
    article_id: str | None = None  # set when a known article is looked at again
    validators: Validators = field(default_factory=Validators)
    body_hash: str | None = None  # of the body that the last look found
    ignores_robots: bool = False  # by leave of its publisher; never off its source's site
