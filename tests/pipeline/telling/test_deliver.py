"""Events reach webhooks signed, in order and at least once, whatever fails on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.notify.articles import NOW, stored
from tests.pipeline.desk import Desk
from tests.pipeline.receiver import SECRET, Got, Receiver
from workers.notify.bell import Bell
from workers.notify.events import EventUrls, article_event, dumps
from workers.pipeline.telling.deliver import Delivered, deliver
from workers.pipeline.telling.relay import relay
from workers.pipeline.telling.replay import enable, replay
from workers.pipeline.telling.subscribers import known_subscribers, subscribers_in_step
from workers.pipeline.tick import tick
from workers.records import Announcement, EventType
from workers.store import deliveries, outbox

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


@pytest.fixture
def reached(
    receiver: Receiver,
    tmp_path: Path,
    store_url: str,
    valkey: str,
    stream_redis: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """A desk that may reach the receiver, on each database."""
    monkeypatch.setenv("KHABAR_SECRET_R", SECRET)
    desk = Desk(tmp_path, [receiver.port], store_url, valkey)
    yield desk
    desk.close()


def webhooks(desk: Desk, more: str = "", **urls: str) -> None:
    """The file of subscribers holds these endpoints, and the store is in step with it."""
    table = '[subscribers.{}]\nkind = "webhook"\nurl = "{}"\nsecret_env = "KHABAR_SECRET_R"\n'
    text = "".join(table.format(name, url) + more for name, url in urls.items())
    desk.settings.places.subscribers_file.write_text(text, encoding="utf-8")
    assert subscribers_in_step(desk).problems == ()


def announce(desk: Desk, *numbers: int, body: str | None = None, **article: Any) -> None:
    """Events e<n> are in the outbox and in the stream."""
    told = []
    for n in numbers:
        event = article_event(
            stored(**article),
            type=EventType.CREATED,
            event_id=f"e{n}",
            recorded_at=NOW,
            source_url="https://news.example/feed",
            urls=EventUrls(),
            traceparent=TRACE,
        )
        told.append((Announcement(f"e{n}", EventType.CREATED, f"article/{n}", body or dumps(event)), 1))
    desk.database.transact(lambda c: outbox.announce(c, desk.database, told, now=desk.now()))
    relay(desk)


def turn(desk: Desk, seconds: float = 20.0) -> Delivered:
    return deliver(desk, turn=seconds, linger=0.0)


def due(desk: Desk) -> list[str]:
    with desk.database.read() as connection:
        return deliveries.due(connection, desk.now())


def row(desk: Desk, name: str) -> Any:
    with desk.database.read() as connection:
        return deliveries.read(connection, name)


def test_events_arrive_signed_in_order_and_once(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a")
    announce(reached, *range(1, 121), title="عنوان الخبر")
    assert tick(reached).deliver == 1
    while turn(reached).delivered:
        pass
    assert receiver.forged == 0
    assert receiver.ids("/a") == [f"e{n}" for n in range(1, 121)]
    first = receiver.got[0]
    assert first.event["sequence"] == "00000000000000000001"
    assert first.event["data"]["item"]["headlines"][0]["value"] == "عنوان الخبر"
    assert first.headers["traceparent"] == first.event["traceparent"] == TRACE
    assert (row(reached, "a").delivered, row(reached, "a").claimed_by) == (120, None)
    assert not due(reached)
    assert turn(reached) == Delivered(why="turn over")


def test_an_endpoint_that_failed_gets_everything_when_it_is_well(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a", b=f"{receiver.url}/b")
    receiver.answers["/a"] = [(500, {}), (500, {}), (204, {})]
    announce(reached, 1, 2)
    assert turn(reached).failed == 1
    assert not due(reached)
    assert receiver.ids("/b") == ["e1", "e2"]
    reached.wait(7)
    assert turn(reached).failed == 1
    assert row(reached, "a").last_error == "answered 500"
    reached.wait(400)
    assert turn(reached).delivered == 2
    assert receiver.ids("/a") == ["e1", "e1", "e1", "e2"]
    assert row(reached, "a").failing_since is None
    assert [a.event_id for a in reached.rows("delivery_attempts")] == ["e1", "e1"]


def test_what_an_endpoint_asks_for_is_waited(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a")
    receiver.answers["/a"] = [(429, {"Retry-After": "3600"}), (204, {})]
    announce(reached, 1)
    turn(reached)
    reached.wait(3500)
    assert not due(reached)
    reached.wait(101)
    assert turn(reached).delivered == 1


def test_gone_is_for_good_and_costs_nobody_else(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a", b=f"{receiver.url}/b")
    receiver.answers["/a"] = [(410, {})]
    announce(reached, 1, 2)
    turn(reached)
    reached.wait(timedelta(days=9).total_seconds())
    assert turn(reached).delivered == 0
    assert (row(reached, "a").disabled, receiver.ids("/a")) == ("it answered 410 Gone", ["e1"])
    assert receiver.ids("/b") == ["e1", "e2"]


def test_a_private_address_is_refused_and_nothing_is_sent(
    reached: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        asked = host == "inside.example" and not options.get("flags")  # else whether it is an address
        return really("10.1.2.3" if asked else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    webhooks(reached, a=f"http://inside.example:{receiver.port}/in", b=f"{receiver.url}/b")
    announce(reached, 1)
    assert turn(reached).delivered == 1
    assert "10.1.2.3" in row(reached, "a").disabled


def test_a_redirect_is_a_failure_and_not_followed(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a")
    receiver.answers["/a"] = [(307, {"Location": "/b"})]
    announce(reached, 1)
    assert turn(reached).failed == 1
    assert receiver.ids("/b") == []


@pytest.mark.parametrize("claimed_again", [True, False])
def test_a_replay_while_a_post_is_in_flight_comes_whole(
    reached: Desk, receiver: Receiver, *, claimed_again: bool
) -> None:
    """Whether the answer comes before or after the dispatcher has the moved endpoint again."""

    def move(got: Got) -> None:
        if got.id != "e5" or moved:
            return
        moved.append(replay(reached, known_subscribers(reached), "a", 1))
        give_up = time.monotonic() + 10
        while claimed_again and row(reached, "a").claimed_by is None and time.monotonic() < give_up:
            time.sleep(0.01)

    moved: list[object] = []
    webhooks(reached, a=f"{receiver.url}/a")
    receiver.came = move
    announce(reached, *range(1, 7))
    while due(reached):
        turn(reached)
    ids = receiver.ids("/a")
    assert ids[:5] == ["e1", "e2", "e3", "e4", "e5"]
    assert ids[5:][-5:] == ["e2", "e3", "e4", "e5", "e6"]
    assert row(reached, "a").cursor == 6


def test_an_event_that_an_endpoint_cannot_read_is_given_up_alone(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a")
    receiver.answers["/a"] = [*[(422, {})] * 4, (204, {})]
    announce(reached, 1, 2)
    for _ in range(5):
        turn(reached)
        reached.wait(3000)
    assert receiver.ids("/a") == ["e1"] * 4 + ["e2"]
    assert [(r.event_id, r.status) for r in reached.rows("dead_letters")] == [("e1", 422)]


def test_a_row_that_is_no_event_holds_nobody_up(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a")
    announce(reached, 1, body="no event")
    announce(reached, 2)
    assert turn(reached).delivered == 1
    assert receiver.ids("/a") == ["e2"]


def test_an_endpoint_that_hangs_delays_nobody(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/hangs", b=f"{receiver.url}/b")
    receiver.hang["/hangs"] = threading.Event()

    def first_done(got: Got) -> None:
        if got.path == "/b" and got.id == "e2":
            receiver.hang["/hangs"].set()

    def more(got: Got) -> None:
        if got.path == "/hangs":  # the turn is under way, and the one slow answer is waited for
            receiver.came = first_done
            announce(reached, 2)

    receiver.came = more
    announce(reached, 1)
    turn(reached, seconds=1.0)
    assert receiver.ids("/b") == ["e1", "e2"]


def test_who_does_not_consent_gets_nothing_and_is_an_alarm_until_enabled(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, 'handshake = "khabar.example"\n', a=f"{receiver.url}/a", b=f"{receiver.url}/b")
    receiver.consent["/b"] = {"WebHook-Allowed-Origin": "khabar.example", "WebHook-Allowed-Rate": "*"}
    announce(reached, 1)
    assert turn(reached).delivered == 1
    assert (receiver.ids("/a"), receiver.ids("/b")) == ([], ["e1"])
    assert "does not agree" in row(reached, "a").disabled
    ((about, kind, message),) = [(a.source_id, a.kind, a.message) for a in reached.rows("alarms")]
    assert (about, kind) == ("subscriber:a", "disabled")
    assert message.startswith("a gets nothing: does not agree to deliveries from khabar.example")
    subscribers_in_step(reached)
    assert len(reached.rows("alarms")) == 1
    receiver.consent["/a"] = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "*"}
    assert enable(reached, "a") is not None
    assert turn(reached).delivered == 1
    assert receiver.ids("/a") == ["e1"]
    assert receiver.got[-1].headers["webhook-request-origin"] == "khabar.example"
    assert reached.rows("alarms") == []
    announce(reached, 2)
    turn(reached)
    assert sorted(receiver.asked) == ["/a", "/a", "/b"]  # consent stands: nobody is asked before every delivery


def test_the_alarm_of_a_disabled_endpoint_goes_with_it(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a", b=f"{receiver.url}/b")
    receiver.answers["/a"] = [(410, {})]
    announce(reached, 1)
    turn(reached)
    assert [a.message for a in reached.rows("alarms")] == ["a gets nothing: it answered 410 Gone"]
    webhooks(reached, b=f"{receiver.url}/b")
    assert reached.rows("alarms") == []
    webhooks(reached, a=f"{receiver.url}/a", b=f"{receiver.url}/b")
    assert len(reached.rows("alarms")) == 1


def test_a_second_dispatcher_of_one_machine_ends_at_once(reached: Desk, receiver: Receiver) -> None:
    webhooks(reached, a=f"{receiver.url}/a")
    seconds: list[Delivered] = []

    def another(got: Got) -> None:
        seconds.append(turn(reached))

    receiver.came = another
    announce(reached, 1)
    assert turn(reached).delivered == 1
    assert seconds == [Delivered(why="another turn is under way")]


def test_a_relay_wakes_whoever_delivers(reached: Desk, receiver: Receiver) -> None:
    heard = threading.Event()
    with Bell(reached.redis, heard.set, reached.settings.events.stream):
        webhooks(reached, a=f"{receiver.url}/a")
        tries = 0
        while not heard.is_set() and tries < 100:  # the first rings may come before anybody listens
            announce(reached, tries := tries + 1)
            heard.wait(0.1)
    assert heard.is_set()


_PROGRAM = """
import os, sys
from workers.pipeline.telling.deliver import deliver
from workers.services import services
print(deliver(services(), turn=60, linger=0.0).delivered, flush=True)
"""


def _start(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, text=True, env=environment)


def _environment(desk: Desk) -> dict[str, str]:
    places = desk.settings.places
    return os.environ | {
        "KHABAR_HOME": str(places.home),
        "KHABAR_CONFIG_DIR": str(places.config),
        "KHABAR_SCHEDULES_DIR": str(places.schedules),
        "KHABAR_DATABASE_URL": places.database_url,
        "KHABAR_REDIS_URL": places.redis_url or "",
        "KHABAR_SECRET_R": SECRET,
    }


def test_a_killed_dispatcher_is_followed_by_one_that_goes_on(reached: Desk, receiver: Receiver) -> None:
    names = [f"s{n}" for n in range(10)]
    webhooks(reached, **{name: f"{receiver.url}/{name}" for name in names})
    announce(reached, *range(1, 31))
    for after in (25, 140):
        process = _start(_environment(reached))

        def kill(_: Got, process: subprocess.Popen[str] = process, after: int = after) -> None:
            if len(receiver.got) >= after:
                process.send_signal(signal.SIGKILL)

        receiver.came = kill
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        receiver.came = lambda _: None
        if not reached.ahead:
            assert turn(reached) == Delivered(why="another turn is under way")  # the dead counts as alive for a moment
            assert tick(reached).deliver == 0
            reached.wait(9)
        assert tick(reached).deliver == 1
    assert turn(reached).delivered
    for name in names:
        ids = receiver.ids(f"/{name}")
        assert list(dict.fromkeys(ids)) == [f"e{n}" for n in range(1, 31)]  # none lost, in order, ids constant
        assert row(reached, name).cursor == 30
    assert receiver.forged == 0
