"""Lines in a file: whole, in order, through rotations and full disks."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from workers.errors import TryAgain
from workers.notify.linefile import LineFile


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, which is how a full disk looks to who writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_lines_are_appended_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    for line in ("الأول", "second \ud800"):
        with closing(LineFile(path)) as file:
            file.write(line)
    assert path.read_text(encoding="utf-8") == "الأول\nsecond ?\n"


def test_a_rotated_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with closing(LineFile(path)) as file:
        file.write("1")
        path.rename(tmp_path / "events.jsonl.1")
        file.write("2")
        path.unlink()
        file.write("3")
    assert (tmp_path / "events.jsonl.1").read_text() == "1\n"
    assert path.read_text() == "3\n"


def test_a_full_disk_leaves_no_half_line_and_is_written_to_when_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with closing(LineFile(path)) as file:
        file.write("first")
        with room_for(10), pytest.raises(TryAgain, match=r"events\.jsonl: cannot be written"):
            file.write("second, longer")
        assert path.read_text() == "first\n"
        file.write("second, longer")
    assert path.read_text() == "first\nsecond, longer\n"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TryAgain, match="nowhere"):
        LineFile(tmp_path / "nowhere" / "events.jsonl").write("x")
