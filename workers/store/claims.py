"""Claims: which pages and sources may be asked for now, decided and taken in one transaction.

Pace is a property of the claim: a claim hands out a request to a site only when the site may be asked, and in the same
transaction says when it may be asked next. So no process ever sleeps for a site, and the pace holds over any number of
workers and machines. Where a site's robots.txt is not known, the claim hands out the errand to fetch it instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Page
from workers.store.database import Database, locked
from workers.store.frontier import page_of
from workers.store.pace import PaceRule, asked_now, know_sites, robots_known, take_robots
from workers.store.schema import pages, sites, sources
from workers.store.sources import SourceState, state_of
from workers.store.waiting import first_waiting

# Whether a URL whose robots.txt is known will be asked for at all: what is not costs its site no turn.
Asks = Callable[[Connection, str], bool]
# Whether a page bears all that there is to read: it takes no turn of its site, and needs no robots.txt.
IsTold = Callable[[Page], bool]
# Sources as they may be asked where they lie now.
AskedAs = Callable[[Connection, Sequence[SourceState]], Sequence[SourceState]]

# How many suspects are fetched together after their first, second, third crash: the last time each is alone.
COMPANY = {1: 8, 2: 2, 3: 1}
# A request may reach its site late, so the next one is handed out when it was answered, or this much after the delay.
ANSWERED_WITHIN = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one pump may do now. `robots` maps origins to sites, `robots_for` to the source that needs the file (its
    proxy leads there); `ready_at` is when a next look may be worth it."""

    pages: tuple[Page, ...] = ()
    polls: tuple[SourceState, ...] = ()
    robots: Mapping[str, str] | None = None
    ready_at: datetime | None = None
    robots_for: Mapping[str, str] | None = None

    @property
    def size(self) -> int:
        return len(self.pages) + len(self.polls) + len(self.robots or {})


class Slots:
    """How many requests each site may still be asked in this claim, and when it is free again."""

    def __init__(self, rows: Sequence[Any], busy: Mapping[str, int], pace: PaceRule, now: datetime) -> None:
        self.now = now
        self.delay = {r.site: pace.delay_of(r.crawl_delay_s) for r in rows}
        self._stored: dict[str, datetime] = {r.site: r.next_free_at for r in rows}
        self.free_at = dict(self._stored)
        for site in self.free_at:
            if self.delay[site] > 0 and busy.get(site):
                self.free_at[site] += ANSWERED_WITHIN
        self.room = {r.site: pace.connections - busy.get(r.site, 0) for r in rows}
        self.changed: set[str] = set()

    def open(self, site: str) -> int:
        """How many requests may start now."""
        if self.free_at[site] > self.now:
            return 0
        return max(0, self.room[site]) if self.delay[site] == 0 else min(1, max(0, self.room[site]))

    def next_free_at(self, site: str) -> datetime:
        """What the site's row is to say."""
        return self.free_at[site] if site in self.changed else self._stored[site]

    def take(self, site: str) -> None:
        self.room[site] -= 1
        self.free_at[site] = self.now + timedelta(seconds=self.delay[site])
        self.changed.add(site)


def claim_pages(
    connection: Connection,
    database: Database,
    *,
    pump_id: str,
    limit: int,
    now: datetime,
    pace: PaceRule,
    asks: Asks | None = None,
    is_told: IsTold | None = None,
) -> Claim:
    """At most `limit` pages and robots errands of sites that may be asked now, and pages that end unasked."""
    ready = sa.select(sites).where(sites.c.ready_at <= now).order_by(sites.c.ready_at).limit(limit)
    rows = connection.execute(locked(ready, database)).all()
    if not rows:
        return Claim(ready_at=_next_ready(connection))
    names = [r.site for r in rows]
    slots = Slots(rows, asked_now(connection, names), pace, now)
    most = max(2, min(limit, pace.connections) + 1)
    waiting = first_waiting(connection, names, most=most, now=now)
    fresh = robots_known(connection, [r.origin for w in waiting.values() for r in w], now=now)
    taken: list[Any] = []
    errands: dict[str, str] = {}
    needed_by: dict[str, str] = {}
    ready_at: dict[str, datetime | None] = {}
    for site in names:
        for row in waiting.get(site, []):
            if row.due_at > now or len(taken) + len(errands) >= limit:
                break
            if is_told_row(row, is_told) or _is_forbidden(connection, row, fresh, asks):
                taken.append(row)
            elif not slots.open(site):
                break
            elif row.ignores_robots or fresh[row.origin] == "fresh":
                taken.append(row)
                slots.take(site)
            elif fresh[row.origin] == "stale":
                errands[row.origin] = site
                needed_by[row.origin] = row.source_id
                fresh[row.origin] = "under way"
                slots.take(site)
        found = waiting.get(site, [])
        ready_at[site] = _ready_after(site, found, {r.id for r in taken}, slots, fresh, may_be_more=len(found) == most)
    lease(connection, taken, pump_id)
    take_robots(connection, database, errands, pump_id=pump_id)
    _write_sites(connection, slots, ready_at)
    return Claim(claimed_pages(taken), (), errands, _next_ready(connection), needed_by)


