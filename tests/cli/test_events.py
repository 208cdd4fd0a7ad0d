"""`khabar events follow`, run as a program against a real Valkey."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.notify.articles import NOW, stored
from workers.notify.events import EventUrls, article_event, dumps
from workers.notify.relay import relay_batch
from workers.notify.streams import STREAM, connect
from workers.records import Announcement, EventType


def announce(client: redis.Redis, position: int, **article: Any) -> None:
    event = article_event(
        stored(**article),
        type=EventType.CREATED,
        event_id=f"e{position}",
        recorded_at=NOW.replace(minute=position),
        source_url="https://news.example/feed",
        urls=EventUrls(),
    )
    relay_batch(client, STREAM, [Announcement(f"e{position}", EventType.CREATED, "article/a", dumps(event), position)])


def start(url: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from workers.cli import main; main()", "events", "follow", *arguments]
    environment = os.environ | {"KHABAR_REDIS_URL": url, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        # A test run in the background of a shell ignores Ctrl-C, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def run(url: str, *arguments: str) -> tuple[int, list[str], str]:
    process = start(url, *arguments)
    out, err = process.communicate(timeout=30)
    return process.returncode, out.splitlines(), err


def test_one_line_an_event(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, title="عنوان\x1b[31m\n الخبر")
    code, lines, err = run(valkey, "--once")
    assert (code, err) == (0, "")
    assert lines == ["2026-11-24T08:01:31Z  article.created    ar     عنوان [31m  الخبر"]


def test_one_cloudevent_a_line_filtered_and_from_a_place_or_time(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1)
    announce(stream_redis, 2, language="fr")
    announce(stream_redis, 3)
    code, lines, _ = run(valkey, "--until-caught-up", "--jsonl", "--filter", "language=ar")
    assert code == 0
    assert [json.loads(line)["id"] for line in lines] == ["e1", "e3"]
    assert json.loads(lines[0])["sequence"] == "00000000000000000001"
    assert len(run(valkey, "--once", "--since", "1")[1]) == 2
    assert len(run(valkey, "--once", "--since", "2026-11-24T08:03:00Z")[1]) == 1


def test_a_group_is_not_shown_the_same_twice(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1)
    assert len(run(valkey, "--once", "--group", "desk")[1]) == 1
    announce(stream_redis, 2)
    assert len(run(valkey, "--once", "--group", "desk")[1]) == 1


def test_a_listed_group_has_the_filters_of_its_table(
    valkey: str, stream_redis: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = '[subscribers.desk]\nkind = "stream"\nfilters = { language = "fr" }\n'
    (tmp_path / "subscribers.toml").write_text(table, encoding="utf-8")
    monkeypatch.setenv("KHABAR_CONFIG_DIR", str(tmp_path))
    announce(stream_redis, 1)
    announce(stream_redis, 2, language="fr")
    _, lines, _ = run(valkey, "--once", "--group", "desk", "--jsonl")
    assert [json.loads(line)["id"] for line in lines] == ["e2"]


def test_a_file_that_takes_no_more_is_told_in_one_sentence_and_costs_no_event(
    valkey: str, stream_redis: redis.Redis, tmp_path: Path
) -> None:
    for n in (1, 2, 3):
        announce(stream_redis, n)
    follow = [sys.executable, "-c", "from workers.cli import main; main()", "events", "follow", "--group", "disk"]
    with (tmp_path / "full").open("w") as full:
        done = subprocess.run(
            [*follow, "--until-caught-up", "--jsonl"],
            env=os.environ | {"KHABAR_REDIS_URL": valkey},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY)),
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "khabar: cannot write the output: it is too large\n")
    code, lines, _ = run(valkey, "--group", "disk", "--until-caught-up", "--jsonl")
    assert (code, [json.loads(line)["id"] for line in lines]) == (0, ["e1", "e2", "e3"])


def test_lines_go_to_a_file_that_may_be_rotated_and_wait_for_one_that_cannot_be_written(
    valkey: str, stream_redis: redis.Redis, tmp_path: Path
) -> None:
    announce(stream_redis, 1)
    folder = tmp_path / "later"
    process = start(valkey, "--group", "file", "--output", str(folder / "events.jsonl"))
    assert process.stderr is not None
    assert "No such file or directory; it is tried until it can" in process.stderr.readline()
    folder.mkdir()
    lines = _lines_of(folder / "events.jsonl", 1)
    (folder / "events.jsonl").rename(folder / "events.jsonl.1")
    announce(stream_redis, 2)
    lines += _lines_of(folder / "events.jsonl", 1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert (process.returncode, [json.loads(line)["id"] for line in lines]) == (0, ["e1", "e2"])


def _lines_of(path: Path, number: int) -> list[str]:
    """What is in the file as soon as it holds so many lines."""
    deadline = time.monotonic() + 30
    while not path.exists() or path.read_text().count("\n") < number:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return path.read_text().splitlines()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_what_comes_is_printed_at_once_until_it_is_ended(
    valkey: str, stream_redis: redis.Redis, end: signal.Signals
) -> None:
    process = start(valkey, "--jsonl")
    while stream_redis.info("clients")["blocked_clients"] == 0:
        assert process.poll() is None
    announce(stream_redis, 1)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["id"] == "e1"
    process.send_signal(end)
    assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--filter", "langage=ar"], 2, "did you mean 'language'?"),
        (["--since", "yesterday"], 2, "--since: 'yesterday' is no stream id, position or ISO 8601 time"),
    ],
)
def test_a_wrong_argument_is_named_in_one_sentence(valkey: str, arguments: list[str], code: int, message: str) -> None:
    got, lines, err = run(valkey, "--once", *arguments)
    assert (got, lines) == (code, [])
    assert message in err
    assert err.count("\n") == 1


def test_a_redis_that_is_away_is_told_at_once() -> None:
    code, _, err = run("redis://127.0.0.1:1/0")
    assert code == 1
    assert err.startswith("khabar: khabar:events: Redis")


def test_a_unix_socket_will_do(tmp_path: Path) -> None:
    from tests.servers import running_valkey

    with running_valkey(tmp_path, options=["--unixsocket", f"{tmp_path}/s"]) as server:
        announce(connect(server.url), 1)
        code, lines, err = run(f"unix://{tmp_path}/s?db=0", "--once", "--group", "g", "--jsonl")
        assert (code, len(lines), err) == (0, 1, "")
