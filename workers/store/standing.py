"""Columns of sources that say how its address and its validators stand: a move under way, 304s that were believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.schema import sources


class Trust(StrEnum):
    """What a source's validators are worth."""

    TRUSTED = "trusted"
    SUSPECTED = "suspected"  # the body changed after 304s: the next answer to the old validators tells
    DISTRUSTED = "distrusted"  # proven to lie: never sent again


@dataclass(frozen=True, slots=True)
class Move:
    """A redirect that says for good: where to, since when, in how many polls in a row."""

    url: str
    since: datetime
    polls: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source lies."""

    url: str
    site: str
    origin: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What polls have taught of a source's address and validators; `unchanged` counts 304s since the last body."""

    move: Move | None = None
    trust: Trust = Trust.TRUSTED
    unchanged: int = 0
    whole_at: datetime | None = None


UNSEEN = Standing()


def standing_of(row: Any) -> Standing:
    """The columns of a row of `sources`."""
    move = Move(row.moved_to, row.moved_since, row.moved_polls) if row.moved_to is not None else None
    return Standing(move, Trust(row.trust), row.unchanged, row.whole_at)


def standing_values(standing: Standing) -> dict[str, Any]:
    """The same as values to write."""
    move = standing.move
    return {
        "moved_to": move.url if move else None,
        "moved_since": move.since if move else None,
        "moved_polls": move.polls if move else 0,
        "trust": standing.trust.value,
        "unchanged": standing.unchanged,
        "whole_at": standing.whole_at,
    }


# Of a source that gets a new place: the URL that the list of sources has is kept beside it.
LISTED_URL = sa.func.coalesce(sources.c.listed_url, sources.c.url)


def moved_values(place: Place) -> dict[str, Any]:
    """A source's new place."""
    return {"url": place.url, "site": place.site, "origin": place.origin}


def polled_by_others(connection: Connection, urls: Mapping[str, str]) -> dict[str, str]:
    """Of these URLs (by the id of the source that would move there) those that another source polls: id -> that one.

    Of several that would move to one URL the first one may.
    """
    taken: dict[str, str] = {}
    given: dict[str, str] = {}
    for source_id in sorted(urls):
        url = urls[source_id]
        others = sa.and_(sources.c.id != source_id, sources.c.state != "retired", sources.c.url == url)
        other = connection.execute(sa.select(sources.c.id).where(others).limit(1)).scalar_one_or_none()
        holder = other or given.setdefault(url, source_id)
        if holder != source_id:
            taken[source_id] = holder
    return taken
