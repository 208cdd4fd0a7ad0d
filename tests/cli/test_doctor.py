"""`khabar doctor`: a sentence for each thing, for people or as JSON lines; exit code 1 where one is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.khabar_runs import Khabar
from tests.servers import free_port, running_valkey


def _found(khabar: Khabar, about: str) -> list[tuple[bool, str]]:
    """What it says of one thing."""
    done = khabar.run("doctor", "--jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == (0 if all(line["ok"] for line in lines) else 1)
    return [(line["ok"], line["message"]) for line in lines if about in line["message"]]


def test_the_doctor_says_what_is_well_and_what_is_not(khabar: Khabar) -> None:
    done = khabar.run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(line.startswith("ok     ") for line in done.stdout.splitlines())
    khabar.run("sources", "add", "https://example.org/feed")
    khabar.configure('[sources.a]\nurl = "https://a.org/"\nrhythm = "braking"\n', [80])
    done = khabar.run("doctor")
    assert done.returncode == 1
    assert "WRONG  " in done.stdout
    assert '[sources.a] rhythm: "braking" is not known' in done.stdout
    khabar.configure("[sources.a\n", [80])
    assert "is not valid TOML" in khabar.run("doctor").stdout
    khabar.outside = {"KHABAR_REDIS_URL": f"redis://:secret@127.0.0.1:{free_port()}/0"}
    done = khabar.run("doctor")
    assert "does not answer" in done.stdout
    assert "secret" not in done.stdout + done.stderr


def test_the_doctor_tells_of_a_stream_server_that_takes_nothing(khabar: Khabar, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    with running_valkey(tmp_path / "full", options=["--maxmemory", "100kb"]) as server:
        khabar.outside = {"KHABAR_REDIS_URL": server.url}
        done = khabar.run("doctor")
    assert done.returncode == 1
    assert "its memory is full (maxmemory 102,400 bytes)" in done.stdout


def test_a_variable_that_nobody_reads_is_told_and_a_slip_of_the_pen_is_wrong(khabar: Khabar, tmp_path: Path) -> None:
    (tmp_path / "config" / "subscribers.toml").write_text(
        '[subscribers.bus]\nkind = "amqp"\nurl_env = "KHABAR_OLD_BUS"\n', encoding="utf-8"
    )
    khabar.outside = {
        "KHABAR_DATABSE_URL": "postgresql://db/khabar",
        "KHABAR_PORT_80_TCP": "tcp://10.0.0.1:80",
        "KHABAR_OLD_BUS": "amqp://bus",
        "KHABAR_SECRET_DESK": "whsec_...",
        "KHABAR_LOG": "debug",
    }
    assert _found(khabar, "nobody reads") == [
        (False, "KHABAR_DATABSE_URL: nobody reads this variable; did you mean KHABAR_DATABASE_URL?"),
        (True, "KHABAR_PORT_80_TCP: nobody reads this variable"),
    ]


@pytest.mark.parametrize(
    ("total", "free", "well"), [(4e6, 0, False), (1e12, 150e6, False), (64e6, 60e6, True), (1e12, 1e9, True)]
)
def test_a_disk_with_little_room_is_told(
    khabar: Khabar, monkeypatch: pytest.MonkeyPatch, total: float, free: float, well: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=total, free=free))
    ((is_well, sentence),) = _found(khabar, "MB are free")
    assert sentence.startswith(f"{khabar.folder}/home: ")
    assert (is_well, "make room" in sentence) == (well, not well)


def test_sources_that_a_run_leaves_out_or_asks_twice_are_told(khabar: Khabar) -> None:
    khabar.configure(
        '[sources.a]\nurl = "https://a.org/"\n[sources.b]\nurl = "https://a.org"\n[sources.c]\nurl = "https://a.org:0/"\n',
        [80],
    )
    assert [well for well, _ in _found(khabar, "[sources.a] and [sources.b] have one url")] == [True]
    assert [well for well, _ in _found(khabar, "[sources.c] url: ")] == [False]
