"""Which story a new article belongs to: its copies of the last days are found by marks and judged by their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from workers.dedupe import likeness
from workers.dedupe.fingerprint import Fingerprint
from workers.store import marks
from workers.store.articles import Candidate, Place
from workers.store.database import Database
from workers.store.marks import Kin

COPIES_COME_WITHIN = timedelta(days=7)


class Clusters:
    """The stories that a batch of candidates may belong to, one another's included."""

    def __init__(
        self, connection: Connection, database: Database, prints: Mapping[int, Fingerprint], now: datetime
    ) -> None:
        self._prints = prints
        keys = (key for print_ in prints.values() for key in print_.keys)
        self._holders = marks.find(connection, database, keys, since=now - COPIES_COME_WITHIN)
        # Twice as many as are compared: articles of this batch that share their keys may change the order a little.
        self._likely = {page: self._likeliest(p, 2 * likeness.CANDIDATES) for page, p in prints.items()}
        self._kin = marks.kin(connection, database, {a for found in self._likely.values() for a in found})
        self._left: set[int] = set()
        self.marked: list[tuple[str, Sequence[int]]] = []

    def place(self, candidate: Candidate, article_id: str) -> Place:
        """The story of the article that it is most alike: its own where nothing like it is known."""
        print_ = self._prints[candidate.page_id]
        likely = self._likely[candidate.page_id]
        if not self._left.isdisjoint(print_.keys):
            likely = self._likeliest(print_, likeness.CANDIDATES)
        place, best = Place(article_id), 0.0
        told: likeness.Told | None = None
        for other_id in likely[: likeness.CANDIDATES]:
            other = self._kin.get(other_id)
            if other is None or other_id == article_id:
                continue
            told = told or likeness.Told(print_)
            theirs = Fingerprint.from_bytes(other.fingerprint)
            like = told.judge(theirs, same_source=other.source_id == candidate.source_id)
            if like is not None and like.score > best:
                best = like.score
                place = Place(other.cluster, other.cluster, best)
        self._remember(candidate, article_id, place.cluster, print_)
        return place

    def _likeliest(self, print_: Fingerprint, most: int) -> list[str]:
        holders = [self._holders[key] for key in print_.keys if key in self._holders]
        return likeness.likeliest(holders, most) if holders else []

    def _remember(self, candidate: Candidate, article_id: str, cluster: str, print_: Fingerprint) -> None:
        for key in print_.keys:
            self._holders.setdefault(key, []).append(article_id)
        self._left.update(print_.keys)
        self._kin[article_id] = Kin(article_id, cluster, candidate.source_id, candidate.fingerprint)
        self.marked.append((article_id, print_.keys))
