"""What the sample newsroom has to tell: sites, their stories, and what each story's record must be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from importlib.resources import files
from typing import Any

from workers.records import Moment, Precision

LINK = re.compile(r"\[\[(.+?)\]\]")
STRONG = re.compile(r"\*\*(.+?)\*\*")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_PREFIXES = {"## ": "h2", "> ": "quote", "- ": "li"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a body: `kind` is "p", "h2", "quote" or "li"; `text` may hold `[[a link]]` and `**bold**`."""

    kind: str
    text: str

    @property
    def plain(self) -> str:
        return STRONG.sub(r"\1", LINK.sub(r"\1", self.text))


@dataclass(frozen=True, slots=True)
class Story:
    """One article before it has a page. `path` begins with a slash; The layouts `tables`, `breaks` and
    `mobile` state the moment in visible words only."""

    path: str
    title: str
    section: str
    published: Moment
    blocks: tuple[Block, ...]
    authors: tuple[str, ...] = ()
    standfirst: str | None = None
    modified: Moment | None = None
    caption: str | None = None
    tags: tuple[str, ...] = ()
    wire: str | None = None  # what an agency calls the story that several sites print

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body as a reader sees it, the standfirst first."""
        body = tuple(block.plain for block in self.blocks)
        return (self.standfirst, *body) if self.standfirst else body

    @property
    def teaser(self) -> str:
        return self.standfirst or self.blocks[0].plain


@dataclass(frozen=True, slots=True)
class Site:
    """A publisher: how it looks (`layout`), how it announces (`announces`), and where it is reached (`base`)."""

    id: str
    name: str
    language: str
    direction: str
    layout: str
    announces: str
    stories: tuple[Story, ...]
    offset: str = "+00:00"
    about: str = ""
    base: str = ""
    mobile: bool = False  # the same stories once more under /m/, in a poorer layout
    refused: str | None = None  # a title announced under the area robots.txt forbids
    missing: str | None = None  # a title announced whose page was taken away
    gallery: str | None = None  # a title announced whose page is a list of videos

    def at(self, base: str) -> Site:
        return replace(self, base=base)


def load_sites() -> tuple[Site, ...]:
    """The sites that ship with khabar, in the order of their file names."""
    folder = files(__package__).joinpath("data", "sites")
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    return tuple(read_site(tomllib.loads(entry.read_text(encoding="utf-8"))) for entry in entries)


def read_site(table: Mapping[str, Any]) -> Site:
    """A site file's tables as values: `[site]` and one `[[stories]]` an article."""
    site = dict(table["site"])
    offset = site.get("offset", "+00:00")
    return Site(stories=tuple(_story(row, offset) for row in table["stories"]), **site)


def _story(row: Mapping[str, Any], offset: str) -> Story:
    modified = row.get("modified")
    return Story(
        path=row["path"],
        title=row["title"],
        section=row["section"],
        published=_moment(row["published"], offset),
        blocks=read_blocks(row["body"]),
        authors=tuple(row.get("authors", ())),
        standfirst=row.get("standfirst"),
        modified=_moment(modified, offset) if modified else None,
        caption=row.get("caption"),
        tags=tuple(row.get("tags", ())),
        wire=row.get("wire"),
    )


def _moment(text: str, offset: str) -> Moment:
    """`2020-01-07` is a day; `2024-05-02T10:05` a minute in the site's zone; with seconds, to the second."""
    if len(text) == 10:
        return Moment.fromisoformat(text)
    moment = Moment.fromisoformat(text)
    return Moment(moment.at.replace(tzinfo=zone(offset)), Precision(moment.precision))


def zone(offset: str) -> timezone:
    """`+03:00` as a time zone; raises ValueError."""
    parts = _OFFSET.fullmatch(offset)
    if parts is None:
        raise ValueError(f"not an offset: {offset}")
    sign = -1 if parts[1] == "-" else 1
    return timezone(sign * timedelta(hours=int(parts[2]), minutes=int(parts[3])))


def read_blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs are set apart by blank lines; `## `, `> ` and `- ` begin headings, quotes and list items."""
    chunks = [" ".join(chunk.split()) for chunk in text.strip().split("\n\n")]
    return tuple(_block(chunk) for chunk in chunks if chunk)


def _block(chunk: str) -> Block:
    for prefix, kind in _PREFIXES.items():
        if chunk.startswith(prefix):
            return Block(kind, chunk.removeprefix(prefix))
    return Block("p", chunk)
