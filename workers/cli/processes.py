"""Child processes of `khabar run`: started, started again when they die, ended in order, none left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Asks the kernel to end this child when its parent is gone, however it went (Linux)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """One long-running program; its output goes to a log file."""

    name: str
    arguments: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    family: list[int] = field(default_factory=list)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                list(self.arguments),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                preexec_fn=die_with_parent,
            )
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """Its exit code, None while it runs."""
        return None if self.process is None else self.process.poll()

    def note_family(self) -> None:
        """Remembers its descendants, so that none outlives a parent that had to be killed."""
        if self.process is not None:
            self.family = descendants(self.process.pid)


def stop(children: Sequence[Child], seconds: float) -> None:
    """Asks all to end, waits, and kills what is left with its descendants."""
    running = [c for c in children if c.process is not None and c.ended() is None]
    for child in running:
        child.note_family()
        assert child.process is not None
        child.process.terminate()
    deadline = time.monotonic() + seconds
    for child in running:
        assert child.process is not None
        try:
            child.process.wait(timeout=max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        for pid in child.family:
            _kill(pid)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it ended by itself, as it should


def descendants(pid: int) -> list[int]:
    """All processes below `pid`, from one listing."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def _parents() -> list[tuple[int, int]]:
    """(process, its parent) of all processes: from /proc where there is one, since slim images have no `ps`."""
    stats = list(Path("/proc").glob("[0-9]*/stat"))
    if not stats:
        listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False).stdout
        return [(int(child), int(parent)) for child, parent in (line.split() for line in listing.splitlines())]
    found = []
    for stat in stats:
        try:
            after_name = stat.read_text(errors="replace").rpartition(")")[2]  # a name may hold spaces and parentheses
        except OSError:
            continue  # it ended meanwhile
        found.append((int(stat.parent.name), int(after_name.split()[1])))
    return found
