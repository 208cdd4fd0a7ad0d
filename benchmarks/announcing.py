"""How soon an event is in the stream after the commit of its row: `python -m benchmarks.announcing`.

Several processes write events to one database as pumps do, a transaction now and then, and relay at once after each
(`relay.relay_soon`); a reader of the stream on a real Valkey notes when each arrives. CPU seconds of writing and
relaying stand beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy.engine import Connection

from benchmarks.relay import rows
from tests.servers import running_postgres, running_valkey
from workers.pipeline.telling.relay import relay_soon
from workers.records import Announcement
from workers.services import Services
from workers.settings import load_settings
from workers.store import outbox
from workers.store.migrate import migrate

STREAM = "khabar:events"


def write(told: list[Announcement], each: int, pause: float, offset: float, begin: float, pipe: Any) -> None:
    """A process of its own: `each` events a transaction, one each `pause` seconds; when each was committed."""
    services = Services(load_settings(os.environ))
    services.database.transact(lambda c: outbox.has_pending(c))  # connected
    committed: dict[str, float] = {}
    time.sleep(max(0.0, begin + offset - time.time()))
    before = time.process_time()
    for number, start in enumerate(range(0, len(told), each)):
        time.sleep(max(0.0, begin + offset + number * pause - time.time()))
        batch = told[start : start + each]

        def one(connection: Connection, batch: list[Announcement] = batch) -> None:
            outbox.announce(connection, services.database, [(row, 1) for row in batch], now=services.now())

        services.database.transact(one)
        committed |= dict.fromkeys((row.event_id for row in batch), time.time())
        relay_soon(services)
    pipe.send((committed, time.process_time() - before))


def arrivals(redis: Redis, expected: int, patience: float) -> dict[str, float]:
    """When each event id came into the stream."""
    came: dict[str, float] = {}
    last, deadline = "0", time.monotonic() + patience
    while len(came) < expected and time.monotonic() < deadline:
        found: Any = redis.xread({STREAM: last}, count=500, block=500)
        at = time.time()
        for _, entries in found or ():
            came |= {fields[b"id"].decode(): at for _, fields in entries}
            last = entries[-1][0]
    return came


def measure(database: str, writers: int, rate: float, seconds: float, each: int) -> None:
    """One line."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running_valkey(folder)).url
        os.environ |= {"KHABAR_HOME": str(folder / "home"), "KHABAR_REDIS_URL": url}
        os.environ.pop("KHABAR_DATABASE_URL", None)
        if database == "postgresql":
            os.environ["KHABAR_DATABASE_URL"] = stack.enter_context(running_postgres()).url
        services = Services(load_settings(os.environ))
        migrate(services.database)
        services.close()
        told, begin = rows(int(rate * seconds)), time.time() + 2
        pause = each * writers / rate
        pipes = []
        for number in range(writers):
            ours, theirs = multiprocessing.Pipe()
            arguments = (told[number::writers], each, pause, number * pause / writers, begin, theirs)
            multiprocessing.get_context("fork").Process(target=write, args=arguments, daemon=True).start()
            pipes.append(ours)
        redis = Redis.from_url(url)
        came = arrivals(redis, len(told), 4 * seconds + 30)
        committed: dict[str, float] = {}
        cpu = 0.0
        for pipe in pipes:
            part, used = pipe.recv()
            committed |= part
            cpu += used
        redis.close()
    delays = sorted(came[event] - at for event, at in committed.items() if event in came)
    p50, p95, p99 = (1000 * delays[min(len(delays) - 1, int(len(delays) * part))] for part in (0.5, 0.95, 0.99))
    took = max(committed.values()) - min(committed.values())
    print(
        f"{database:<11} {len(committed) / took:5.0f} events/s, {each:>3} a transaction   "
        f"{len(delays)} of {len(told)} arrived   p50 {p50:6.1f} ms   "
        f"p95 {p95:6.1f} ms   p99 {p99:6.1f} ms   max {1000 * delays[-1]:6.1f} ms   "
        f"{1000 * cpu / len(told):.2f} ms of CPU an event"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=100.0, help="events a second, over all writers")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--writers", type=int, default=4)
    options = parser.parse_args()
    print(f"{options.rate:g} events/s for {options.seconds:g} s, {options.writers} writers")
    for database in ("sqlite", "postgresql"):
        for each in (1, 25):
            measure(database, options.writers, options.rate, options.seconds, each)


if __name__ == "__main__":
    main()
