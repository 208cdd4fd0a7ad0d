"""What a source has by agreement with its publisher, headers, cookies and leave to ignore robots.txt, stays with him.

They hold on the site of the URL in the list of sources, whatever that one moves to, names or goes on at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from workers.errors import Refused
from workers.fetch.pace import site_of
from workers.records import Source
from workers.store.sources import SourceState, listed_urls


def at(source: Source, listed_url: str) -> Source:
    """The source as it may be asked where it lies now."""
    if not _has_any(source):
        return source
    try:
        is_at_home = site_of(source.url) == site_of(listed_url)
    except Refused:
        is_at_home = False
    return source if is_at_home else replace(source, headers={}, cookies={}, robots="obey")


def of(connection: Connection, states: Sequence[SourceState]) -> list[SourceState]:
    """The sources as they may be asked; those polled in another's name have what that one has, at its site."""
    listed = listed_urls(connection, {state.family for state in states if _has_any(state.source)})
    return [
        replace(state, source=at(state.source, listed[state.family])) if state.family in listed else state
        for state in states
    ]


def ignores_robots(source: Source, site: str) -> bool:
    """Whether the source, as it may be asked (`at`), has leave to ignore the robots.txt of that site: its own only."""
    if source.robots != "ignore":
        return False
    try:
        return site_of(source.url) == site
    except Refused:
        return False


def _has_any(source: Source) -> bool:
    return bool(source.headers or source.cookies or source.robots == "ignore")
