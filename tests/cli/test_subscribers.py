"""`khabar subscribers`: where each stands, and what ops can do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from click.testing import CliRunner, Result

from tests.notify.articles import NOW, stored
from tests.pipeline.desk import Desk
from tests.pipeline.receiver import SECRET, Receiver
from workers.cli.subscribers import command
from workers.errors import BadConfig
from workers.notify.events import EventUrls, article_event, dumps
from workers.pipeline.telling.deliver import deliver
from workers.pipeline.telling.relay import relay
from workers.pipeline.telling.subscribers import subscribers_in_step
from workers.records import Announcement, EventType
from workers.store import outbox

TABLES = """
[subscribers.desk]
kind = "webhook"
url = "{url}/in"
secret_env = "KHABAR_SECRET_R"

[subscribers.search]
kind = "stream"
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


@pytest.fixture
def office(
    receiver: Receiver, tmp_path: Path, valkey: str, stream_redis: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Three events were delivered and lie in the stream."""
    monkeypatch.setenv("KHABAR_SECRET_R", SECRET)
    office = Desk(tmp_path, [receiver.port], f"sqlite:///{tmp_path / 'khabar.sqlite'}", valkey)
    places = office.settings.places
    for name, value in {
        "HOME": places.home,
        "CONFIG_DIR": places.config,
        "SCHEDULES_DIR": places.schedules,
        "DATABASE_URL": places.database_url,
        "REDIS_URL": places.redis_url,
    }.items():
        monkeypatch.setenv(f"KHABAR_{name}", str(value))
    places.subscribers_file.write_text(TABLES.format(url=receiver.url), encoding="utf-8")
    subscribers_in_step(office)
    for number in (1, 2, 3):
        announce(office, number)
    deliver(office, linger=0)
    assert receiver.ids("/in") == ["e1", "e2", "e3"]
    yield office
    office.close()


def announce(office: Desk, number: int) -> None:
    event = article_event(
        stored(),
        type=EventType.CREATED,
        event_id=f"e{number}",
        recorded_at=NOW,
        source_url="https://news.example/feed",
        urls=EventUrls(),
    )
    told = Announcement(f"e{number}", EventType.CREATED, f"article/{number}", dumps(event))
    office.database.transact(lambda c: outbox.announce(c, office.database, [(told, 1)], now=office.now()))
    relay(office)


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def listed() -> dict[str, dict[str, Any]]:
    done = run("list", "--jsonl")
    assert done.exit_code == 0, done.output
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_each_subscriber_has_a_line(office: Desk) -> None:
    lines = listed()
    assert {k: lines["desk"][k] for k in ("kind", "cursor", "waiting", "delivered", "dead_letters", "disabled")} == {
        "kind": "webhook",
        "cursor": 3,
        "waiting": 0,
        "delivered": 3,
        "dead_letters": 0,
        "disabled": None,
    }
    assert (lines["search"]["kind"], lines["search"]["waiting"]) == ("stream", 3)
    assert run("list").stdout.splitlines() == [
        "desk (webhook): at 3, 0 waiting",
        "search (stream): at 0, 3 waiting, nobody has read yet",
    ]


def test_a_bad_table_is_told_beside_the_good_ones(office: Desk) -> None:
    with office.settings.places.subscribers_file.open("a") as file:
        file.write('[subscribers.bad]\nkind = "pigeon"\n')
    done = run("list")
    assert done.exit_code == 1
    assert done.stdout.count("\n") == 2
    assert '[subscribers.bad] kind: "pigeon" is not known' in done.stderr
    assert isinstance(run("test", "bad").exception, BadConfig)


def test_a_test_event_is_signed_and_sent_at_once(office: Desk, receiver: Receiver) -> None:
    done = run("test", "desk")
    assert done.exit_code == 0, done.output
    assert (receiver.got[-1].event["type"], receiver.forged) == ("news.test.v1", 0)
    receiver.answers["/in"] = [(503, {})]
    done = run("test", "desk")
    assert (done.exit_code, done.stdout.endswith("was not taken: answered 503\n")) == (1, True)
    assert listed()["desk"]["failing_since"] is None


@pytest.mark.parametrize("start", ["2", "e2"])
def test_a_webhook_gets_everything_again_from_there(office: Desk, receiver: Receiver, start: str) -> None:
    done = run("replay", "desk", "--from", start)
    assert done.stdout == "desk: gets positions 2 to 3 again\n", done.output
    deliver(office, linger=0)
    assert receiver.ids("/in") == ["e1", "e2", "e3", "e2", "e3"]


def test_a_time_is_a_place_too(office: Desk, receiver: Receiver) -> None:
    office.wait(3600)
    between = office.now().isoformat()
    office.wait(3600)
    announce(office, 4)
    assert run("replay", "desk", "--from", between).stdout == "desk: gets positions 4 to 4 again\n"
    assert run("replay", "desk", "--from", "1999-01-01").stdout == "desk: gets positions 1 to 4 again\n"
    wrong = run("replay", "desk", "--from", "yesterday").exception
    assert str(wrong) == "--from: 'yesterday' is no position, no id of an event that is kept, and no ISO 8601 time"


def test_a_disabled_endpoint_goes_on_from_where_it_stood(office: Desk, receiver: Receiver) -> None:
    receiver.answers["/in"] = [(410, {}), (204, {})]
    announce(office, 4)
    deliver(office, linger=0)
    assert run("list").stdout.splitlines()[0] == "desk (webhook): at 3, 1 waiting, DISABLED: it answered 410 Gone"
    assert run("enable", "desk").stdout == "desk: enabled again (it was disabled: it answered 410 Gone)\n"
    deliver(office, linger=0)
    assert receiver.ids("/in")[3:] == ["e4", "e4"]


def test_a_group_gets_the_streams_entries_again(office: Desk) -> None:
    stream = office.settings.events.stream
    office.redis.xreadgroup("search", "me", {stream: ">"})
    assert run("replay", "search", "--from", "2").stdout == "search: gets positions 2 to 3 again\n"
    entries: Any = office.redis.xreadgroup("search", "me", {stream: ">"})
    assert [entry_id for entry_id, _ in entries[0][1]] == [b"2-0", b"3-0"]


def test_what_was_trimmed_comes_again_in_a_stream_of_the_groups_own(office: Desk) -> None:
    stream = office.settings.events.stream
    office.redis.xtrim(stream, minid="3-0", approximate=False)
    done = run("replay", "search", "--from", "1")
    own = f"{stream}:replay:search"
    assert f"2 events are no longer in the stream and lie in {own}" in done.stdout
    read: Any = office.redis.xreadgroup("search", "me", {own: ">"})
    assert [json.loads(f[b"event"])["id"] for _, f in read[0][1]] == ["e1", "e2"]
    read = office.redis.xreadgroup("search", "me", {stream: ">"})
    assert [json.loads(f[b"event"])["id"] for _, f in read[0][1]] == ["e3"]


@pytest.mark.parametrize("words", [("enable", "search"), ("enable", "nobody"), ("replay", "nobody", "--from", "1")])
def test_a_name_that_will_not_do_is_refused(office: Desk, words: tuple[str, ...]) -> None:
    assert isinstance(run(*words).exception, BadConfig)
