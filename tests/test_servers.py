"""The servers of the tests: they answer, and none outlives the run, however it ends."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis
import sqlalchemy


def test_valkey_answers_and_keeps_an_append_only_file(stream_redis: redis.Redis) -> None:
    assert stream_redis.dbsize() == 0
    assert stream_redis.info("persistence")["aof_enabled"] == 1


def test_postgres_runs_without_root(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SHOW server_encoding").fetchone()
    assert row == ("UTF8",)


def test_each_test_gets_an_empty_database(fresh_database_url: str) -> None:
    engine = sqlalchemy.create_engine(fresh_database_url)
    assert sqlalchemy.inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_no_server_outlives_a_killed_test_run(death: signal.Signals, tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time\n"
        "from tests.servers import running_postgres, running_valkey\n"
        "with running_valkey(pathlib.Path(sys.argv[1])) as one, running_postgres() as two:\n"
        "    print(one.process.pid, two.process.pid, two.folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)
    assert run.stdout is not None
    with run.stdout:
        valkey, postgres, folder = run.stdout.readline().split()
    servers = [int(valkey), int(postgres), *_children(int(postgres))]
    run.send_signal(death)
    run.wait()
    deadline = time.monotonic() + 10
    while any(_is_alive(server) for server in servers):
        assert time.monotonic() < deadline, "a server outlived its test run"
        time.sleep(0.05)
    shutil.rmtree(folder)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
