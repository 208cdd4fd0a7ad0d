"""Pumps: a claim is as alive as its pump, and what a dead one held comes back."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from tests.store.conftest import NOON
from tests.store.filling import add, list_sources, page, rows, start_pump
from workers.records import Source
from workers.store import pace, pumps
from workers.store.database import Database
from workers.store.schema import pages, sources


def _lives(database: Database, seconds: float) -> bool:
    now = NOON + timedelta(seconds=seconds)
    return database.transact(lambda c: pumps.sign_of_life(c, pump_id="a", now=now, lease=8))


def _released(database: Database, seconds: float) -> pumps.Released:
    now = NOON + timedelta(seconds=seconds)
    return database.transact(lambda c: pumps.release_dead(c, database, now=now))


def test_signs_of_life_keep_a_pump_alive_and_a_dead_one_learns_of_it(database: Database) -> None:
    assert start_pump(database, "a", now=NOON)
    assert _lives(database, 6)
    assert _released(database, 13.9).pumps == 0
    assert _released(database, 14).pumps == 1
    assert not _lives(database, 15)
    assert rows(database, "pumps") == []


def test_all_that_a_dead_pump_held_is_free_again(database: Database) -> None:
    start_pump(database, "a", now=NOON)
    list_sources(database, Source("one", "https://example.org/feed"), now=NOON)
    add(database, page(1), now=NOON)
    database.transact(lambda c: pace.take_robots(c, database, {"https://example.org": "example.org"}, pump_id="a"))
    with database.engine.begin() as c:
        c.execute(sa.update(sources).values(pump_id="a"))
        c.execute(sa.update(pages).values(pump_id="a", state="leased"))
    assert _released(database, 9) == pumps.Released(pumps=1, pages=1, convicted=0)
    (source,), (found,), (robots,) = (rows(database, t) for t in ("sources", "pages", "robots"))
    assert (source.pump_id, source.failures, source.state) == (None, 1, "active")
    assert (found.pump_id, found.state, found.crashes) == (None, "waiting", 1)
    assert robots.pump_id is None
    assert [p.detail for p in rows(database, "polls")] == ["the process that polled it died"]


def test_a_pump_that_ends_in_order_blames_no_source(database: Database) -> None:
    start_pump(database, "a", now=NOON)
    list_sources(database, Source("one", "https://example.org/feed"), now=NOON)
    with database.engine.begin() as c:
        c.execute(sa.update(sources).values(pump_id="a"))
    database.transact(lambda c: pumps.end_pump(c, pump_id="a", now=NOON))
    (source,) = rows(database, "sources")
    assert (source.pump_id, source.failures, source.next_poll_at) == (None, 0, NOON)
