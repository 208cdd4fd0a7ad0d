"""Signs of life for health checks: `python -m workers.alive worker` exits 0 while that process lives, else 1.

A worker's main loop and beat touch a file in KHABAR_HOME; the check only looks how old it is, so that it costs a
hundredth of `celery inspect ping` and asks nobody else. Whether database and stream answer is `khabar doctor`'s matter:
a restart of the worker would not mend them.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

from workers.settings import Places

log = logging.getLogger(__name__)

PARTS = ("worker", "beat")
PATIENCE = 30.0  # seconds; a worker gives a sign every 2 s, beat with every message it could send


def give_sign(home: Path, part: str) -> None:
    """Says that `part` lives now; where the file cannot be written only the log says so."""
    file = _file(home, part)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as e:
        log.warning("no sign of life can be given: %s", e)  # work goes on, the health check will tell


def silent_for(home: Path, part: str) -> float | None:
    """Seconds since the last sign of `part`; None where it never gave one."""
    try:
        return max(0.0, time.time() - _file(home, part).stat().st_mtime)
    except FileNotFoundError:
        return None


def main(arguments: list[str]) -> int:
    """0 where the one named part lives, 1 where it does not, 2 where none was named; one sentence in any case."""
    if len(arguments) != 1 or arguments[0] not in PARTS:
        print(f"usage: python -m workers.alive {'|'.join(PARTS)}", file=sys.stderr)
        return 2
    silence = silent_for(Places.from_environment(os.environ).home, arguments[0])
    if silence is None:
        print(f"{arguments[0]} has given no sign of life yet")
        return 1
    print(f"{arguments[0]} gave a sign of life {silence:.0f} s ago")
    return 0 if silence <= PATIENCE else 1


def _file(home: Path, part: str) -> Path:
    return home / "alive" / part


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