def is_told_row(row: Any, is_told: IsTold | None) -> bool:
    """Whether the page of this row bears all that there is to read."""
    return is_told is not None and row.fetch_url is None and "#" in row.url and is_told(page_of(row))


def _is_forbidden(connection: Connection, row: Any, fresh: Mapping[str, str], asks: Asks | None) -> bool:
    """Whether the page ends without a request."""
    if asks is None or row.ignores_robots or fresh[row.origin] != "fresh":
        return False
    return not asks(connection, row.fetch_url or row.url)


def _ready_after(
    site: str, waiting: Sequence[Any], taken: set[int], slots: Slots, fresh: Mapping[str, str], *, may_be_more: bool
) -> datetime | None:
    """When the next page of the site may be worth a claim; None where none waits."""
    left = [r for r in waiting if r.id not in taken]
    if not left:
        return slots.free_at[site] if may_be_more else None
    soonest: datetime = max(left[0].due_at, slots.free_at[site])
    full = slots.room[site] <= 0
    unknown = not left[0].ignores_robots and fresh[left[0].origin] == "under way"
    if full or unknown:  # whoever ends the request under way makes the site ready; this is for a claimant that dies
        soonest = max(soonest, slots.now + timedelta(seconds=10))
    return soonest


def claimed_pages(rows: Sequence[Any]) -> tuple[Page, ...]:
    """The leased rows as pages, this attempt counted."""
    return tuple(replace(page_of(r), attempts=r.attempts + 1) for r in rows)


def lease(connection: Connection, rows: Sequence[Any], pump_id: str) -> None:
    """Takes these pages; the claim itself is an attempt that counts."""
    ids = sorted(r.id for r in rows)
    if ids:
        taken = sa.update(pages).where(pages.c.id.in_(ids))
        connection.execute(taken.values(state="leased", pump_id=pump_id, attempts=pages.c.attempts + 1))


def _write_sites(connection: Connection, slots: Slots, ready_at: Mapping[str, datetime | None]) -> None:
    rows = [{"name": name, "free": slots.next_free_at(name), "ready": ready_at[name]} for name in sorted(ready_at)]
    if rows:
        statement = sa.update(sites).where(sites.c.site == sa.bindparam("name"))
        when: dict[str, Any] = {"next_free_at": sa.bindparam("free"), "ready_at": sa.bindparam("ready")}
        connection.execute(statement.values(when), rows)


def _next_ready(connection: Connection) -> datetime | None:
    soonest = sa.select(sites.c.ready_at).where(sites.c.ready_at.isnot(None)).order_by(sites.c.ready_at).limit(1)
    return connection.execute(soonest).scalar_one_or_none()


def claim_suspects(
    connection: Connection, database: Database, *, pump_id: str, now: datetime, pace: PaceRule
) -> tuple[Page, ...]:
    """Pages whose pump died, in the company that their crashes allow; nothing else may run beside them."""
    due = sa.and_(pages.c.state == "waiting", pages.c.crashes > 0, pages.c.due_at <= now)
    first = sa.select(pages.c.crashes).where(due).order_by(pages.c.crashes, pages.c.due_at).limit(1)
    crashes = connection.execute(first).scalar_one_or_none()
    if crashes is None:
        return ()
    company = COMPANY.get(crashes, 1)
    chosen = sa.select(pages).where(due, pages.c.crashes == crashes).order_by(pages.c.due_at, pages.c.id)
    rows = connection.execute(locked(chosen.limit(company * 4), database)).all()
    names = sorted({r.site for r in rows})
    free = sa.select(sites).where(sites.c.site.in_(names)).order_by(sites.c.site)
    slots = Slots(connection.execute(locked(free, database)).all(), asked_now(connection, names), pace, now)
    taken: list[Any] = []
    for row in rows:
        if len(taken) < company and row.site in slots.free_at and slots.open(row.site):
            taken.append(row)
            slots.take(row.site)
    lease(connection, taken, pump_id)
    for site in sorted(slots.changed):
        later = sa.update(sites).where(sites.c.site == site).values(next_free_at=slots.free_at[site])
        connection.execute(later)
    return claimed_pages(taken)


