"""Rows of marks: a few hashes of each article's words, by which any worker finds what may be a copy of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.codec import compact
from workers.store.database import Database
from workers.store.schema import articles, marks


@dataclass(frozen=True, slots=True)
class Kin:
    """A stored article that may be of the same story."""

    article_id: str
    cluster: str
    source_id: str
    fingerprint: bytes


# A key that more articles have than this is a stock phrase: the youngest of them are enough.
MOST_A_KEY = 32

_YOUNGEST_SQLITE = sa.text(
    "SELECT m.key, m.article_id FROM json_each(:keys) AS k CROSS JOIN marks AS m WHERE m.rowid IN"
    " (SELECT rowid FROM marks WHERE key = k.value AND seen_at >= :since ORDER BY seen_at DESC LIMIT :most)"
).bindparams(sa.bindparam("since", type_=marks.c.seen_at.type))
_YOUNGEST_POSTGRES = sa.text(
    "SELECT k.key, m.article_id FROM unnest(CAST(:keys AS bigint[])) AS k(key) CROSS JOIN LATERAL"
    " (SELECT article_id FROM marks WHERE marks.key = k.key AND seen_at >= :since"
    " ORDER BY seen_at DESC LIMIT :most) AS m"
).bindparams(sa.bindparam("since", type_=marks.c.seen_at.type))


def find(connection: Connection, database: Database, keys: Iterable[int], *, since: datetime) -> list[tuple[int, str]]:
    """(key, article id) of what was marked since then with one of the keys: the youngest `MOST_A_KEY` of each key."""
    wanted = sorted(set(keys))
    if not wanted:
        return []
    statement = _YOUNGEST_SQLITE if database.is_sqlite else _YOUNGEST_POSTGRES
    values = {"keys": compact(wanted) if database.is_sqlite else wanted, "since": since, "most": MOST_A_KEY}
    return [(row.key, row.article_id) for row in connection.execute(statement, values)]


def kin(connection: Connection, ids: Iterable[str]) -> dict[str, Kin]:
    """The articles of these ids, as far as a comparison needs them."""
    wanted = sorted(set(ids))
    known: dict[str, Kin] = {}
    columns = (articles.c.id, articles.c.cluster, articles.c.source_id, articles.c.fingerprint)
    for start in range(0, len(wanted), 500):
        chosen = sa.select(*columns).where(articles.c.id.in_(wanted[start : start + 500]))
        known |= {r.id: Kin(r.id, r.cluster, r.source_id, r.fingerprint) for r in connection.execute(chosen)}
    return known


def leave(
    connection: Connection, database: Database, marked: Iterable[tuple[str, Sequence[int]]], *, now: datetime
) -> None:
    """Marks new articles, (article id, keys) each."""
    rows = [{"key": key, "article_id": article, "seen_at": now} for article, keys in marked for key in keys]
    if rows:
        rows.sort(key=lambda row: (row["key"], row["article_id"]))
        connection.execute(database.insert(marks).on_conflict_do_nothing(), rows)


def forget(connection: Connection, *, before: datetime, at_once: int) -> int:
    """Drops marks that are too old to be looked up; how many."""
    old = sa.select(marks.c.key, marks.c.article_id).where(marks.c.seen_at < before).limit(at_once).subquery()
    where = sa.tuple_(marks.c.key, marks.c.article_id).in_(sa.select(old.c.key, old.c.article_id))
    return connection.execute(sa.delete(marks).where(where)).rowcount
