"""`python -m workers.demo` and `python -m benchmarks.world` as somebody in a shell meets them."""

from __future__ import annotations

import signal
import subprocess
import sys
import tomllib
from pathlib import Path

from benchmarks.world_log import read_log
from tests.demo.asking import ask


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _end(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    return process.returncode, errors


def test_the_demo_prints_its_sources_serves_and_ends_on_an_interrupt() -> None:
    process = _start("workers.demo")
    assert process.stdout
    lines: list[str] = []
    while not lines or not (lines[-1].isspace() and "sepidkuh" in "".join(lines)):
        lines.append(process.stdout.readline())
    sources = tomllib.loads("".join(lines))["sources"]
    assert {ask(table["url"]).status for table in sources.values()} == {200}
    assert _end(process) == (0, "")


def test_the_demo_says_in_a_sentence_that_it_cannot_serve() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workers.demo", "--host", "192.0.2.1"], capture_output=True, text=True, timeout=20
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("khabar demo: cannot serve on 192.0.2.1: ")
    assert done.stderr.count("\n") == 1


def test_the_world_is_served_once_its_sources_are_written_and_its_log_outlives_it(tmp_path: Path) -> None:
    shape = ("--sites", "3", "--articles", "2", "--fault", "2=500")
    process = _start("benchmarks.world", *shape, "--out", str(tmp_path))
    assert process.stdout
    assert process.stdout.readline().startswith("serving 3 sites of 2 articles")
    sources = tomllib.loads((tmp_path / "sources.toml").read_text(encoding="utf-8"))["sources"]
    assert [ask(table["url"]).status for table in sources.values()] == [200, 200, 500]
    assert _end(process) == (0, "")
    notes = read_log((tmp_path / "requests.jsonl").read_text(encoding="utf-8").splitlines())
    assert len(notes) == 9  # three connections opened, asked on and closed


def test_the_world_names_a_fault_it_does_not_know(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.world", "--out", str(tmp_path), "--fault", "1=explode"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "no such fault: explode" in done.stderr
