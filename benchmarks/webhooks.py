"""How soon webhooks hear of an event when some of them are broken: `python -m benchmarks.webhooks`.

A real khabar (worker, beat, Valkey; SQLite, or PostgreSQL with --database) brings events to many endpoints on loopback,
each on a port of its own, of which some never answer and some answer 500. An event's delay is from the commit of its
row to the arrival of its request at a healthy endpoint. CPU seconds of the worker and of the receiver stand beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.relay import rows
from tests.servers import running_postgres, running_valkey
from workers.pipeline.telling.relay import relay_soon
from workers.pipeline.telling.subscribers import subscribers_in_step
from workers.records import Announcement
from workers.services import Services
from workers.settings import load_settings
from workers.store import outbox
from workers.store.migrate import migrate
from workers.store.schema import pumps

SECRET = "whsec_" + base64.b64encode(b"b" * 32).decode()
_ID = re.compile(rb"(?im)^webhook-id: *e(\d+)")
_LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")


@dataclass
class Arrivals:
    """When which event came to which endpoint, (endpoint, event, wall clock), and the receiver's CPU seconds."""

    seen: list[tuple[int, int, float]] = field(default_factory=list)
    cpu: float = 0.0


class Endpoint(asyncio.Protocol):
    """Reads POSTs on one connection. `answer` is the whole of what it says, None for nothing ever."""

    def __init__(self, number: int, answer: bytes | None, arrivals: Arrivals) -> None:
        self.number, self.answer, self.arrivals = number, answer, arrivals
        self._left = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._left += data
        head, end, body = self._left.partition(b"\r\n\r\n")
        length, name = _LENGTH.search(head), _ID.search(head)
        if not end or length is None or name is None or len(body) < int(length[1]):
            return
        self._left = body[int(length[1]) :]
        self.arrivals.seen.append((self.number, int(name[1]), time.time()))
        if self.answer is not None:
            self._transport.write(self.answer)


def receive(answers: list[bytes | None], pipe: Any) -> None:
    """A process of its own: listens for each endpoint, tells the ports, and on being asked what came."""

    async def serve() -> None:
        arrivals, loop = Arrivals(), asyncio.get_running_loop()
        ports = []
        for number, answer in enumerate(answers):
            listening = socket.create_server(("127.0.0.1", 0), backlog=64)
            ports.append(listening.getsockname()[1])
            await loop.create_server(partial(Endpoint, number, answer, arrivals), sock=listening)
        pipe.send(ports)
        asked = asyncio.Event()
        loop.add_reader(pipe.fileno(), asked.set)
        await asked.wait()
        arrivals.cpu = time.process_time()
        pipe.send(arrivals)

    asyncio.run(serve())


