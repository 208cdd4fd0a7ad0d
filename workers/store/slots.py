"""What a claim may ask of the sites that it holds, and of the origins whose robots.txt must be known before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database, locked
from workers.store.pace import PaceRule, asked_now, know_sites, robots_known, take_robots
from workers.store.schema import sites

# A request may reach its site late, so the next one is handed out when it was answered, or this much after the delay.
ANSWERED_WITHIN = timedelta(seconds=3)


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

    @property
    def names(self) -> list[str]:
        """The sites, in the order of their rows."""
        return list(self.room)

    def open(self, site: str) -> int:
        """How many requests may start now."""
        if self.free_at[site] > self.now:
            return 0
        return max(0, self.room[site]) if self.delay[site] == 0 else min(1, max(0, self.room[site]))

    def next_free_at(self, site: str) -> datetime:
        """What the site's row is to say."""
        return self.free_at[site] if site in self.changed else self._stored[site]

    def take(self, site: str) -> None:
        """One request more is under way."""
        self.room[site] -= 1
        self.free_at[site] = self.now + timedelta(seconds=self.delay[site])
        self.changed.add(site)


def hold_sites(
    connection: Connection, database: Database, chosen: sa.Select[Any], *, now: datetime, pace: PaceRule
) -> Slots:
    """The chosen rows of `sites`, locked; those that another claim holds are left out."""
    rows = connection.execute(locked(chosen, database)).all()
    return Slots(rows, asked_now(connection, [r.site for r in rows]) if rows else {}, pace, now)


def hold_named_sites(
    connection: Connection, database: Database, names: Iterable[str], *, now: datetime, pace: PaceRule
) -> Slots:
    """These sites, as far as they are known and nobody else holds them."""
    chosen = sa.select(sites).where(sites.c.site.in_(sorted(names))).order_by(sites.c.site)
    return hold_sites(connection, database, chosen, now=now, pace=pace)


def reserve_turn(
    connection: Connection, database: Database, site: str, *, now: datetime, pace: PaceRule, patience: timedelta
) -> datetime:
    """When the site may be asked by somebody who holds no claim on it. That turn is his, unless it is later than
    `patience` from now: then nothing is taken."""
    know_sites(connection, database, [site], now=now)
    row = locked(sa.select(sites).where(sites.c.site == site), database, skip=False)
    slots = Slots(connection.execute(row).all(), asked_now(connection, [site]), pace, now)
    turn = max(now, slots.free_at[site])
    if slots.room[site] <= 0:
        turn = max(turn, now + patience + timedelta(seconds=1))
    if turn - now <= patience:
        slots.now = turn
        slots.take(site)
        if slots.delay[site] > 0:
            slots.free_at[site] += ANSWERED_WITHIN
        write_turns(connection, slots)
    return turn


class Errands:
    """The robots.txt files of some origins: which are known, and those that this claim hands out to be fetched."""

    def __init__(self, connection: Connection, origins: Iterable[str], *, now: datetime) -> None:
        self._known = robots_known(connection, origins, now=now)
        self.sites: dict[str, str] = {}  # origin -> site
        self.needed_by: dict[str, str] = {}  # origin -> the source that needs it

    def __len__(self) -> int:
        return len(self.sites)

    def is_known(self, origin: str) -> bool:
        return self._known[origin] == "fresh"

    def is_under_way(self, origin: str) -> bool:
        return self._known[origin] == "under way"

    def is_wanted(self, origin: str) -> bool:
        """Whether somebody has to fetch it first."""
        return self._known[origin] == "stale"

    def hand_out(self, origin: str, site: str, source_id: str) -> None:
        self.sites[origin] = site
        self.needed_by[origin] = source_id
        self._known[origin] = "under way"

    def write(self, connection: Connection, database: Database, pump_id: str) -> None:
        take_robots(connection, database, self.sites, pump_id=pump_id)


def write_turns(connection: Connection, slots: Slots) -> None:
    """Says when each site that was given a request may be asked next."""
    rows = [{"name": site, "free": slots.free_at[site]} for site in sorted(slots.changed)]
    if rows:
        statement = sa.update(sites).where(sites.c.site == sa.bindparam("name"))
        connection.execute(statement.values(next_free_at=sa.bindparam("free")), rows)


def write_sites(
    connection: Connection, slots: Slots, column: sa.Column[Any], when: Mapping[str, datetime | None]
) -> None:
    """Says when each site may be asked next, and in that column when another look at it may be worth it."""
    rows = [{"name": name, "free": slots.next_free_at(name), "at": when[name]} for name in sorted(when)]
    statement = sa.update(sites).where(sites.c.site == sa.bindparam("name"))
    values: dict[Any, Any] = {sites.c.next_free_at: sa.bindparam("free"), column: sa.bindparam("at")}
    connection.execute(statement.values(values), rows)
