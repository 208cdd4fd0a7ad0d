"""The stages of a piece of news, one frozen dataclass each.

    Source ──poll──▶ Fetched ──▶ Document of Entry ──▶ Page (frontier) ──harvest──▶ Fetched ──▶ Article ──▶ Event

The type says how far along the news is. Nothing here knows network, clock, database or environment. All
`datetime` values are aware and in UTC unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal

Direction = Literal["ltr", "rtl"]
Completeness = Literal["full", "summary"]


class Kind(StrEnum):
    """What a source's URL serves; `auto` is settled by the first good poll."""

    AUTO = "auto"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


class Precision(StrEnum):
    """How exactly a moment was stated; nothing finer is ever invented."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a publisher stated it.

    `at` is aware and keeps the stated offset (UTC where none was stated and none is known of the source).
    With day precision only `at.date()` means anything, and it is the publisher's own day.
    """

    at: datetime
    precision: Precision = Precision.SECOND

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a Moment needs a time zone")

    def isoformat(self) -> str:
        """ISO 8601 to the stated precision: `2020-01-07`, `2020-01-07T10:05+02:00`, `2020-01-07T10:05:09+00:00`."""
        if self.precision is Precision.DAY:
            return self.at.date().isoformat()
        return self.at.isoformat(timespec="minutes" if self.precision is Precision.MINUTE else "seconds")

    @classmethod
    def fromisoformat(cls, text: str) -> Moment:
        """The inverse of `isoformat`; raises ValueError."""
        if len(text) == 10:
            day = date.fromisoformat(text)
            return cls(datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY)
        at = datetime.fromisoformat(text)
        clock = text[11:].split("+")[0].split("-")[0].removesuffix("Z")
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return cls(at, Precision.MINUTE if clock.count(":") == 1 else Precision.SECOND)


@dataclass(frozen=True, slots=True)
class Source:
    """A place where news is announced, as an editor configured it. `id` is its table's name in sources.toml."""

    id: str
    url: str
    name: str | None = None
    kind: Kind = Kind.AUTO
    rhythm: str = "standard"
    rules: str | None = None
    language: str | None = None
    time_zone: str | None = None
    robots: Literal["obey", "ignore"] = "obey"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us for the next conditional request, byte for byte (RFC 9110 section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was answered: its status and where it pointed to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """One whole answer of the web: never truncated, never over the cap, decoded from its content coding."""

    url: str  # as asked for
    final_url: str  # after redirects
    status: int  # 200, 226 or 304
    headers: Mapping[str, str]  # names in lower case; repeated ones joined by ", "
    body: bytes
    fetched_at: datetime
    hops: tuple[Hop, ...] = ()
    wire_bytes: int = 0  # as sent, before decoding

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


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
    validators: Validators = Validators()
    body_hash: str | None = None  # of the body that the last look found
    ignores_robots: bool = False  # by leave of its publisher; never off its source's site


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field's value came from: `via` is "rule", "json-ld", "microdata", "rdfa", "opengraph", "meta",
    "page", "url", "feed", "text", "second-opinion" or "guess"; `confidence` is 0..1."""

    via: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Article:
    """A news article as it was published.

    Paragraphs are in reading order, as published: headings, list items, quotes and table rows are paragraphs of
    their own; captions are not among them. `origins` says for every filled field where it came from. What only
    storage knows (id, version, cluster, first seen) is not here, see `StoredArticle`.
    """

    url: str  # where it was read, after redirects
    title: str
    paragraphs: tuple[str, ...]
    canonical_url: str | None = None  # as the page states it, not yet judged
    guid: str | None = None
    section: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None  # BCP 47
    direction: Direction = "ltr"
    summary: str | None = None
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    paywalled: bool | None = None
    completeness: Completeness = "full"
    amp_url: str | None = None
    alternates: Mapping[str, str] = field(default_factory=dict)  # hreflang -> URL
    confidence: float = 1.0  # of the body
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def to_text(self) -> str:
        """The layout of the seed, which `parse.plaintext.read_text` reads back."""
        from workers.textlayout import write_text  # lazily: textlayout speaks of records too

        return write_text(self)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with what storage knows of it."""

    id: str
    article: Article
    source_id: str
    version: int
    content_hash: str
    first_seen: datetime
    version_seen: datetime
    fetched_at: datetime
    found_via: str
    cluster: str | None = None
    duplicate_of: str | None = None
    withdrawn: bool = False
    similarity: float | None = None  # 0..1, to the article of its cluster that it was most alike; None for the first


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version changed: field names, and for the body which paragraphs left and came."""

    fields: tuple[str, ...] = ()
    paragraphs_removed: tuple[tuple[int, str], ...] = ()  # (index in the old version, text)
    paragraphs_added: tuple[tuple[int, str], ...] = ()  # (index in the new version, text)


class EventType(StrEnum):
    """The closed list of what khabar announces (CloudEvents `type`)."""

    CREATED = "news.article.created.v1"
    UPDATED = "news.article.updated.v1"
    WITHDRAWN = "news.article.withdrawn.v1"
    UNHEALTHY = "news.source.unhealthy.v1"
    RECOVERED = "news.source.recovered.v1"


class Outcome(StrEnum):
    """The closed list of ends of a page; each is counted."""

    STORED = "stored"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    NOT_AN_ARTICLE = "not an article"
    REFUSED = "refused"
    GONE = "gone"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Announcement:
    """A row of the outbox: one event, written in the transaction of what it tells.

    `body` is the CloudEvents JSON (full variant) without `sequence`; `position` its place in the one order,
    None until the relay gave it one.
    """

    event_id: str
    type: EventType | str  # a text where a row is of a type that this khabar does not know: nobody is told of it
    subject: str  # "article/<id>" or "source/<id>"
    body: str
    position: int | None = None
