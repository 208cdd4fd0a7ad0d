"""What happens every second goes by index, however many sources and pages there are: the databases say so."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.pipeline.desk import Desk
from tests.stores import postgres_database, sqlite_store
from workers.pipeline.tick import tick
from workers.store import claims, frontier, pumps, rechecks
from workers.store.database import Database
from workers.store.pace import PaceRule
from workers.store.polls import PollResult, write_poll
from workers.store.schema import outbox, pages, robots, sites, sources

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MANY = 6000
PACE = PaceRule(delay=2.0, connections=2, crawl_delay_cap=60.0)
LARGE = "sources|pages|sites|robots|polls|articles|versions|keys|marks|sightings|outbox"
# A walk along a whole index is as bad as one along the table, unless it ends at a LIMIT.
WALKS = re.compile(rf"SCAN ({LARGE})\b(?! USING)|Seq Scan on ({LARGE})\b")
WALKS_INDEX = re.compile(
    rf"SCAN ({LARGE}) USING"
    rf"|(?:Index (?:Only )?Scan (?:Backward )?using \S+ on ({LARGE})\b|Bitmap Index Scan)"
    r"[^\n]*(?!\n\s+Index Cond)(?:\n|$)"
)


@pytest.fixture(scope="module")
def full_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("full") / "khabar.sqlite"
    _fill(sqlite_store(file))
    return file


@pytest.fixture(scope="module")
def full_postgres(postgres_url: str, migrated: str) -> Iterator[str]:
    with postgres_database(postgres_url, migrated) as url:
        _fill(url)
        yield url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> Iterator[Desk]:
    """A store with thousands of sources and pages, few of them due, in each state that hot queries tell apart."""
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{shutil.copy(request.getfixturevalue('full_sqlite'), tmp_path)}"
        else:
            url = stack.enter_context(postgres_database(postgres_url, request.getfixturevalue("full_postgres")))
        desk = Desk(tmp_path, [80], url, "redis://127.0.0.1:1/0")
        yield desk
        desk.close()


def _fill(url: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        for table, rows in _rows().items():
            connection.execute(sa.insert(table), rows)
        connection.execute(sa.text("ANALYZE"))
    database.close()


def _rows() -> dict[sa.Table, list[dict[str, Any]]]:
    minutes = [NOW + timedelta(minutes=n - 5) for n in range(MANY)]
    names = [f"site{n}.org" for n in range(MANY // 2)]
    source_rows = [
        {"id": f"s{n}", "url": f"https://{names[n // 2]}/{n}", "kind": "auto", "rhythm": "standard", "extras": "{}"}
        | {"listed_in": "file", "state": "active" if n % 9 else "retired", "site": names[n // 2], "reason": ""}
        | {"origin": f"https://{names[n // 2]}", "created_at": NOW, "next_poll_at": minutes[n]}
        | {"pump_id": "dead" if n % 1000 == 7 else None}
        for n in range(MANY)
    ]
    states = ("waiting", "ended", "ended", "ended", "ended", "ended")
    page_rows = [
        {"url": f"https://{names[n // 2]}/p{n}", "url_key": f"{names[n // 2]}/p{n}", "source_id": f"s{n}"}
        | {"site": names[n // 2], "origin": f"https://{names[n // 2]}", "ignores_robots": False, "found_via": "feed"}
        | {"entry": "{}", "found_at": NOW, "due_at": minutes[n], "crashes": 1 if n % 1200 == 0 else 0}
        | {"state": "leased" if n % 1000 == 7 else states[n % 6], "pump_id": "dead" if n % 1000 == 7 else None}
        | {"recheck_at": minutes[n] if n % 6 == 1 else None}
        for n in range(MANY)
    ]
    ready: dict[str, Any] = {"next_free_at": NOW, "recheck_at": None}
    site_rows = [ready | {"site": name, "ready_at": minutes[n] if n % 3 else None} for n, name in enumerate(names)]
    for row in site_rows[::3]:
        row["recheck_at"] = NOW + timedelta(minutes=1)
    site_rows[0]["recheck_at"] = NOW
    robots_rows = [
        {"origin": f"https://{name}", "site": name, "state": "none", "expires_at": NOW + timedelta(hours=1)}
        | {"pump_id": "dead" if n % 500 == 7 else None}
        for n, name in enumerate(names)
    ]
    outbox_rows = [
        {"event_id": f"e{n}", "type": "t", "subject": f"article/{n}", "version": 1, "created_at": NOW, "body": "{}"}
        | {"position": n + 1 if n < MANY - 3 else None, "sent_at": NOW if n < MANY - 9 else None}
        for n in range(MANY)
    ]
    return {sources: source_rows, pages: page_rows, sites: site_rows, robots: robots_rows, outbox: outbox_rows}


Work = Callable[[Desk], object]


def _in_transaction(work: Callable[[sa.Connection, Database], object | None]) -> Work:
    return lambda desk: desk.database.transact(lambda c: work(c, desk.database))


def _release(connection: sa.Connection, database: Database) -> object:
    pumps.start_pump(connection, pump_id="dead", kind="poll", host="h", pid=1, limit=9, now=NOW, lease=8)
    return pumps.release_dead(connection, database, now=NOW + timedelta(seconds=9))


def _tick_with_a_dead_pump(desk: Desk) -> object:
    started = desk.now() - timedelta(hours=1)
    desk.database.transact(
        lambda c: pumps.start_pump(c, pump_id="dead", kind="poll", host="h", pid=1, limit=9, now=started, lease=8)
    )
    return tick(desk)


def _sign_out(connection: sa.Connection, _database: Database) -> None:
    pumps.end_pump(connection, pump_id="dead", now=NOW)


def _poll(connection: sa.Connection, database: Database) -> object:
    connection.execute(sa.update(sources).where(sources.c.id == "s8").values(pump_id="me"))
    result = PollResult("s8", "me", NOW, "unchanged", None, NOW + timedelta(hours=1), "because", interval=600.0)
    return write_poll(connection, result)


def _claim_behind_an_archive(connection: sa.Connection, database: Database) -> object:
    archive = {"site": "site1.org", "found_via": "backfill", "state": "waiting", "due_at": NOW - timedelta(hours=1)}
    connection.execute(sa.update(pages).where(pages.c.id <= 40).values(archive))
    return claims.claim_pages(connection, database, pump_id="me", limit=32, now=NOW, pace=PACE)


HOT: dict[str, Work] = {
    "tick": _tick_with_a_dead_pump,
    "claim polls": _in_transaction(lambda c, d: claims.claim_polls(c, d, pump_id="me", limit=32, now=NOW, pace=PACE)),
    "claim pages": _in_transaction(lambda c, d: claims.claim_pages(c, d, pump_id="me", limit=32, now=NOW, pace=PACE)),
    "claim pages behind an archive": _in_transaction(_claim_behind_an_archive),
    "claim looks": _in_transaction(lambda c, d: rechecks.claim_looks(c, d, pump_id="me", limit=32, now=NOW, pace=PACE)),
    "claim suspects": _in_transaction(lambda c, d: claims.claim_suspects(c, d, pump_id="me", now=NOW, pace=PACE)),
    "free what the dead had": _in_transaction(_release),
    "sign out": _in_transaction(_sign_out),
    "write a poll": _in_transaction(_poll),
    "keep a page": _in_transaction(lambda c, d: frontier.still_held(c, d, [1, 2, 3], pump_id="dead")),
}


@pytest.mark.parametrize("name", HOT)
def test_what_happens_every_second_walks_along_no_large_table(full: Desk, name: str) -> None:
    ran: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            ran.append((statement, values[0] if many else values))

    sa.event.listen(full.database.engine, "before_cursor_execute", note)
    HOT[name](full)
    sa.event.remove(full.database.engine, "before_cursor_execute", note)
    assert ran
    for statement, values in ran:
        plan = _plan(full.database, statement, values)
        assert not WALKS.search(plan), f"{statement}\n{plan}"
        assert "LIMIT" in statement or not WALKS_INDEX.search(plan), f"{statement}\n{plan}"


def _plan(database: Database, statement: str, values: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(explain + statement, values).all()
    return "\n".join(str(row[-1]) for row in rows)
