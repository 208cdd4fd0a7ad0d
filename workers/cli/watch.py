"""What `khabar run` watches: counts of the store, whether all is done, the last headlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Outcome
from workers.services import Services
from workers.store import deliveries, outbox, tallies
from workers.store.schema import articles, pages, robots, sites, sources

# A wait longer than this is not waited out by --until-idle: the page or source stays due for a later run.
PATIENCE = timedelta(minutes=2)

# Looks at known articles go on for days: nobody waits for them.
_UNREAD = sa.and_(pages.c.state != "ended", pages.c.recheck_at.is_(None))


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
    idle: bool = False

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
                waiting=_count(connection, pages, _UNREAD),
                outcomes={what: n - self.before.get(what, 0) for what, n in totals.items()},
                headlines=_headlines(connection, self.since),
                idle=self._is_idle(connection, now),
            )

    def troubles(self) -> list[str]:
        """Sources that failed in this run and pages that wait for another day, a sentence each."""
        failed = sa.and_(sources.c.state == "active", sources.c.last_error.isnot(None))
        with self.services.database.read() as connection:
            rows = connection.execute(
                sa.select(sources.c.id, sources.c.last_error).where(failed).order_by(sources.c.id).limit(50)
            ).all()
            waiting = _count(connection, pages, _UNREAD)
        lines = [f"source {r.id}: {r.last_error}" for r in rows]
        if waiting:
            lines.append(f"{waiting} pages wait for another try: they are due in a later run")
        return lines

    def _is_idle(self, connection: Connection, now: datetime) -> bool:
        """Whether every source was polled, and nothing that follows from it is left to do soon."""
        horizon = now + PATIENCE
        under_way = (
            sa.select(sources.c.id).where(sources.c.pump_id.isnot(None)),
            sa.select(pages.c.id).where(pages.c.state == "leased", pages.c.recheck_at.is_(None)),
            sa.select(robots.c.origin).where(robots.c.pump_id.isnot(None)),
            self._sources_to_come(horizon),
            _pages_to_come(horizon),
        )
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


def _pages_to_come(horizon: datetime) -> sa.Select[tuple[int]]:
    soon = sa.and_(_UNREAD, pages.c.state == "waiting", pages.c.due_at <= horizon, sites.c.next_free_at <= horizon)
    return sa.select(pages.c.id).select_from(pages.join(sites, sites.c.site == pages.c.site)).where(soon)


def _count(connection: Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one()


def _headlines(connection: Connection, since: datetime) -> tuple[Headline, ...]:
    last = (
        sa.select(articles.c.title, articles.c.language, articles.c.source_id)
        .where(articles.c.first_seen >= since)
        .order_by(articles.c.first_seen.desc())
        .limit(5)
    )
    return tuple(Headline(r.title, r.language, r.source_id) for r in connection.execute(last))


def quarantined(connection: Connection, since: datetime) -> int:
    """Pages that were quarantined since then."""
    where = sa.and_(pages.c.outcome == Outcome.QUARANTINED.value, pages.c.ended_at >= since)
    return _count(connection, pages, where)
