"""`make bench` finds every benchmark there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, TOOLS, main

FOLDER = Path(__file__).parent.parent / "benchmarks"


def test_every_program_of_the_folder_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    programs = {path.stem for path in FOLDER.glob("*.py") if '__name__ == "__main__"' in path.read_text("utf-8")}
    assert programs - {"__main__"} == {*BENCHMARKS, *TOOLS}
    assert main(["--list"]) == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert listed == {*BENCHMARKS, *TOOLS}


def test_an_unknown_name_is_an_error_that_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed"]) == 2
    error = capsys.readouterr().err
    assert error == f"benchmarks: there is no 'feed', only {', '.join(BENCHMARKS)}\n"


def test_the_module_runs_from_a_shell() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--list"], capture_output=True, text=True, cwd=FOLDER.parent
    )
    assert done.returncode == 0
    assert done.stdout.startswith("feeds ")
