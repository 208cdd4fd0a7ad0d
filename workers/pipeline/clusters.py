"""Which story a new article belongs to: its copies of the last days are found by marks and judged by their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from workers.dedupe import likeness
from workers.dedupe.fingerprint import Fingerprint
from workers.store import marks
from workers.store.articles import Candidate
from workers.store.marks import Kin

COPIES_COME_WITHIN = timedelta(days=7)


class Clusters:
    """The stories that a batch of candidates may belong to, one another's included."""

    def __init__(self, connection: Connection, prints: Mapping[int, Fingerprint], now: datetime) -> None:
        self._prints = prints
        self._rows: list[tuple[int, str]] = marks.find(
            connection, (key for print_ in prints.values() for key in print_.keys), since=now - COPIES_COME_WITHIN
        )
        self._kin = marks.kin(connection, (article for _, article in self._rows))
        self.marked: list[tuple[str, Sequence[int]]] = []

    def place(self, candidate: Candidate, article_id: str) -> tuple[str, str | None]:
        """(cluster, the article it is a copy of): its own cluster where nothing like it is known."""
        print_ = self._prints[candidate.page_id]
        cluster, original = article_id, None
        keys = set(print_.keys)
        for other_id in likeness.likeliest([row for row in self._rows if row[0] in keys]):
            other = self._kin.get(other_id)
            if other is None or other_id == article_id:
                continue
            theirs = Fingerprint.from_bytes(other.fingerprint)
            if likeness.judge(print_, theirs, same_source=other.source_id == candidate.source_id) is not None:
                cluster, original = other.cluster, other.cluster
                break
        self._remember(candidate, article_id, cluster, print_)
        return cluster, original

    def _remember(self, candidate: Candidate, article_id: str, cluster: str, print_: Fingerprint) -> None:
        self._rows += [(key, article_id) for key in print_.keys]
        self._kin[article_id] = Kin(article_id, cluster, candidate.source_id, candidate.fingerprint)
        self.marked.append((article_id, print_.keys))
