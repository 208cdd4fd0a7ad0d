"""Rows of sites and robots: when a site may be asked next, and what it forbids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database, locked
from workers.store.schema import pages, robots, sites, sources

# A robots.txt that could not be read is asked for again after this.
UNREACHABLE_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PaceRule:
    """What settings say of pace: seconds between two requests to one site, and how many may run at once."""

    delay: float
    connections: int
    crawl_delay_cap: float

    def delay_of(self, crawl_delay: float | None) -> float:
        """A Crawl-delay wins where it is longer, up to the cap."""
        return max(self.delay, min(crawl_delay or 0.0, self.crawl_delay_cap))


@dataclass(frozen=True, slots=True)
class RobotsRow:
    """What is known of an origin's robots.txt; `text` is empty unless state is "found"."""

    origin: str
    state: str
    text: str
    fetched_at: datetime
    expires_at: datetime
    why: str = ""


def know_sites(connection: Connection, database: Database, names: Iterable[str], *, now: datetime) -> None:
    """Rows for sites that have none."""
    rows = [{"site": name, "next_free_at": now} for name in sorted(set(names))]
    if rows:
        connection.execute(database.insert(sites).on_conflict_do_nothing(index_elements=["site"]), rows)


def lock_sites(connection: Connection, database: Database, names: Iterable[str]) -> None:
    """Takes the rows of these sites in order: two that write to the same ones one by one afterwards cannot deadlock."""
    wanted = [] if database.is_sqlite else sorted(set(names))
    for start in range(0, len(wanted), 500):
        chosen = sa.select(sites.c.site).where(sites.c.site.in_(wanted[start : start + 500])).order_by(sites.c.site)
        connection.execute(locked(chosen, database, skip=False)).all()


def asked_now(connection: Connection, names: Iterable[str]) -> Mapping[str, int]:
    """How many requests each site has under way over all pumps."""
    wanted = list(names)
    under_way = sa.union_all(
        sa.select(pages.c.site).where(pages.c.state == "leased", pages.c.site.in_(wanted)),
        sa.select(sources.c.site).where(sources.c.pump_id.isnot(None), sources.c.site.in_(wanted)),
        sa.select(robots.c.site).where(robots.c.pump_id.isnot(None), robots.c.site.in_(wanted)),
    ).subquery()
    rows = connection.execute(sa.select(under_way.c.site, sa.func.count()).group_by(under_way.c.site))
    return {row[0]: row[1] for row in rows}


def was_asked(connection: Connection, database: Database, answered: Mapping[str, datetime], rule: PaceRule) -> None:
    """No request to these sites within their delay after the last answer, which came at latest when it is stated: the
    request may have reached the site long after its claim. To be told before the claim is given back."""
    rows = sa.select(sites.c.site, sites.c.next_free_at, sites.c.crawl_delay_s).where(
        sites.c.site.in_(sorted(answered))
    )
    later: list[dict[str, Any]] = []
    for row in connection.execute(locked(rows.order_by(sites.c.site), database, skip=False)):
        delay = rule.delay_of(row.crawl_delay_s)
        free_at = answered[row.site] + timedelta(seconds=delay)
        if delay > 0 and free_at > row.next_free_at:
            later.append({"name": row.site, "free": free_at})
    if later:
        statement = sa.update(sites).where(sites.c.site == sa.bindparam("name"))
        connection.execute(statement.values(next_free_at=sa.bindparam("free")), later)


def maybe_ready(connection: Connection, names: Iterable[str]) -> None:
    """Says that these sites may have a page to claim; a claim that finds none corrects it."""
    wanted = sorted(set(names))
    if wanted:
        late = sa.or_(sites.c.ready_at.is_(None), sites.c.ready_at > sites.c.next_free_at)
        connection.execute(sa.update(sites).where(sites.c.site.in_(wanted), late).values(ready_at=sites.c.next_free_at))


