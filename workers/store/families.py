"""Sources that are polled in another's name (documents that one names, its archive) end with it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.schema import backfills, sources

_WHY = "its source was retired"
_AT_ONCE = 500


def end_families(connection: Connection, ended: Iterable[str]) -> None:
    """Retires what is polled in the name of these sources, and what that named in turn."""
    left = sorted(set(ended))
    while left:
        some, left = left[:_AT_ONCE], left[_AT_ONCE:]
        theirs = sa.or_(sources.c.parent.in_(some), sources.c.named_by.in_(some))
        found = sa.select(sources.c.id).where(theirs, sources.c.state == "active").order_by(sources.c.id)
        orphans = list(connection.scalars(found))
        _retire(connection, orphans)
        _end_archives(connection, some)
        left += orphans


def retire_orphans(connection: Connection) -> None:
    """Retires all that is polled in the name of a source which is polled no more."""
    by = sources.alias()

    def is_alive(column: sa.Column[str]) -> sa.ColumnElement[bool]:
        return sa.exists(sa.select(by.c.id).where(by.c.id == column, by.c.state == "active"))

    named = sa.and_(sources.c.named_by.isnot(None), sa.not_(is_alive(sources.c.named_by)))
    orphaned = sa.or_(sa.not_(is_alive(sources.c.parent)), named)
    chosen = sa.select(sources.c.id, sources.c.parent, sources.c.listed_in)
    chosen = chosen.where(sources.c.parent.isnot(None), sources.c.state == "active", orphaned)
    rows = connection.execute(chosen.order_by(sources.c.id)).all()
    _retire(connection, [row.id for row in rows])
    _end_archives(connection, [row.parent for row in rows if row.listed_in == "backfill"])
    end_families(connection, [row.id for row in rows])


def _retire(connection: Connection, ids: list[str]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        some = sources.c.id.in_(ids[start : start + _AT_ONCE])
        connection.execute(sa.update(sources).where(some).values(state="retired", reason=_WHY))


def _end_archives(connection: Connection, ids: list[str]) -> None:
    """What reads the archive of a retired source is at its end, also where that one comes back."""
    ended = {"state": "done", "todo": "[]", "why": _WHY}
    for start in range(0, len(ids), _AT_ONCE):
        some = backfills.c.source_id.in_(ids[start : start + _AT_ONCE])
        connection.execute(sa.update(backfills).where(some, backfills.c.state == "reading").values(ended))