@contextlib.contextmanager
def receiving(answers: list[bytes | None]) -> Iterator[tuple[list[int], Any]]:
    """The ports, and the pipe that tells what came once anything is sent into it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=receive, args=(answers, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


@contextlib.contextmanager
def khabar_at_work(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Worker and beat, as `khabar run` starts them; the worker's process."""
    celery = [sys.executable, "-m", "celery", "-A", "workers"]
    quiet = ["--without-gossip", "--without-mingle"]
    commands = {"worker": [*celery, "worker", "-O", "fair", *quiet], "beat": [*celery, "beat", "--pidfile", ""]}
    running = []
    for name, command in commands.items():
        with (folder / f"{name}.log").open("wb") as log:
            running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True))
    try:
        yield running[0]
    finally:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def cpu_of(leader: int) -> float:
    """CPU seconds that the living processes of a session have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def configure(folder: Path, ports: list[int]) -> None:
    """A configuration with one webhook a port, which may all be reached."""
    config = folder / "config"
    config.mkdir()
    reach = f'[fetch]\nallow_networks = ["127.0.0.0/8"]\nallow_ports = {ports}\n'
    (config / "settings.toml").write_text(reach, encoding="utf-8")
    table = '[subscribers.s{}]\nkind = "webhook"\nurl = "http://127.0.0.1:{}/in"\nsecret_env = "KHABAR_SECRET_BENCH"\n'
    text = "".join(table.format(number, port) for number, port in enumerate(ports))
    (config / "subscribers.toml").write_text(text, encoding="utf-8")


def wait_for_dispatcher(services: Services) -> None:
    """Until the worker has started and delivers."""
    at_work = sa.select(pumps.c.id).where(pumps.c.kind == "deliver")
    for _ in range(600):
        with services.database.read() as connection:
            if connection.execute(at_work).first() is not None:
                return
        time.sleep(0.1)
    raise SystemExit("the worker does not deliver")


def announce(services: Services, events: int, rate: float) -> dict[int, float]:
    """Writes one event after another, as evenly as can be, each relayed at once; when each was committed."""
    committed: dict[int, float] = {}
    began = time.monotonic()
    for number, row in enumerate(rows(events), 1):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        services.database.transact(partial(_write, services, row))
        committed[number] = time.time()
        relay_soon(services)
    return committed


def _write(services: Services, row: Announcement, connection: Connection) -> None:
    outbox.announce(connection, services.database, [(row, 1)], now=services.now())


def report(arrivals: Arrivals, committed: dict[int, float], healthy: set[int], since: float) -> None:
    """Delays of healthy endpoints: whole, and without what came in the first ten seconds."""
    first: dict[tuple[int, int], float] = {}
    for endpoint, event, at in arrivals.seen:
        first.setdefault((endpoint, event), at)
    for about, events in (
        ("all events", set(committed)),
        ("events after 20 s", {event for event, at in committed.items() if at - since >= 20}),
    ):
        delays = sorted(
            at - committed[event] for (endpoint, event), at in first.items() if endpoint in healthy and event in events
        )
        expected = len(healthy) * len(events)
        if not delays:
            print(f"{about:<18} none arrived of {expected}")
            continue
        p50, p95, p99 = (delays[min(len(delays) - 1, int(len(delays) * part))] for part in (0.5, 0.95, 0.99))
        print(
            f"{about:<18} {len(delays)} of {expected} arrived   delay p50 {p50:6.3f} s   p95 {p95:6.3f} s   "
            f"p99 {p99:6.3f} s   max {delays[-1]:6.3f} s"
        )
    again = len(arrivals.seen) - len(first)
    print(f"requests {len(arrivals.seen)}, {again} of them repeats (failed ones tried again)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoints", type=int, default=200)
    parser.add_argument("--hang", type=int, default=20)
    parser.add_argument("--fail", type=int, default=20)
    parser.add_argument("--rate", type=float, default=1.0, help="events a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    kinds = ["hang"] * options.hang + ["fail"] * options.fail
    kinds += ["ok"] * (options.endpoints - len(kinds))
    order = sorted(range(len(kinds)), key=lambda n: n * 37 % len(kinds))  # the broken ones stand among the others
    kinds = [kinds[n] for n in order]
    said = {"hang": None, "fail": b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "ok": b"HTTP/1.1 204 OK\r\n\r\n"}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports, pipe = stack.enter_context(receiving([said[kind] for kind in kinds]))
        configure(folder, ports)
        redis_url = stack.enter_context(running_valkey(folder)).url
        os.environ |= {
            "KHABAR_HOME": str(folder / "home"),
            "KHABAR_CONFIG_DIR": str(folder / "config"),
            "KHABAR_SCHEDULES_DIR": str(folder / "schedules"),
            "KHABAR_REDIS_URL": redis_url,
            "KHABAR_SECRET_BENCH": SECRET,
        }
        if options.database == "postgresql":
            os.environ["KHABAR_DATABASE_URL"] = stack.enter_context(running_postgres()).url
        services = Services(load_settings(os.environ))
        migrate(services.database)
        subscribers_in_step(services)
        worker = stack.enter_context(khabar_at_work(dict(os.environ), folder))
        wait_for_dispatcher(services)
        before, began = cpu_of(worker.pid), time.time()
        committed = announce(services, int(options.rate * options.seconds), options.rate)
        time.sleep(5)  # what is under way arrives
        used, wall = cpu_of(worker.pid) - before, time.time() - began
        pipe.send("what came?")
        arrivals: Arrivals = pipe.recv()
        if os.environ.get("KHABAR_BENCH_LOGS"):
            print((folder / "worker.log").read_text()[-3000:])
        services.close()
    healthy = {number for number, kind in enumerate(kinds) if kind == "ok"}
    print(
        f"{options.database}, {len(kinds)} endpoints, {options.hang} hang, {options.fail} answer 500; "
        f"{options.rate:g} events/s for {options.seconds:g} s"
    )
    report(arrivals, committed, healthy, began)
    print(
        f"worker {used:.1f} CPU-s in {wall:.0f} s, {1000 * used / max(1, len(arrivals.seen)):.2f} ms a request; "
        f"receiver {arrivals.cpu:.1f} CPU-s"
    )


if __name__ == "__main__":
    main()
