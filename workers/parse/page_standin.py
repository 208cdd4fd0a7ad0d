"""The fewest facts of a page's head, for as long as `metadata` is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from workers.records import Direction, Entry, Image, Moment, Origin


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None = None
    section: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    direction: Direction = "ltr"
    summary: str | None = None
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    paywalled: bool | None = None
    canonical_url: str | None = None
    amp_url: str | None = None
    alternates: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    json_ld_body: str | None = None
    page_type: str | None = None


def read_metadata(tree: LexborHTMLParser, *, url: str, fetched_at: datetime, entry: Entry | None = None) -> Metadata:
    node = tree.css_first('meta[property="og:title"]')
    title = node.attributes.get("content") if node else None
    if not title and (heading := tree.css_first("h1") or tree.css_first("title")):
        title = heading.text().strip()
    kind = tree.css_first('meta[property="og:type"]')
    return Metadata(title=title, page_type=kind.attributes.get("content") if kind else None)
