"""What sources print on every article: read once a turn, learned from new articles, added to the store now and then."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import partial

import structlog

from workers.dedupe.boilerplate import Boilerplate
from workers.errors import TryAgain
from workers.services import Services
from workers.store import boilerplate

log = structlog.get_logger(__name__)

_ARTICLES = 200  # learned before they are added to the store ...
_SECONDS = 5.0  # ... or this long after the last time; what a turn's end cuts off is lost, and missed by nobody
_NOTHING: frozenset[int] = frozenset()


class Memories:
    """The memories of the sources that a pump meets."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._recurring: dict[str, frozenset[int]] = {}
        self._learned: dict[str, list[Sequence[int]]] = {}
        self._added_at = float("-inf")

    def load(self, source_ids: Iterable[str]) -> None:
        """Reads what is not known yet in one query."""
        missing = sorted(set(source_ids) - self._recurring.keys())
        if not missing:
            return
        with self._services.database.read() as connection:
            found = boilerplate.read_memories(connection, missing)
        self._recurring.update({name: _read(found.get(name)).recurring() for name in missing})

    def recurring(self, source_id: str) -> frozenset[int]:
        """The hashes of titles and paragraphs that don't count in this source's articles."""
        return self._recurring.get(source_id, _NOTHING)

    def learn(self, articles: Iterable[tuple[str, Sequence[int]]]) -> None:
        """Takes (source id, edges of the fingerprint) of articles that were stored as new."""
        for source_id, edges in articles:
            self._learned.setdefault(source_id, []).append(edges)
        count = sum(len(found) for found in self._learned.values())
        if count >= _ARTICLES or (count and time.monotonic() - self._added_at >= _SECONDS):
            self._add()

    def _add(self) -> None:
        """Adds what was learned, in one short transaction of its own, so that no pump waits for another's articles."""
        learned, self._learned = self._learned, {}
        self._added_at = time.monotonic()
        database, now = self._services.database, self._services.now()
        merges = {name: partial(_merged, articles=learned[name]) for name in sorted(learned)}
        try:
            new = database.transact(lambda c: boilerplate.add_memories(c, database, merges, now=now))
        except TryAgain as e:  # the next articles teach the same
            log.info("boilerplate.not_added", sources=len(merges), why=e.why)
            return
        self._recurring.update({name: _read(memory).recurring() for name, memory in new.items()})


def _merged(old: bytes | None, articles: Sequence[Sequence[int]]) -> bytes:
    return _read(old).plus(Boilerplate().learn(articles)).to_bytes()


def _read(memory: bytes | None) -> Boilerplate:
    """What the bytes hold; nothing where a later version of khabar wrote them."""
    try:
        return Boilerplate.from_bytes(memory) if memory else Boilerplate()
    except ValueError:
        return Boilerplate()
