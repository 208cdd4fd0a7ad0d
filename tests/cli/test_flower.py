"""`khabar run --flower PORT` for real: Flower's HTTP API tells of the worker and of every task by name and runtime."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.servers import free_port
from workers.cli.processes import descendants
from workers.demo.newsroom import Newsroom, to_toml

pytestmark = pytest.mark.processes

T = TypeVar("T")
KHABAR = [sys.executable, "-c", "from workers.cli import main; main()"]
PATIENCE = 60.0  # seconds until something that should come is a failure
GRACE = 5.0  # what `khabar run` promises after Ctrl-C ...
ALLOWANCE = 3.0  # ... on a machine that runs nothing else
TASKS = {"khabar.tick", "khabar.poll", "khabar.harvest"}


@dataclass(slots=True)
class Running:
    """A `khabar run` under way, and its Flower."""

    process: subprocess.Popen[bytes]
    flower: str
    home: Path
    environment: dict[str, str]

    def ask(self, path: str, body: bytes | None = None) -> Any:
        with urllib.request.urlopen(self.flower + path, data=body, timeout=10) as answer:
            return json.load(answer)

    def ask_when_up(self, path: str) -> Any:
        """The answer; {} while Flower is still starting."""
        try:
            return self.ask(path)
        except urllib.error.HTTPError as e:
            if e.code < 500:
                raise
        except OSError:
            pass
        return {}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A run over the sample newsroom with a state of its own; killed where a test left it running."""
    folder = tmp_path_factory.mktemp("flower")
    with Newsroom() as newsroom:
        config = folder / "config"
        config.mkdir()
        ports = json.dumps(sorted(newsroom.ports))
        settings = f'[fetch]\nallow_networks = ["127.0.0.0/8"]\nallow_ports = {ports}\nsite_delay = "50ms"\n'
        (config / "settings.toml").write_text(settings, encoding="utf-8")
        (config / "sources.toml").write_text(to_toml(newsroom.sources()), encoding="utf-8")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("KHABAR_", "FLOWER_"))}
        environment |= {"KHABAR_HOME": str(folder / "home"), "KHABAR_CONFIG_DIR": str(config)}
        port = free_port()
        process = subprocess.Popen(
            [*KHABAR, "run", "--no-progress", "--flower", str(port), "--processes", "2"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield Running(process, f"http://127.0.0.1:{port}", folder / "home", environment)
        finally:
            for left in [process.pid, *descendants(process.pid)] if process.poll() is None else []:
                os.kill(left, signal.SIGKILL)
            process.wait()


def _until(look: Callable[[], T | None], what: str) -> T:
    """What `look` finds as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    pytest.fail(f"no {what} within {PATIENCE:.0f} s")


def test_flower_sees_the_worker(running: Running) -> None:
    workers = _until(lambda: running.ask_when_up("/api/workers?refresh=1"), "worker in Flower")
    (name,) = workers
    assert name.startswith("khabar@")
    assert set(workers[name]["registered"]) > TASKS
    assert {queue["name"] for queue in workers[name]["active_queues"]} == {"clock", "fetch", "deliver"}


def test_flower_sees_every_task_by_name_and_runtime(running: Running) -> None:
    def done() -> dict[str, float] | None:
        tasks = running.ask_when_up("/api/tasks?state=SUCCESS").values()
        runtimes = {task["name"]: task["runtime"] for task in tasks}
        return runtimes if runtimes.keys() >= TASKS else None

    runtimes = _until(done, f"{', '.join(sorted(TASKS))} in Flower")
    assert all(runtimes[name] > 0 for name in TASKS)


def test_without_a_password_flower_only_looks(running: Running) -> None:
    _until(lambda: running.ask_when_up("/api/workers"), "worker in Flower")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        running.ask("/api/task/send-task/khabar.tick", b"{}")


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_health_check_finds_the_part_alive(running: Running, part: str) -> None:
    def check() -> bool:
        command = [sys.executable, "-m", "workers.alive", part]
        return subprocess.run(command, env=running.environment, stdout=subprocess.DEVNULL, check=False).returncode == 0

    assert _until(check, f"sign of life of the {part}")


def test_ctrl_c_ends_every_process(running: Running) -> None:
    _until(lambda: running.ask_when_up("/api/workers?refresh=1"), "worker in Flower")
    family = descendants(running.process.pid)
    assert len(family) >= 6  # Valkey, beat, Flower, the worker and its children
    os.killpg(running.process.pid, signal.SIGINT)  # a terminal sends it to all of them
    running.process.wait(GRACE + ALLOWANCE)
    assert running.process.returncode == 0
    assert [pid for pid in family if _runs(pid)] == []


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
