"""Any number of processes claim at once, on clocks of their own, and nothing is claimed twice."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.store.conftest import NOON
from tests.store.filling import PACE, add, list_sources, page, rows
from workers.errors import TryAgain
from workers.records import Entry, Source
from workers.store import pace
from workers.store.claims import claim_pages, claim_polls
from workers.store.database import Database
from workers.store.pace import RobotsRow, know_sites, take_robots, write_robots
from workers.store.schema import pages, sites

PROCESSES = 4
SOURCES = 240


def _claim_all(url: str, name: str, kind: str, now: datetime, start: Any, answers: Any) -> None:
    """One process: claims until nothing is left that is due."""
    database = Database(url)
    claim = claim_polls if kind == "polls" else claim_pages
    found: list[tuple[str, str]] = []
    start.wait()
    idle = 0
    while idle < 3:
        done = database.transact(lambda c: claim(c, database, pump_id=name, limit=7, now=now, pace=PACE))
        mine = [(s.source.id, s.site) for s in done.polls] + [(str(p.id), p.site) for p in done.pages]
        idle = 0 if mine else idle + 1
        found += mine
    database.close()
    answers.put(found)


def _claimed_at_once(url: str, kind: str, clocks: list[datetime]) -> list[tuple[str, str]]:
    context = multiprocessing.get_context("forkserver")  # which imports once, and forks where nothing is open yet
    context.set_forkserver_preload([__name__])
    start, answers = context.Barrier(len(clocks)), context.Queue()
    processes = [
        context.Process(target=_claim_all, args=(url, f"p{n}", kind, now, start, answers), daemon=True)
        for n, now in enumerate(clocks)
    ]
    for process in processes:
        process.start()
    found = [claim for _ in processes for claim in answers.get(timeout=60)]
    for process in processes:
        process.join(timeout=60)
    return found


@pytest.mark.processes
@pytest.mark.parametrize("kind", ["polls", "pages"])
def test_many_processes_claim_everything_once_and_no_site_twice(database: Database, kind: str) -> None:
    names = [f"site{n}.org" for n in range(SOURCES // 2)]
    listed = [Source(id=f"s{n}", url=f"https://{names[n % len(names)]}/{n}") for n in range(SOURCES)]
    _robots_of(database, names)
    if kind == "polls":
        list_sources(database, *listed, now=NOON)
    else:
        add(database, *(page(n, site=names[n % len(names)]) for n in range(SOURCES)), now=NOON)
    later = NOON + timedelta(seconds=1)
    found = _claimed_at_once(database.url.render_as_string(hide_password=False), kind, [later] * PROCESSES)
    assert max(Counter(what for what, _ in found).values()) == 1
    # A site may be asked once within its delay: the other half waits for its turn.
    assert Counter(site for _, site in found) == Counter(names)
    with database.read() as connection:
        free = connection.scalars(sa.select(sites.c.next_free_at).distinct()).all()
    assert free == [later + timedelta(seconds=PACE.delay)]


@pytest.mark.processes
def test_processes_whose_clocks_differ_by_an_hour_claim_nothing_twice(database: Database) -> None:
    names = [f"site{n}.org" for n in range(SOURCES)]
    _robots_of(database, names)
    list_sources(database, *(Source(id=f"s{n}", url=f"https://{name}/") for n, name in enumerate(names)), now=NOON)
    hour = timedelta(hours=1)
    found = _claimed_at_once(database.url.render_as_string(hide_password=False), "polls", [NOON, NOON + hour] * 2)
    assert sorted(Counter(site for _, site in found).values()) == [1] * SOURCES


def _robots_of(database: Database, names: list[str]) -> None:
    """All of them have no robots.txt, and that is known."""
    until = NOON + timedelta(days=1)

    def work(connection: sa.Connection) -> None:
        know_sites(connection, database, names, now=NOON)
        take_robots(connection, database, {f"https://{name}": name for name in names}, pump_id="x")
        for name in names:
            row = RobotsRow(f"https://{name}", "none", "", NOON, until)
            write_robots(connection, database, row, site=name, crawl_delay=None)

    database.transact(work)


def test_what_is_told_anew_of_a_page_waits_for_nobody_who_is_writing_to_it(database: Database) -> None:
    told = replace(page(1), entry=Entry(title="Wall", guid="1", content="one"))
    add(database, told, now=NOON)
    edited = replace(told, entry=replace(told.entry, content="two"))
    if not database.is_sqlite:  # whose writers wait for each other's whole transaction
        with database.engine.begin() as c:
            c.execute(sa.select(pages).with_for_update()).all()
            with pytest.raises(TryAgain):
                add(database, edited, now=NOON)
    add(database, edited, now=NOON)
    assert '"two"' in rows(database, "pages")[0].entry


def test_sites_are_locked_in_one_order(database: Database) -> None:
    names = [f"site{n}.org" for n in range(20)]
    database.transact(lambda c: pace.know_sites(c, database, names, now=NOON))
    collided: list[int] = []

    def write(turn: int) -> None:
        tries: list[int] = []

        def work(c: sa.Connection) -> None:
            tries.append(1)
            pace.lock_sites(c, database, names)
            for name in names if turn % 2 else reversed(names):
                pace.pause(c, name, until=NOON, why="busy")

        for _ in range(10):
            database.transact(work)
        collided.append(len(tries) - 10)

    threads = [threading.Thread(target=write, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.failures for row in rows(database, "sites")} == {40}
    assert database.is_sqlite or collided == [0, 0, 0, 0]