def ready_by(connection: Connection, when: Mapping[str, datetime]) -> None:
    """Says from when on each of these sites may have a known page to look at; a claim that finds none corrects it."""
    rows = [{"name": site, "at": when[site]} for site in sorted(when)]
    if rows:
        at = sa.bindparam("at", type_=sites.c.recheck_at.type)
        late = sa.or_(sites.c.recheck_at.is_(None), sites.c.recheck_at > at)
        statement = sa.update(sites).where(sites.c.site == sa.bindparam("name"), late)
        connection.execute(statement.values(recheck_at=at), rows)


def pause(connection: Connection, site: str, *, until: datetime, why: str) -> None:
    """No request to this site before `until`; a longer pause that stands already stays. Counts as one failure."""
    longer = sites.c.next_free_at < until
    values = {
        "failures": sites.c.failures + 1,
        "wait_reason": sa.case((longer, why), else_=sites.c.wait_reason),
        "next_free_at": sa.case((longer, sa.literal(until, sites.c.next_free_at.type)), else_=sites.c.next_free_at),
    }
    connection.execute(sa.update(sites).where(sites.c.site == site).values(values))


def crawl_delays(connection: Connection, names: Iterable[str]) -> Mapping[str, float | None]:
    """What robots.txt of each of these sites asks for, in seconds."""
    wanted = sorted(set(names))
    delays: dict[str, float | None] = {}
    for start in range(0, len(wanted), 500):
        chosen = sa.select(sites.c.site, sites.c.crawl_delay_s).where(sites.c.site.in_(wanted[start : start + 500]))
        delays.update((row.site, row.crawl_delay_s) for row in connection.execute(chosen))
    return delays


def failures_of(connection: Connection, site: str) -> int:
    """How often in a row the site was in trouble."""
    return connection.execute(sa.select(sites.c.failures).where(sites.c.site == site)).scalar_one_or_none() or 0


def well_again(connection: Connection, names: Iterable[str]) -> None:
    """The site answered: what was counted against it is forgotten."""
    wanted = sorted(set(names))
    if wanted:
        healed = sa.and_(sites.c.site.in_(wanted), sites.c.failures > 0)
        connection.execute(sa.update(sites).where(healed).values(failures=0, wait_reason=None))


def robots_known(connection: Connection, origins: Iterable[str], *, now: datetime) -> dict[str, str]:
    """origin -> "fresh", "under way" or "stale" (an origin that was never asked is stale)."""
    wanted = list(set(origins))
    rows = connection.execute(
        sa.select(robots.c.origin, robots.c.expires_at, robots.c.pump_id).where(robots.c.origin.in_(wanted))
    )
    known = {o: "under way" if p else ("fresh" if e and e > now else "stale") for o, e, p in rows}
    return {origin: known.get(origin, "stale") for origin in wanted}


def take_robots(connection: Connection, database: Database, errands: Mapping[str, str], *, pump_id: str) -> None:
    """Marks that this pump fetches the robots.txt of these origins (origin -> site)."""
    rows = [{"origin": o, "site": s, "state": "unknown", "pump_id": pump_id} for o, s in sorted(errands.items())]
    if rows:
        insert = database.insert(robots)
        connection.execute(
            insert.on_conflict_do_update(index_elements=["origin"], set_={"pump_id": insert.excluded.pump_id}), rows
        )


def write_robots(
    connection: Connection, database: Database, row: RobotsRow, *, site: str, crawl_delay: float | None
) -> None:
    """What the origin answered; pages of the site that waited for it may be claimed."""
    said = {
        "state": row.state,
        "text": row.text,
        "why": row.why,
        "fetched_at": row.fetched_at,
        "expires_at": row.expires_at,
        "pump_id": None,
    }
    insert = database.insert(robots).values(origin=row.origin, site=site, **said)
    connection.execute(insert.on_conflict_do_update(index_elements=["origin"], set_=said))
    connection.execute(sa.update(sites).where(sites.c.site == site).values(crawl_delay_s=crawl_delay))
    maybe_ready(connection, [site])


def read_robots(connection: Connection, origin: str) -> RobotsRow | None:
    """The stored robots.txt of an origin, None where none was fetched."""
    row = connection.execute(sa.select(robots).where(robots.c.origin == origin)).one_or_none()
    if row is None or row.fetched_at is None:
        return None
    return RobotsRow(row.origin, row.state, row.text, row.fetched_at, row.expires_at, row.why or "")
