"""Health checks look at the age of a file, nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from workers import alive


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHABAR_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_part_that_never_gave_a_sign_is_not_alive(home: Path) -> None:
    alive.give_sign(home, "beat")
    assert alive.main(["worker"]) == 1


def test_a_fresh_sign_means_alive_and_an_old_one_does_not(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alive.give_sign(home, "worker")
    assert alive.main(["worker"]) == 0
    long_ago = time.time() - alive.PATIENCE - 60
    os.utime(home / "alive" / "worker", (long_ago, long_ago))
    assert alive.main(["worker"]) == 1
    assert "90 s ago" in capsys.readouterr().out
    alive.give_sign(home, "worker")
    assert alive.main(["worker"]) == 0


@pytest.mark.parametrize("arguments", [[], ["flower"], ["worker", "beat"]])
def test_it_wants_one_part_it_knows(home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert alive.main(arguments) == 2
    assert "worker|beat" in capsys.readouterr().err


def test_a_home_that_cannot_be_written_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    alive.give_sign(tmp_path / "state", "worker")
    assert "no sign of life" in caplog.text
