"""What `khabar run` watches: counts of the store, whether all is done, the last headlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import EventType, Outcome
from workers.services import Services
from workers.store import deliveries, outbox, tallies
from workers.store.schema import articles, pages, robots, sites, sources
from workers.store.schema import outbox as outbox_rows

# A wait longer than this is not waited out by --until-idle: the page or source stays due for a later run.
PATIENCE = timedelta(minutes=2)

# Looks at known articles go on for days: nobody waits for them. In letters, as the partial indexes of `pages` are:
# SQLite cannot tell of a parameter that one covers it, and would read a million ended pages.
_UNREAD = tuple(
    sa.text(f"pages.recheck_at IS NULL AND {covered}")
    for covered in (
        "pages.state = 'waiting' AND pages.crashes = 0",
        "pages.state = 'waiting' AND pages.crashes > 0",
        "pages.state = 'leased'",
    )
)


@dataclass(frozen=True, slots=True)
class Headline:
    """One article as the progress shows it."""

    title: str
    language: str | None
    source_id: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One look at the store."""

    at: datetime
    sources: int
    polled: int
    waiting: int
    outcomes: Mapping[str, int]
    headlines: tuple[Headline, ...] = ()

    def count(self, outcome: Outcome) -> int:
        return self.outcomes.get(outcome.value, 0)


@dataclass(slots=True)
class Watch:
    """Looks at the store for one run that began at `since`."""

    services: Services
    since: datetime
    before: Mapping[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Remembers the counts of earlier runs, so that the picture shows this one's."""
        with self.services.database.read() as connection:
            self.before = tallies.totals(connection)

    def look(self) -> Picture:
        """The state of things now."""
        now = self.services.now()
        with self.services.database.read() as connection:
            totals = tallies.totals(connection)
            active = sa.and_(sources.c.state == "active", sources.c.parent.is_(None))
            polled = sa.and_(active, sources.c.last_poll_at >= self.since)
            return Picture(
                at=now,
                sources=_count(connection, sources, active),
                polled=_count(connection, sources, polled),
                waiting=_unread(connection),
                outcomes={what: n - self.before.get(what, 0) for what, n in totals.items()},
                headlines=_headlines(connection, self.since),
            )

    def troubles(self) -> list[str]:
        """Sources that failed in this run and pages that wait for another day, a sentence each."""
        failed = sa.and_(sources.c.state == "active", sources.c.last_error.isnot(None))
        with self.services.database.read() as connection:
            rows = connection.execute(
                sa.select(sources.c.id, sources.c.last_error).where(failed).order_by(sources.c.id).limit(50)
            ).all()
            waiting = _unread(connection)
        lines = [f"source {r.id}: {r.last_error}" for r in rows]
        if waiting:
            lines.append(f"{waiting} pages wait for another try: they are due in a later run")
        return lines

    def is_idle(self) -> bool:
        """Whether every source was polled, and nothing that follows from it is left to do soon."""
        now = self.services.now()
        horizon = now + PATIENCE
        under_way = (
            sa.select(sources.c.id).where(sources.c.pump_id.isnot(None)),
            sa.select(pages.c.id).where(_UNREAD[2]),
            sa.select(robots.c.origin).where(robots.c.pump_id.isnot(None)),
            self._sources_to_come(horizon),
            *_pages_to_come(horizon),
        )
        with self.services.database.read() as connection:
            if any(connection.execute(q.limit(1)).first() is not None for q in under_way):
                return False
            return not outbox.has_pending(connection) and not deliveries.under_way(connection, now)

    def _sources_to_come(self, horizon: datetime) -> sa.Select[tuple[str]]:
        unpolled = sa.or_(sources.c.last_poll_at.is_(None), sources.c.last_poll_at < self.since)
        unpolled = sa.or_(unpolled, sources.c.listed_in == "backfill")
        again = sa.and_(sources.c.failures > 0, sources.c.failures <= 2)
        soon = sa.and_(sources.c.state == "active", sources.c.next_poll_at <= horizon, sites.c.next_free_at <= horizon)
        joined = sources.join(sites, sites.c.site == sources.c.site)
        return sa.select(sources.c.id).select_from(joined).where(soon, sa.or_(unpolled, again))


def _pages_to_come(horizon: datetime) -> list[sa.Select[tuple[int]]]:
    joined = pages.join(sites, sites.c.site == pages.c.site)
    soon = sa.and_(pages.c.due_at <= horizon, sites.c.next_free_at <= horizon)
    return [sa.select(pages.c.id).select_from(joined).where(waiting, soon) for waiting in _UNREAD[:2]]


def _unread(connection: Connection) -> int:
    return sum(_count(connection, pages, part) for part in _UNREAD)


def _count(connection: Connection, table: sa.Table, where: sa.ColumnElement[bool] | sa.TextClause) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one()


def _headlines(connection: Connection, since: datetime) -> tuple[Headline, ...]:
    """The last new articles: the outbox has them by number, where `articles` would have to be read whole."""
    told = sa.select(outbox_rows.c.subject, outbox_rows.c.created_at, outbox_rows.c.type)
    last = connection.execute(told.order_by(outbox_rows.c.seq.desc()).limit(20)).all()
    new = [r for r in last if r.type == EventType.CREATED.value and r.created_at >= since]
    ids = [r.subject.removeprefix("article/") for r in new[:5]]
    chosen = sa.select(articles.c.id, articles.c.title, articles.c.language, articles.c.source_id)
    found = {r.id: r for r in connection.execute(chosen.where(articles.c.id.in_(ids)))} if ids else {}
    return tuple(Headline(r.title, r.language, r.source_id) for i in ids if (r := found.get(i)) is not None)


def quarantined(connection: Connection, since: datetime) -> int:
    """Pages that were quarantined since then."""
    where = sa.and_(pages.c.outcome == Outcome.QUARANTINED.value, pages.c.ended_at >= since)
    return _count(connection, pages, where)
