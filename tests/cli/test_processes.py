"""The processes below one are found on every machine, also where there is no `ps`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from workers.cli.processes import descendants

GRANDCHILD = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the listing is ps's")
def test_grandchildren_are_found_without_ps(monkeypatch: pytest.MonkeyPatch) -> None:
    child = subprocess.Popen([sys.executable, "-c", GRANDCHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())
    try:
        monkeypatch.setenv("PATH", "")
        assert descendants(child.pid) == [grandchild]
        assert descendants(grandchild) == []
    finally:
        os.kill(grandchild, signal.SIGKILL)
        child.communicate()