def claim_polls(
    connection: Connection,
    database: Database,
    *,
    pump_id: str,
    limit: int,
    now: datetime,
    pace: PaceRule,
    asks: Asks | None = None,
    asked_as: AskedAs | None = None,
) -> Claim:
    """At most `limit` sources that are due and whose site may be asked; those whose site is busy queue up behind it."""
    due = sa.and_(sources.c.state == "active", sources.c.pump_id.is_(None), sources.c.next_poll_at <= now)
    chosen = sa.select(sources).where(due).order_by(sources.c.next_poll_at).limit(limit)
    rows = connection.execute(locked(chosen, database)).all()
    if not rows:
        return Claim(ready_at=_next_poll(connection))
    names = sorted({r.site for r in rows})
    free = sa.select(sites).where(sites.c.site.in_(names)).order_by(sites.c.site)
    slots = Slots(connection.execute(locked(free, database)).all(), asked_now(connection, names), pace, now)
    know_sites(connection, database, set(names) - slots.free_at.keys(), now=now)
    fresh = robots_known(connection, [r.origin for r in rows], now=now)
    taken: list[SourceState] = []
    errands: dict[str, str] = {}
    needed_by: dict[str, str] = {}
    queued: list[dict[str, Any]] = []
    queue_end: dict[str, datetime] = {}
    states: Sequence[SourceState] = [state_of(row) for row in rows]
    states = states if asked_as is None else asked_as(connection, states)
    for row, state in zip(rows, states, strict=True):
        if row.site not in slots.free_at:  # another claim holds the site's row, or it is new: the next look decides
            continue
        known = "fresh" if state.source.robots == "ignore" else fresh[row.origin]
        if asks is not None and state.source.robots == "obey" and known == "fresh" and not asks(connection, row.url):
            taken.append(state)
            continue
        if slots.open(row.site) and known == "fresh":
            taken.append(state)
            slots.take(row.site)
            continue
        if slots.open(row.site) and known == "stale":
            errands[row.origin] = row.site
            needed_by[row.origin] = row.id
            fresh[row.origin] = "under way"
            slots.take(row.site)
        queued.append({"source": row.id, "when": _behind(row.site, slots, queue_end)})
    _take_polls(connection, taken, queued, pump_id)
    take_robots(connection, database, errands, pump_id=pump_id)
    asked = [{"name": site, "free": slots.free_at[site]} for site in sorted(slots.changed)]
    if asked:
        later = sa.update(sites).where(sites.c.site == sa.bindparam("name"))
        connection.execute(later.values(next_free_at=sa.bindparam("free")), asked)
    return Claim((), tuple(taken), errands, _next_poll(connection), needed_by)


def _behind(site: str, slots: Slots, queue_end: dict[str, datetime]) -> datetime:
    """The next place in the site's queue, a delay apart; a moment later where the site has no delay."""
    step = timedelta(seconds=max(slots.delay[site], 0.2))
    last = queue_end.get(site, max(slots.free_at[site], slots.now) - step)
    queue_end[site] = max(last + step, slots.now + timedelta(seconds=0.2))
    return queue_end[site]


def _take_polls(
    connection: Connection, taken: Sequence[SourceState], queued: Sequence[dict[str, Any]], pump_id: str
) -> None:
    ids = sorted(s.source.id for s in taken)
    if ids:
        connection.execute(sa.update(sources).where(sources.c.id.in_(ids)).values(pump_id=pump_id))
    if queued:
        later = sa.update(sources).where(sources.c.id == sa.bindparam("source"))
        connection.execute(later.values(next_poll_at=sa.bindparam("when")), sorted(queued, key=lambda q: q["source"]))


def _next_poll(connection: Connection) -> datetime | None:
    soonest = sa.select(sources.c.next_poll_at).where(sources.c.state == "active", sources.c.pump_id.is_(None))
    return connection.execute(soonest.order_by(sources.c.next_poll_at).limit(1)).scalar_one_or_none()
