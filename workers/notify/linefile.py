"""JSON lines in a file that others may rotate: whole lines, or none where the disk is full."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from workers.errors import TryAgain


class LineFile:
    """Lines appended to `path`. Where it was renamed or removed meanwhile (log rotation), a new one is begun there.

    Used by one process; readers see whole lines only. Closed by `close`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    def write(self, line: str) -> None:
        """Hand the line and its end to the system. Raises TryAgain about the file; then nothing of it was written."""
        data = line.encode("utf-8", "replace") + b"\n"
        try:
            self._open()
            at = os.fstat(self._file).st_size
            if (written := os.write(self._file, data)) < len(data):  # the disk is all but full
                try:
                    os.write(self._file, data[written:])
                except OSError:
                    os.ftruncate(self._file, at)
                    raise
        except OSError as error:
            raise TryAgain(str(self.path), f"cannot be written: {error.strerror or error}") from error

    def close(self) -> None:
        """Close it; the next line opens it again."""
        if self._file >= 0:
            with contextlib.suppress(OSError):
                os.close(self._file)
        self._file = -1

    def _open(self) -> None:
        if self._file >= 0 and not self._is_there():
            self.close()
        if self._file < 0:
            self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def _is_there(self) -> bool:
        """Whether the path still leads to the file that we have open."""
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            return False
        ours = os.fstat(self._file)
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)
