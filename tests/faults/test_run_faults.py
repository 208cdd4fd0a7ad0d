"""Worker processes that die, a broker that forgets, a page that kills, and Ctrl-C: nothing lost, nothing twice."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from benchmarks.world import World
from tests.khabar_runs import PATIENCE, Khabar, kill_group
from tests.servers import running_valkey
from workers.cli.processes import descendants

pytestmark = pytest.mark.processes

SITES, ARTICLES = 4, 6
RUN = ("run", "--until-idle", "--no-progress", "--processes", "2")

KILLER = """
import os
from workers.parse import page

read = page.read_page

def read_page(html, *, url, **more):
    if url.endswith({path!r}):
        os._exit(9)
    return read(html, url=url, **more)

page.read_page = read_page
"""


def _until(what: Callable[[], bool], process: subprocess.Popen[str], khabar: Khabar) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, khabar.log()
        time.sleep(0.05)


def _asked(world: World) -> int:
    """How often an article's page was asked for."""
    pages = {_path(url) for url in world.truth()}
    return sum(request.path in pages for request in world.log())


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@contextlib.contextmanager
def _running(khabar: Khabar, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = khabar.start(*words)
    try:
        yield process
    finally:
        if process.poll() is None:
            kill_group(process)


def _everything_once(khabar: Khabar, world: World, events: list[dict[str, str]]) -> None:
    lines = khabar.lines("export", "articles")
    assert Counter(line["url"] for line in lines) == Counter(list(world.truth()))
    assert Counter(e["subject"] for e in events) == Counter(f"article/{line['id']}" for line in lines)
    assert len({e["id"] for e in events}) == len(events)


def _ends(process: subprocess.Popen[str], khabar: Khabar) -> int:
    out, _ = process.communicate(timeout=PATIENCE)
    print(out, khabar.log())
    return process.returncode


def test_worker_processes_that_are_killed_again_and_again_lose_nothing(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    with World(SITES, ARTICLES) as world:
        khabar.configure(world.sources(), world.ports, delay="250ms", more='[workers]\nlease = "3s"\n')
        with _running(khabar, *RUN) as process:
            for n in (3, 9):
                _until(lambda n=n: _asked(world) >= n, process, khabar)  # type: ignore[misc]
                for pid in _pool(process.pid):
                    _kill(pid)
            assert _ends(process, khabar) == 0
            _everything_once(khabar, world, khabar.stream())


def _pool(pid: int) -> list[int]:
    """The processes of the worker's pool: the grandchildren of the command."""
    children = {p for p in descendants(pid) if Path(f"/proc/{p}/stat").exists() and _parent(p) == pid}
    return [p for child in children for p in descendants(child) if _parent(p) == child]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:
        return 0


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it ended by itself


def test_a_broker_that_is_wiped_in_the_middle_of_a_run_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir()
    with running_valkey(tmp_path / "valkey") as server, World(SITES, ARTICLES) as world:
        khabar = Khabar(tmp_path, {"KHABAR_REDIS_URL": server.url})
        khabar.configure(world.sources(), world.ports, delay="200ms")
        client = redis.Redis.from_url(server.url)
        with _running(khabar, *RUN) as process:
            for n in (3, 12):
                _until(lambda n=n: _asked(world) >= n, process, khabar)  # type: ignore[misc]
                client.flushall()
            assert _ends(process, khabar) == 0
            client.close()
            _everything_once(khabar, world, khabar.stream())


def test_a_page_that_kills_its_process_is_quarantined_and_all_others_are_stored(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    with World(3, 4) as world:
        poison = world.sites[1].url(2)
        path = _path(poison)
        (tmp_path / "sitecustomize.py").write_text(KILLER.format(path=path), encoding="utf-8")
        khabar.outside["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
        khabar.configure(world.sources(), world.ports, delay="50ms", more='[workers]\nlease = "3s"\n')
        done = khabar.until_idle()
        assert done.returncode == 1
        assert "1 quarantined: `khabar quarantine list` says why" in done.stdout
        (line,) = khabar.lines("quarantine", "list", "--jsonl")
        assert (line["url"], line["reason"]) == (poison, "killed its process 4 times, the last time alone")
        assert sum(r.path == path and r.site == 1 for r in world.log()) <= 4
        urls = {article["url"] for article in khabar.lines("export", "articles")}
        assert urls == set(world.truth()) - {poison}
        assert len(khabar.stream()) == len(urls)


def test_ctrl_c_ends_everything_at_once_and_a_second_start_goes_on(tmp_path: Path) -> None:
    khabar = Khabar(tmp_path)
    with World(SITES, ARTICLES) as world:
        khabar.configure(world.sources(), world.ports, delay="400ms")
        with _running(khabar, "run", "--no-progress", "--processes", "2") as process:
            _until(lambda: _asked(world) >= 6, process, khabar)
            family = descendants(process.pid)
            assert len(family) >= 4
            began = time.monotonic()
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to all of them
            process.communicate(timeout=20)
            assert time.monotonic() - began < 10  # 5 s on a free machine
            assert process.returncode == 0
            assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
            asked = _asked(world)
            assert khabar.until_idle().returncode == 0
            _everything_once(khabar, world, khabar.stream())
            assert _asked(world) <= asked + SITES * ARTICLES  # at most what was under way is asked for again
