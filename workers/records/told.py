"""What is read, kept and told: Article, its versions, and the events that announce them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from workers.records.announced import Image
from workers.records.moments import Moment

Direction = Literal["ltr", "rtl"]
Completeness = Literal["full", "summary"]


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
    forgotten_at: datetime | None = None  # since when it has no paragraphs, summary and images any more (retention)


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
