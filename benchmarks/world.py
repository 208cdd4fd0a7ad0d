"""An honest local news world to measure against: many sites in many layouts and languages, served on loopback.

    python -m benchmarks.world --sites 50 --articles 40 --seed 1 --out DIR [--addresses ports|loopback]

serves until it is interrupted. DIR then holds sources.toml (written last: when it is there, all is served),
config/settings.toml, truth.jsonl, and requests.jsonl, which grows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.world_faults import Fault
from benchmarks.world_log import Note, Request, RequestLog
from benchmarks.world_server import Connection, Prepared
from benchmarks.world_site import COUNTER, Answer, WorldSite
from workers.demo.newsroom import to_toml
from workers.records import Source

_TOKEN = f"{COUNTER:,}".encode()


class World:
    """`sites` publishers of `articles` articles each, served from `start` to `stop` or within a `with` block.

    `addresses` is "ports" (127.0.0.1, a free port a site) or "loopback" (127.1.0.1 and up, one port; Linux only).
    `faults` maps a site's index to a `Fault` or its fields. With `counter`, pages carry a number that differs at every
    visit.
    With `log_to`, the request log is also written there as JSON lines, at most half a second late.
    All methods may be called from any thread while the world is served.
    """

    def __init__(
        self,
        sites: int = 50,
        articles: int = 40,
        seed: int = 1,
        addresses: str = "ports",
        faults: Mapping[int, Fault | Mapping[str, Any]] | None = None,
        counter: bool = False,
        log_to: Path | None = None,
    ) -> None:
        if addresses not in ("ports", "loopback"):
            raise ValueError(f"addresses are ports or loopback, not {addresses}")
        self._shape = (sites, articles, seed, addresses, counter)
        self._faults = {index: Fault.of(fault) for index, fault in (faults or {}).items()}
        self._log = RequestLog(log_to)
        self._lock = threading.RLock()
        self._drawn: dict[tuple[int, str], Prepared] = {}
        self.open: set[Connection] = set()
        self._visits = 0
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._ready = threading.Event()
        self._plugs: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, name="world", daemon=True)
        self.sites: list[WorldSite] = []

    def start(self) -> Self:
        """Binds every address and serves; raises OSError."""
        count, articles, seed, addresses, counter = self._shape
        self._plugs = _bind(count, addresses)
        for index, plug in enumerate(self._plugs):
            host, port = plug.getsockname()
            self.sites.append(WorldSite(index, articles, seed, f"http://{host}:{port}", counter))
        self._thread.start()
        self._ready.wait()
        return self

    def stop(self) -> None:
        """Ends all connections and frees the addresses; may be called twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        servers = [
            await self._loop.create_server(partial(Connection, index, self), sock=plug, backlog=256)
            for index, plug in enumerate(self._plugs)
        ]
        self._ready.set()
        while not self._ended.is_set():
            try:
                await asyncio.wait_for(self._ended.wait(), 0.5)
            except TimeoutError:
                self._log.flush()
        for server in servers:
            server.close()
        for connection in list(self.open):
            connection.abort()
        while self.open:  # noqa: ASYNC110  # aborted connections are gone within a turn or two of the loop
            await asyncio.sleep(0)
        self._log.flush()

    def sources(self) -> list[Source]:
        return [site.source for site in self.sites]

    def truth(self) -> dict[str, Mapping[str, Any]]:
        """URL -> the fields its record must have, as the world is now."""
        with self._lock:
            return {site.url(number): site.truth(number) for site in self.sites for number in range(len(site.stories))}

    def log(self) -> list[Request]:
        """Every request so far, in the order of the answers."""
        return [note for note in self._log.notes if isinstance(note, Request)]

    def notes(self) -> list[Note]:
        """The requests, and when connections were opened and closed."""
        return list(self._log.notes)

    @property
    def networks(self) -> list[str]:
        return ["127.0.0.1/32"] if self._shape[3] == "ports" else ["127.1.0.0/16"]

    @property
    def ports(self) -> list[int]:
        return sorted({int(site.site.base.rpartition(":")[2]) for site in self.sites})

    def draw_all(self) -> None:
        """Draws every page now, so that no reader waits for it."""
        for site in self.sites:
            self.find(site.index, site.feed_path)
            for story in site.stories:
                self.find(site.index, story.path)

    def write(self, folder: Path) -> None:
        """truth.jsonl, config/settings.toml and, last, sources.toml."""
        (folder / "config").mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(dict(row), ensure_ascii=False) for row in self.truth().values())
        (folder / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        settings = (
            f"[fetch]\nallow_networks = {json.dumps(self.networks)}\nallow_ports = {self.ports}\nsite_delay = 0.0\n"
        )
        (folder / "config" / "settings.toml").write_text(settings, encoding="utf-8")
        draft = folder / "sources.toml.new"
        draft.write_text(to_toml(self.sources()), encoding="utf-8")
        draft.replace(folder / "sources.toml")

    def edit_article(
        self,
        site: int,
        number: int,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        append: str | None = None,
    ) -> str:
        """Changes a story, its page and its announcement; returns its URL."""
        with self._lock:
            body = tuple(paragraphs) if paragraphs is not None else None
            self.sites[site].edit(number, title, body, append)
            return self._changed(site, number)

    def withdraw(self, site: int, number: int, status: int = 410) -> str:
        """The page answers with `status` and is announced no more; returns its URL."""
        with self._lock:
            self.sites[site].gone[number] = status
            return self._changed(site, number)

    def restore(self, site: int, number: int) -> str:
        with self._lock:
            self.sites[site].gone.pop(number, None)
            return self._changed(site, number)

    def publish(self, site: int, count: int = 1) -> list[str]:
        """Adds new stories; returns their URLs."""
        with self._lock:
            publisher = self.sites[site]
            publisher.publish(count)
            self._forget(site, publisher.feed_path)
            return [publisher.url(number) for number in range(len(publisher.stories))[-count:]]

    def set_fault(self, site: int, fault: Fault | Mapping[str, Any] | None) -> None:
        """Lays a fault over a site, or takes it away."""
        with self._lock:
            if fault is None:
                self._faults.pop(site, None)
            else:
                self._faults[site] = Fault.of(fault)

    def _changed(self, site: int, number: int) -> str:
        publisher = self.sites[site]
        self._forget(site, publisher.feed_path)
        self._forget(site, publisher.stories[number].path)
        return publisher.url(number)

    def _forget(self, site: int, path: str) -> None:
        self._drawn.pop((site, path), None)

    def find(self, site: int, path: str) -> Prepared:
        with self._lock:
            found = self._drawn.get((site, path))
            if found is None:
                answer = self.sites[site].answer(path)
                if _TOKEN in answer.body:
                    return self._counted(answer)
                found = Prepared.of(answer)
                if answer.status == 200:
                    self._drawn[(site, path)] = found
            return found

    def _counted(self, answer: Answer) -> Prepared:
        self._visits += 1
        body = answer.body.replace(_TOKEN, f"{1000 + self._visits:,}".encode())
        return Prepared.of(
            Answer(answer.status, answer.content_type, body, answer.modified, answer.kind, answer.number), 1
        )

    def note(self, note: Note) -> None:
        self._log.notes.append(note)

    def fault_of(self, site: int) -> Fault | None:
        return self._faults.get(site)


def _bind(count: int, addresses: str) -> list[socket.socket]:
    plugs: list[socket.socket] = []
    port = 0
    for index in range(count):
        host = "127.0.0.1" if addresses == "ports" else f"127.1.{index // 250}.{index % 250 + 1}"
        plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            plug.bind((host, port if addresses == "loopback" else 0))
        except OSError:
            for other in (plug, *plugs):
                other.close()
            raise
        port = plug.getsockname()[1]
        plugs.append(plug)
    return plugs


def _fault(text: str) -> tuple[int, Fault]:
    """`3=hang` as a site's index and its fault."""
    site, _, kind = text.partition("=")
    try:
        return int(site), Fault(kind)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--articles", type=int, default=40, help="of each site")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="the folder for sources, settings, truth and log")
    parser.add_argument("--addresses", choices=("ports", "loopback"), default="ports")
    parser.add_argument("--counter", action="store_true", help="pages carry a number that differs at every visit")
    parser.add_argument(
        "--fault", type=_fault, action="append", default=[], metavar="SITE=KIND", help="may be repeated"
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    log = options.out / "requests.jsonl"
    log.unlink(missing_ok=True)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    shape = (options.sites, options.articles, options.seed, options.addresses)
    with World(*shape, dict(options.fault), options.counter, log) as world:
        world.draw_all()
        world.write(options.out)
        print(f"serving {options.sites} sites of {options.articles} articles; see {options.out}", flush=True)
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
