"""Retention: old articles lose what they said, never who they are.

Keys, sightings, pages, title, dates, cluster and fingerprint stay, so that a story that a feed brings up again years
later is known, and announced to nobody a second time.
"""

from __future__ import annotations

from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store import facts
from workers.store.codec import compact
from workers.store.database import Database, locked
from workers.store.schema import articles, versions

CONTENT = ("paragraphs", "summary", "images")
_UP_TO = "texts.forgotten_up_to"


def forget_texts(connection: Connection, database: Database, *, before: datetime, now: datetime, at_once: int) -> int:
    """Takes the CONTENT out of articles whose current version is older than `before`, and their earlier versions;
    how many.

    Looks at `at_once` articles in the order of their ids, goes on from there the next time, and begins anew behind the
    last: so it needs no index, which each new article would have to pay for.
    """
    behind = facts.read_text(connection, _UP_TO) or ""
    chosen = sa.select(articles.c.id).where(articles.c.id > behind).order_by(articles.c.id).limit(at_once)
    ids = list(connection.execute(chosen).scalars())
    facts.write_text(connection, database, _UP_TO, ids[-1] if len(ids) == at_once else "")
    if not ids:
        return 0
    old = sa.and_(
        articles.c.id.between(ids[0], ids[-1]), articles.c.forgotten_at.is_(None), articles.c.version_seen < before
    )
    with_text = sa.select(articles.c.id, articles.c.record).where(old).order_by(articles.c.id)
    rows = connection.execute(locked(with_text, database, skip=False)).all()
    for row in rows:
        record = {name: value for name, value in orjson.loads(row.record).items() if name not in CONTENT}
        mine = sa.update(articles).where(articles.c.id == row.id)
        connection.execute(mine.values(record=compact(record), forgotten_at=now))
        connection.execute(sa.update(versions).where(versions.c.article_id == row.id).values(record=None))
    return len(rows)
