"""Rows of marks: a few hashes of each article's words, by which any worker finds what may be a copy of it.

A row is as small as it can be, since there are eight an article: the hash, the article's id as 16 bytes, and the
hour. Each of the calls here is one statement, whatever the size of the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.codec import compact
from workers.store.database import Database


@dataclass(frozen=True, slots=True)
class Kin:
    """A stored article that may be of the same story."""

    article_id: str
    cluster: str
    source_id: str
    fingerprint: bytes


# A key that more articles have than this is a stock phrase: the youngest of them are enough.
MOST_A_KEY = 16

_YOUNGEST_SQLITE = sa.text(
    "SELECT m.key, m.article FROM json_each(:keys) AS k CROSS JOIN marks AS m WHERE m.rowid IN"
    " (SELECT rowid FROM marks WHERE key = k.value AND seen >= :since ORDER BY seen DESC, rowid DESC LIMIT :most)"
)
# One row a key, since a row an article would cost its reader more than the look-up; SQLite has no cheap way to it.
_YOUNGEST_POSTGRES = sa.text(
    "SELECT k.key, m.articles FROM unnest(CAST(:keys AS bigint[])) AS k(key) CROSS JOIN LATERAL"
    " (SELECT string_agg(article, '') AS articles FROM (SELECT article FROM marks WHERE marks.key = k.key"
    " AND seen >= :since ORDER BY seen DESC LIMIT :most) AS youngest) AS m WHERE m.articles IS NOT NULL"
)
_KIN = "SELECT a.id, a.cluster, a.source_id, a.fingerprint FROM "
_KIN_SQLITE = sa.text(_KIN + "json_each(:ids) AS k CROSS JOIN articles AS a WHERE a.id = k.value")
_KIN_POSTGRES = sa.text(_KIN + "articles AS a WHERE a.id = ANY(CAST(:ids AS text[]))")
_LEAVE_SQLITE = "INSERT INTO marks (key, article, seen) VALUES (?, ?, ?)"
_LEAVE_POSTGRES = sa.text(
    "INSERT INTO marks (key, article, seen) SELECT key, decode(article, 'hex'), :seen"
    " FROM unnest(CAST(:keys AS bigint[]), CAST(:articles AS text[])) AS m(key, article)"
)
_FORGET_SQLITE = sa.text(
    "DELETE FROM marks WHERE rowid IN (SELECT rowid FROM marks WHERE seen < :before LIMIT :at_once)"
)
_FORGET_POSTGRES = sa.text(
    "DELETE FROM marks WHERE ctid = ANY(ARRAY(SELECT ctid FROM marks WHERE seen < :before LIMIT :at_once))"
)


def hour_of(moment: datetime) -> int:
    """The hour that a mark keeps of when it was left: hours since 1970, UTC."""
    return int(moment.timestamp()) // 3600


def find(connection: Connection, database: Database, keys: Iterable[int], *, since: datetime) -> dict[int, list[str]]:
    """The ids of the articles that were marked since that hour with each of the keys, the youngest `MOST_A_KEY` of
    them; a key that none has is left out."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    statement = _YOUNGEST_SQLITE if database.is_sqlite else _YOUNGEST_POSTGRES
    values = {"keys": _list(database, wanted), "since": hour_of(since), "most": MOST_A_KEY}
    found: dict[int, list[str]] = {}
    for key, articles in connection.execute(statement, values):
        names = articles.hex()
        found.setdefault(key, []).extend([names[at : at + 32] for at in range(0, len(names), 32)])
    return found


def kin(connection: Connection, database: Database, ids: Iterable[str]) -> dict[str, Kin]:
    """The articles of these ids, as far as a comparison needs them."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    statement = _KIN_SQLITE if database.is_sqlite else _KIN_POSTGRES
    rows = connection.execute(statement, {"ids": _list(database, wanted)})
    return {name: Kin(name, cluster, source, print_) for name, cluster, source, print_ in rows}


def leave(
    connection: Connection, database: Database, marked: Iterable[tuple[str, Sequence[int]]], *, now: datetime
) -> None:
    """Marks new articles, (article id, keys) each; an id is 32 hex digits."""
    pairs = sorted([(key, article) for article, keys in marked for key in keys])
    seen = hour_of(now)
    if not pairs:
        return
    if database.is_sqlite:
        rows = [(key, bytes.fromhex(article), seen) for key, article in pairs]
        connection.exec_driver_sql(_LEAVE_SQLITE, rows)
        return
    keys, ids = [key for key, _ in pairs], [article for _, article in pairs]
    values = {"keys": _list(database, keys), "articles": _list(database, ids), "seen": seen}
    connection.execute(_LEAVE_POSTGRES, values)


def forget(connection: Connection, database: Database, *, before: datetime, at_once: int) -> int:
    """Drops marks that are too old to be looked up; how many."""
    statement = _FORGET_SQLITE if database.is_sqlite else _FORGET_POSTGRES
    return connection.execute(statement, {"before": hour_of(before), "at_once": at_once}).rowcount


def _list(database: Database, values: Sequence[Any]) -> str:
    """Integers or hex digits as one value: a list in the notation of the database, which it unpacks by itself."""
    return compact(values) if database.is_sqlite else "{" + ",".join(map(str, values)) + "}"
