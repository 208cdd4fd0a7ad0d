"""Whom we ask, and what came back: Source and Fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a source's URL serves; `auto` is settled by the first good poll."""

    AUTO = "auto"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


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
