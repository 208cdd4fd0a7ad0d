"""Ticks and claims over a million sources, 100 of them due a second: SQLite and PostgreSQL.

    python -m benchmarks.scheduling
    python -m benchmarks.scheduling --sources 100000 --seconds 10 --store sqlite

The store holds the sources, half as many sites, and their robots.txt. Second after second of a clock of its own the
program ticks, claims all that is due, and writes down a poll of each that found nothing new, as the workers do. Then it
does the same with every source overdue, as after a long outage. Nothing is fetched. Times of ticks and claims are by
the wall, CPU is this process's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.storing import empty_store
from workers.pipeline.tick import tick
from workers.services import Services
from workers.settings import load_settings
from workers.store.claims import claim_polls
from workers.store.database import Database
from workers.store.migrate import migrate
from workers.store.pace import PaceRule
from workers.store.polls import PollResult, write_poll
from workers.store.sources import SourceState

BEGIN = datetime(2026, 11, 24, 12, tzinfo=UTC)
DUE_A_SECOND = 100
PACE = PaceRule(delay=2.0, connections=2, crawl_delay_cap=60.0)
HABIT = bytes(200)  # as long as that of a source with some 60 hours in which it published
AIM = 50.0  # milliseconds a tick


class Desk(Services):
    """Services whose clock stands still until it is told to go on."""

    clock = BEGIN

    def now(self) -> datetime:
        return self.clock


@dataclass(slots=True)
class Times:
    """Milliseconds of ticks and claims, and what was polled."""

    ticks: list[float] = field(default_factory=list)
    claims: list[float] = field(default_factory=list)
    polls: int = 0
    twice: int = 0
    cpu: float = 0.0


@contextmanager
def full_store(kind: str, count: int) -> Iterator[Desk]:
    """A store with so many sources."""
    with empty_store(kind) as url, tempfile.TemporaryDirectory() as folder:
        environment = {"KHABAR_HOME": folder, "KHABAR_CONFIG_DIR": folder, "KHABAR_SCHEDULES_DIR": folder}
        desk = Desk(
            load_settings(environment | {"KHABAR_DATABASE_URL": url, "KHABAR_REDIS_URL": "redis://127.0.0.1:1"})
        )
        migrate(desk.database)
        with desk.database.engine.begin() as connection:
            fill(connection, desk.database, count)
        with desk.database.engine.begin() as connection:
            connection.execute(sa.text("ANALYZE"))
        yield desk
        desk.close()


def fill(connection: Connection, database: Database, count: int) -> None:
    """Sources that come due one after another, `DUE_A_SECOND`, each site's two far apart."""
    if database.is_sqlite:
        numbers = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count)"
        rows = "FROM numbers"
        due = f"strftime('%Y-%m-%dT%H:%M:%S', '{BEGIN:%Y-%m-%d %H:%M:%S}', (n / {DUE_A_SECOND}) || ' seconds')"
        due, now = f"{due} || '.000000+00:00'", f"'{BEGIN:%Y-%m-%dT%H:%M:%S}.000000+00:00'"
        later = f"'{BEGIN + timedelta(days=1):%Y-%m-%dT%H:%M:%S}.000000+00:00'"
    else:
        numbers, rows, now = "", "FROM generate_series(0, :count - 1) AS n", f"'{BEGIN.isoformat()}'::timestamptz"
        due = f"{now} + (n / {DUE_A_SECOND}) * interval '1 second'"
        later = f"{now} + interval '1 day'"
    half = max(1, count // 2)
    site = f"('site' || (n % {half}) || '.org')"
    statements = (
        f"INSERT INTO sources (id, url, kind, rhythm, extras, listed_in, state, site, origin, created_at, next_poll_at,"
        f" reason, habit, interval_s, last_poll_at) {numbers} SELECT 's' || n, 'https://' || {site} || '/' || n,"
        f" 'auto', 'standard', '{{}}', 'file', 'active', {site}, 'https://' || {site}, {now}, {due},"
        f" 'publishes about 2 a day: 2 h', :habit, 7200, {now} {rows}",
        f"INSERT INTO sites (site, next_free_at) {numbers} SELECT {site}, {now} {rows}",
        f"INSERT INTO robots (origin, site, state, fetched_at, expires_at) {numbers} SELECT 'https://' || {site},"
        f" {site}, 'none', {now}, {later} {rows}",
    )
    for statement, many in zip(statements, (count, half, half), strict=True):
        values = {"count": many} | ({"habit": HABIT} if ":habit" in statement else {})
        connection.execute(sa.text(statement), values)


def run(desk: Desk, seconds: int, most: int) -> Times:
    """So many seconds of the desk's clock, at most `most` polls in each."""
    times, polled = Times(), set[str]()
    begun = time.process_time()
    for _ in range(seconds):
        desk.clock += timedelta(seconds=1)
        times.ticks.append(_milliseconds(lambda: tick(desk)))
        left = most
        while left > 0:
            claimed: list[SourceState] = []
            times.claims.append(_milliseconds(lambda: claimed.extend(_claim(desk, min(64, left)))))  # noqa: B023
            if not claimed:
                break
            left -= len(claimed)
            times.polls += len(claimed)
            times.twice += sum(state.source.id in polled for state in claimed)
            polled.update(state.source.id for state in claimed)
            for start in range(0, len(claimed), 50):
                _write(desk, claimed[start : start + 50])
    times.cpu = time.process_time() - begun
    return times


def _milliseconds(work: object) -> float:
    assert callable(work)
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _claim(desk: Desk, limit: int) -> Sequence[SourceState]:
    database, now = desk.database, desk.now()
    return database.transact(lambda c: claim_polls(c, database, pump_id="me", limit=limit, now=now, pace=PACE)).polls


def _write(desk: Desk, states: Sequence[SourceState]) -> None:
    now = desk.now()
    results = [
        PollResult(
            source_id=state.source.id,
            pump_id="me",
            at=now,
            outcome="unchanged",
            detail="not modified",
            next_poll_at=now + timedelta(hours=3),
            reason="publishes about 2 a day: 3 h",
            interval=7200.0,
            habit=HABIT,
        )
        for state in states
    ]
    assert all(desk.database.transact(lambda c: [write_poll(c, result) for result in results]))


def told(name: str, times: Times) -> tuple[str, bool]:
    """The line, and whether ticks were fast enough and nothing came twice."""
    ticks, claims = sorted(times.ticks), sorted(times.claims)
    slowest = ticks[-1]
    met = ticks[int(len(ticks) * 0.95)] < AIM and not times.twice
    line = (
        f"  {name:9} ticks: median {ticks[len(ticks) // 2]:.1f} ms, p95 {ticks[int(len(ticks) * 0.95)]:.1f}, slowest "
        f"{slowest:.1f} (p95 < {AIM:g}: {'met' if met else 'NOT MET'}); claims: median {claims[len(claims) // 2]:.1f}, "
        f"slowest {claims[-1]:.1f}; {times.polls:,} polls, {times.twice} of them twice, "
        f"{times.cpu / max(1, times.polls) * 1000:.2f} ms CPU each, ticks included"
    )
    return line, met


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scheduling",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sources", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    options = parser.parse_args(arguments)
    failed = False
    for kind in options.store or ("sqlite", "postgresql"):
        begun = time.monotonic()
        with full_store(kind, options.sources) as desk:
            where = desk.database.url.database or ""
            size = f", {Path(where).stat().st_size / 1e6:,.0f} MB" if desk.database.is_sqlite else ""
            print(f"{kind}: {options.sources:,} sources filled in {time.monotonic() - begun:.0f} s{size}", flush=True)
            for name in ("steady", "overdue"):
                line, met = told(name, run(desk, options.seconds, DUE_A_SECOND * 3 // 2))
                print(line, flush=True)
                failed |= not met
                desk.clock += timedelta(hours=2, minutes=30)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
