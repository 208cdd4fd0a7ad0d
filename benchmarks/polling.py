"""Polls of unchanged feeds by real workers: claim, fetch, state and Celery, on PostgreSQL and Valkey.

    python -m benchmarks.polling
    python -m benchmarks.polling --sources 3000 --store sqlite

One thread serves many sites on loopback addresses of their own (Linux only); it answers 304 to whoever sends the right
ETag, and else a feed whose entries are all known. `khabar run` polls sources that have been polled before, each once,
with their sites' robots.txt known and no delay between requests. Counted is the CPU of the worker and its children,
from the first hundred polls to the last; that of beat, of `khabar run` itself, of the database, Valkey and the server
is not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks.storing import empty_store
from tests.khabar_runs import Khabar
from tests.servers import running_valkey
from workers.store.database import Database
from workers.store.migrate import migrate
from workers.store.schema import polls, robots, sites, sources

ETAG = '"unchanged"'
AIM = 250.0
_TICK = os.sysconf("SC_CLK_TCK")


class Publishers:
    """Many sites, one thread: robots.txt is nowhere, every feed is the same and does not change."""

    def __init__(self, count: int) -> None:
        self.count, self.requests, self.port = count, 0, 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait()

    def address(self, number: int) -> str:
        return f"127.2.{number % self.count // 250}.{number % self.count % 250 + 1}"

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        for number in range(self.count):
            plug = socket.create_server((self.address(number), self.port), backlog=256)
            self.port = plug.getsockname()[1]
            await self._loop.create_server(lambda: Visit(self), sock=plug)
        self._ready.set()
        await asyncio.Event().wait()


class Visit(asyncio.Protocol):
    """One connection, kept as long as the other side likes."""

    def __init__(self, publishers: Publishers) -> None:
        self._publishers = publishers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not data.endswith(b"\r\n\r\n"):
            return  # no client of this benchmark sends a request in two parts
        self._publishers.requests += 1
        if ETAG.encode() in data:
            answer = f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode()
        else:
            answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self._transport.write(answer)


def fill(url: str, publishers: Publishers, count: int) -> None:
    """Sources that are all due, of one site each or a few, polled before."""
    database = Database(url)
    migrate(database)
    now = sa.func.now() if not database.is_sqlite else sa.text("strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')")
    later = sa.text("now() + interval '1 day'" if not database.is_sqlite else "'2999-01-01T00:00:00.000000+00:00'")
    hosts = [f"{publishers.address(n)}:{publishers.port}" for n in range(publishers.count)]
    source_rows = [
        {"id": f"s{n}", "url": f"http://{hosts[n % len(hosts)]}/{n}", "site": hosts[n % len(hosts)]}
        | {"origin": f"http://{hosts[n % len(hosts)]}"}
        for n in range(count)
    ]
    same: dict[str, object] = {
        "kind": "auto",
        "rhythm": "standard",
        "extras": "{}",
        "listed_in": "added",
        "state": "active",
    }
    same |= {"reason": "", "etag": ETAG, "body_hash": "known", "serves": "rss", "polls": 1}
    times = {"created_at": now, "next_poll_at": now, "last_poll_at": now, "whole_at": now}
    with database.engine.begin() as c:
        c.execute(sa.insert(sources).values(same | times), source_rows)
        c.execute(sa.insert(sites).values(next_free_at=now), [{"site": host} for host in hosts])
        known = sa.insert(robots).values(state="none", fetched_at=now, expires_at=later)
        c.execute(known, [{"origin": f"http://{host}", "site": host} for host in hosts])
    database.close()


def worker_cpu(session: int) -> float:
    """CPU seconds of the worker of this session and of its children, living and dead."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    mains: set[int] = set()
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except (OSError, NotADirectoryError):
            continue
        if not folder.name.isdecimal() or int(fields[3]) != session:
            continue
        process = int(folder.name)
        parents[process] = int(fields[1])
        spent[process] = sum(int(fields[n]) for n in (11, 12, 13, 14)) / _TICK
        if b"worker" in words:
            mains.add(process)
    return sum(cpu for process, cpu in spent.items() if process in mains or parents[process] in mains)


def run(url: str, redis_url: str, publishers: Publishers, count: int, processes: int) -> tuple[int, float, float]:
    """(polls, seconds, CPU seconds of the worker)."""
    database = Database(url)
    with tempfile.TemporaryDirectory() as folder:
        khabar = Khabar(Path(folder), {"KHABAR_DATABASE_URL": url, "KHABAR_REDIS_URL": redis_url})
        khabar.configure("", [publishers.port], more="site_connections = 16\n")
        process = khabar.start("run", "--no-progress", "--processes", str(processes))
        try:
            at_first = _wait(database, 100)
            begun, cpu = time.monotonic(), worker_cpu(process.pid)
            at_last = _wait(database, count)
            return at_last - at_first, time.monotonic() - begun, worker_cpu(process.pid) - cpu
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            database.close()


def _wait(database: Database, wanted: int) -> int:
    """Until so many polls are written down; how many are."""
    over = time.monotonic() + 600
    while time.monotonic() < over:
        with database.read() as connection:
            done: int = connection.execute(sa.select(sa.func.count()).select_from(polls)).scalar_one()
        if done >= wanted:
            return done
        time.sleep(0.2)
    raise RuntimeError(f"{done} polls in ten minutes, {wanted} wanted")


def _ends(url: str) -> dict[str, int]:
    """How many polls ended how."""
    database = Database(url)
    with database.read() as connection:
        rows = connection.execute(sa.select(polls.c.outcome, sa.func.count()).group_by(polls.c.outcome)).all()
    database.close()
    return {str(row[0]): int(row[1]) for row in rows}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.polling", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--sites", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    options = parser.parse_args(arguments)
    publishers = Publishers(min(options.sites, options.sources))
    slow = False
    for kind in options.store or ("postgresql",):
        with empty_store(kind) as url, tempfile.TemporaryDirectory() as folder, running_valkey(Path(folder)) as valkey:
            fill(url, publishers, options.sources)
            done, seconds, cpu = run(url, valkey.url, publishers, options.sources, options.processes)
            ends = _ends(url)
        rate = done / cpu
        slow |= rate < AIM
        print(
            f"{kind}: {done:,} polls {ends} in {seconds:.1f} s by {options.processes} processes, {cpu:.1f} CPU-s "
            f"of the worker: {rate:.0f} polls/s a core (>= {AIM:.0f}: {'met' if rate >= AIM else 'NOT MET'})",
            flush=True,
        )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
