"""Lines on standard output, whole and in UTF-8 whatever the terminal's locale says."""

from __future__ import annotations

import sys


def write_whole(data: bytes) -> None:
    """All of it, or an OSError: an unbuffered standard output (PYTHONUNBUFFERED, as in containers) says how much a full
    disk took, and nothing else."""
    rest = memoryview(data)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]


def write_line(text: str) -> None:
    """The line and its end. Headlines are in every script; half characters become question marks."""
    write_whole(text.encode("utf-8", "replace") + b"\n")
