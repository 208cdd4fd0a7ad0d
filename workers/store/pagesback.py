"""Pages that wait for a moment that the clock went back behind: retries, and looks at known articles."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database
from workers.store.pace import lock_sites
from workers.store.schema import pages, sites

_SITES_AT_ONCE = 500


def bring_pages_forward(
    connection: Connection,
    database: Database,
    *,
    by: timedelta,
    since: datetime,
    now: datetime,
    after: int,
    most: int,
) -> int | None:
    """Of the `most` pages behind the id `after`, those that wait are due as much sooner; up to which id, None: the end.

    What was written down since the clock was set, at `since`, counts in the new time already.
    """
    last = connection.execute(sa.select(sa.func.max(pages.c.id))).scalar_one_or_none() or 0
    here = sa.and_(pages.c.id > after, pages.c.id <= after + most)
    retried = sa.and_(pages.c.state == "waiting", pages.c.due_at > now, sa.or_(pages.c.tries > 0, pages.c.crashes > 0))
    looked_at = sa.and_(pages.c.state == "ended", pages.c.recheck_at > now)
    written = sa.and_(pages.c.ended_at >= since, pages.c.ended_at <= now, pages.c.state == "ended")
    columns = (pages.c.id, pages.c.site, pages.c.state, pages.c.due_at, pages.c.recheck_at)
    mine = sa.select(*columns).where(here, sa.or_(retried, looked_at), sa.func.coalesce(sa.not_(written), sa.true()))
    rows = connection.execute(mine.order_by(pages.c.id)).all()
    if rows:
        names = sorted({row.site for row in rows})
        lock_sites(connection, database, names)
        for state, column in (("waiting", pages.c.due_at), ("ended", pages.c.recheck_at)):
            when = sa.bindparam("when", type_=column.type)
            sooner = sa.update(pages).where(pages.c.id == sa.bindparam("page"), pages.c.state == state)
            moved = [
                {"page": row.id, "when": max(now, getattr(row, column.name) - by)} for row in rows if row.state == state
            ]
            if moved:
                connection.execute(sooner.values({column: when}), moved)
        _say_ready(connection, names, now)
    return after + most if after + most < last else None


def _say_ready(connection: Connection, names: list[str], now: datetime) -> None:
    """Says that these sites may have a page to claim now; a claim that finds none corrects it."""
    for start in range(0, len(names), _SITES_AT_ONCE):
        some = sites.c.site.in_(names[start : start + _SITES_AT_ONCE])
        for when in (sites.c.ready_at, sites.c.recheck_at):
            connection.execute(sa.update(sites).where(some, when > now).values({when: now}))
