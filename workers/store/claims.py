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
from workers.store.pace import PaceRule, know_sites
from workers.store.schema import pages, sites, sources
from workers.store.slots import Errands, Slots, hold_named_sites, hold_sites, write_sites, write_turns
from workers.store.sources import SourceState, state_of
from workers.store.waiting import first_waiting

# Whether a URL whose robots.txt is known will be asked for at all: what is not costs its site no turn.
Asks = Callable[[Connection, str], bool]
# Whether a page bears all that there is to read: it takes no turn of its site, and needs no robots.txt.
IsTold = Callable[[Page], bool]
# Sources as they may be asked where they lie now.
AskedAs = Callable[[Connection, Sequence[SourceState]], Sequence[SourceState]]

# Sources that failed queue up so much later than the good ones of their site.
FAILED_BEHIND = timedelta(seconds=5)

# How many suspects are fetched together after their first, second, third crash: the last time each is alone.
COMPANY = {1: 8, 2: 2, 3: 1}


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
    slots = hold_sites(connection, database, ready, now=now, pace=pace)
    if not slots.names:
        return Claim(ready_at=_next_ready(connection))
    most = max(2, min(limit, pace.connections) + 1)
    waiting = first_waiting(connection, slots.names, most=most, now=now)
    errands = Errands(connection, [r.origin for rows in waiting.values() for r in rows], now=now)

    def is_unasked(row: Any) -> bool:
        return is_told_row(row, is_told) or _is_forbidden(connection, row, errands, asks)

    due = {site: [row for row in waiting.get(site, ()) if row.due_at <= now] for site in slots.names}
    taken = take_pages(due, slots, errands, limit=limit, is_unasked=is_unasked)
    lease(connection, taken, pump_id)
    errands.write(connection, database, pump_id)
    ids = {row.id for row in taken}
    left = {site: [row for row in rows if row.id not in ids] for site, rows in waiting.items()}
    full = {site for site, rows in waiting.items() if len(rows) == most}
    ready_at = {site: _ready_after(site, left.get(site, ()), slots, errands, site in full) for site in slots.names}
    write_sites(connection, slots, sites.c.ready_at, ready_at)
    return Claim(claimed_pages(taken), (), errands.sites, _next_ready(connection), errands.needed_by)


def take_pages(
    due: Mapping[str, Sequence[Any]], slots: Slots, errands: Errands, *, limit: int, is_unasked: Callable[[Any], bool]
) -> list[Any]:
    """At most `limit` of the rows that are due on each site, less the errands that must be run before others are."""
    taken: list[Any] = []
    for site, rows in due.items():
        for row in rows:
            if len(taken) + len(errands) >= limit:
                return taken
            if is_unasked(row):
                taken.append(row)
            elif not slots.open(site):
                break
            elif row.ignores_robots or errands.is_known(row.origin):
                taken.append(row)
                slots.take(site)
            elif errands.is_wanted(row.origin):
                errands.hand_out(row.origin, site, row.source_id)
                slots.take(site)
    return taken


def is_told_row(row: Any, is_told: IsTold | None) -> bool:
    """Whether the page of this row bears all that there is to read."""
    return is_told is not None and row.fetch_url is None and "#" in row.url and is_told(page_of(row))


def _is_forbidden(connection: Connection, row: Any, errands: Errands, asks: Asks | None) -> bool:
    """Whether the page ends without a request."""
    if asks is None or row.ignores_robots or not errands.is_known(row.origin):
        return False
    return not asks(connection, row.fetch_url or row.url)


def _ready_after(site: str, left: Sequence[Any], slots: Slots, errands: Errands, may_be_more: bool) -> datetime | None:
    """When the next page of the site may be worth a claim; None where none waits."""
    if not left:
        return slots.free_at[site] if may_be_more else None
    soonest: datetime = max(left[0].due_at, slots.free_at[site])
    is_full = slots.room[site] <= 0
    is_unknown = not left[0].ignores_robots and errands.is_under_way(left[0].origin)
    if is_full or is_unknown:  # whoever ends the request under way makes the site ready; this is for one that dies
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
    slots = hold_named_sites(connection, database, {r.site for r in rows}, now=now, pace=pace)
    taken: list[Any] = []
    for row in rows:
        if len(taken) < company and row.site in slots.free_at and slots.open(row.site):
            taken.append(row)
            slots.take(row.site)
    lease(connection, taken, pump_id)
    write_turns(connection, slots)
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
    names = {row.site for row in rows}
    slots = hold_named_sites(connection, database, names, now=now, pace=pace)
    know_sites(connection, database, names - set(slots.names), now=now)
    errands = Errands(connection, [row.origin for row in rows], now=now)
    states: Sequence[SourceState] = [state_of(row) for row in rows]
    states = states if asked_as is None else asked_as(connection, states)
    # Where another claim holds the site's row, or it is new, the next look decides.
    held = [state for state in states if state.site in slots.free_at]

    def is_unasked(state: SourceState) -> bool:
        known = state.source.robots == "obey" and errands.is_known(state.origin)
        return asks is not None and known and not asks(connection, state.source.url)

    taken, queued = _take_polls(held, slots, errands, is_unasked)
    _write_polls(connection, taken, queued, pump_id)
    errands.write(connection, database, pump_id)
    write_turns(connection, slots)
    return Claim((), tuple(taken), errands.sites, _next_poll(connection), errands.needed_by)


def _take_polls(
    states: Sequence[SourceState], slots: Slots, errands: Errands, is_unasked: Callable[[SourceState], bool]
) -> tuple[list[SourceState], list[dict[str, Any]]]:
    """(the sources to poll now, when the others have their turn).

    Those that failed the last time come last: one broken feed, whose failures pause its site, holds up no good one.
    """
    taken: list[SourceState] = []
    queued: list[dict[str, Any]] = []
    queue_end: dict[str, datetime] = {}
    for state in sorted(states, key=lambda state: state.failures > 0):
        if is_unasked(state):
            taken.append(state)
            continue
        if slots.open(state.site):
            if state.source.robots == "ignore" or errands.is_known(state.origin):
                taken.append(state)
                slots.take(state.site)
                continue
            if errands.is_wanted(state.origin):
                errands.hand_out(state.origin, state.site, state.source.id)
                slots.take(state.site)
        place = _behind(state.site, slots, queue_end) + (FAILED_BEHIND if state.failures else timedelta())
        queued.append({"source": state.source.id, "when": place})
    return taken, queued


def _behind(site: str, slots: Slots, queue_end: dict[str, datetime]) -> datetime:
    """The next place in the site's queue, a delay apart; a moment later where the site has no delay."""
    step = timedelta(seconds=max(slots.delay[site], 0.2))
    last = queue_end.get(site, max(slots.free_at[site], slots.now) - step)
    queue_end[site] = max(last + step, slots.now + timedelta(seconds=0.2))
    return queue_end[site]


def _write_polls(
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
