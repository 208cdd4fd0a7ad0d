"""`python -m workers`: Celery's worker and beat without its command line; tests/cli/test_run.py runs both."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from workers.__main__ import main


@pytest.mark.parametrize("arguments", [[], ["flower"], ["worker", "--purge"]])
def test_what_is_neither_worker_nor_beat_is_said_to_be_so(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m workers worker|beat\n"


def test_settings_that_are_wrong_are_one_sentence() -> None:
    env = {**os.environ, "KHABAR_LOG": "LOUD"}
    done = subprocess.run(
        [sys.executable, "-m", "workers", "beat"], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'khabar: KHABAR_LOG: "LOUD" is none of DEBUG, INFO, WARNING and ERROR\n'
