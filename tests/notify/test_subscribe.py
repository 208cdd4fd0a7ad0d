"""A subscriber gets every event, also after deaths, restarts and wipes, against a real Valkey."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.servers import free_port, running_valkey
from workers.errors import BadConfig
from workers.notify.handled import RedisSeen, once
from workers.notify.relay import relay_batch
from workers.notify.streams import STREAM, connect
from workers.notify.subscribe import Subscription, asubscribe, follow, subscribe
from workers.records import Announcement, EventType


def announce(client: redis.Redis, *positions: int, language: str = "ar") -> None:
    body = '{"id":"e%d","type":"news.article.created.v1","data":{"item":{"uri":"urn:a","language":"%s"}}}'
    rows = [
        Announcement(f"e{number}", EventType.CREATED, f"article/{number}", body % (number, language), number)
        for number in positions
    ]
    assert relay_batch(client, STREAM, rows).conflict is None


def ids(subscription: Subscription, *, ack: bool = True) -> list[str]:
    got = []
    with subscription:
        for delivery in subscription:
            got.append(delivery.event["id"])
            if ack:
                delivery.ack()
    return got


def caught_up(url: str, group: str = "desk", **options: Any) -> Subscription:
    return subscribe(url, group, until_caught_up=True, **options)


def test_a_new_group_reads_all_that_is_kept_and_nothing_twice(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, *range(1, 151))
    assert ids(caught_up(valkey)) == [f"e{n}" for n in range(1, 151)]
    announce(stream_redis, 151)
    assert ids(caught_up(valkey)) == ["e151"]
    assert ids(caught_up(valkey, "another")) == [f"e{n}" for n in range(1, 152)]


@pytest.mark.parametrize(("since", "first"), [("0", "e1"), ("2", "e3"), ("2-0", "e3")])
def test_a_new_group_starts_where_it_is_told(valkey: str, stream_redis: redis.Redis, since: str, first: str) -> None:
    announce(stream_redis, 1, 2, 3)
    assert ids(caught_up(valkey, since=since))[0] == first


def test_a_new_group_may_start_with_what_comes(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1)
    assert ids(caught_up(valkey, since="$")) == []
    announce(stream_redis, 2)
    assert ids(caught_up(valkey, since="$")) == ["e2"]


def test_what_was_not_acknowledged_comes_again(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2, 3)
    assert ids(caught_up(valkey, consumer="one"), ack=False) == ["e1", "e2", "e3"]
    announce(stream_redis, 4)
    again = caught_up(valkey, consumer="one")
    seen = [(delivery.event["id"], delivery.again) for delivery in again]
    assert seen == [("e1", True), ("e2", True), ("e3", True), ("e4", False)]
    again.close()


def test_events_of_a_dead_consumer_go_to_a_living_one(valkey: str, stream_redis: redis.Redis) -> None:
    program = (
        "import os, sys\n"
        "from workers.notify.subscribe import subscribe\n"
        "for delivery in subscribe(sys.argv[1], 'desk', batch=5):\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    announce(stream_redis, *range(1, 8))
    assert subprocess.run([sys.executable, "-c", program, valkey], check=False).returncode == -9
    got = []
    with subscribe(valkey, "desk", claim_idle_ms=100, block_ms=20) as living:
        for delivery in living:
            got.append((delivery.event["id"], delivery.again))
            delivery.ack()
            if len(got) == 7:
                break
    assert sorted(got) == [(f"e{n}", n <= 5) for n in range(1, 8)]


def test_consumers_of_a_group_share_the_events(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, *range(1, 101))
    first, second = caught_up(valkey, batch=10), caught_up(valkey, batch=10)
    got: list[str] = []
    for one, other in zip(iter(first), iter(second), strict=False):
        for delivery in (one, other):
            got.append(delivery.event["id"])
            delivery.ack()
    assert len(got) == len(set(got)) >= 80
    first.close()
    second.close()


def test_filtered_events_are_acknowledged_unseen(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2)
    announce(stream_redis, 3, language="fr")
    assert ids(caught_up(valkey, filters="language=fr")) == ["e3"]
    assert stream_redis.xpending(STREAM, "desk")["pending"] == 0
    assert ids(caught_up(valkey, "other", filters=lambda event: event["id"] == "e2")) == ["e2"]


def test_a_wrong_filter_is_told_before_anything_is_read() -> None:
    with pytest.raises(BadConfig, match="did you mean 'language'"):
        subscribe("redis://127.0.0.1:1", "desk", filters="langage=ar")


def test_entries_that_hold_no_event_are_left_out(valkey: str, stream_redis: redis.Redis) -> None:
    stream_redis.xadd(STREAM, {"event": "[" * 100_000}, id="1-0")
    stream_redis.xadd(STREAM, {"other": "x"}, id="2-0")
    announce(stream_redis, 3)
    assert ids(caught_up(valkey)) == ["e3"]
    assert stream_redis.xpending(STREAM, "desk")["pending"] == 0


def test_pending_entries_that_were_trimmed_are_counted(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2, 3)
    ids(caught_up(valkey, consumer="one"), ack=False)
    stream_redis.xtrim(STREAM, minid="3-0", approximate=False)
    again = caught_up(valkey, consumer="one")
    assert [delivery.event["id"] for delivery in again] == ["e3"]
    assert again.lost == 2
    ids(caught_up(valkey, consumer="one"))
    again.close()


def test_a_consumer_that_leaves_takes_its_name_with_it(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1)
    ids(caught_up(valkey, consumer="handled all"))
    ids(caught_up(valkey, "slow", consumer="left one"), ack=False)
    assert stream_redis.xinfo_consumers(STREAM, "desk") == []
    assert len(stream_redis.xinfo_consumers(STREAM, "slow")) == 1


def test_what_a_consumer_leaves_behind_in_order_is_the_others_at_once(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2, 3)
    with caught_up(valkey, consumer="leaves") as leaving:
        next(iter(leaving)).ack()
    assert ids(caught_up(valkey, consumer="stays")) == ["e2", "e3"]


def test_stop_ends_a_waiting_subscription(valkey: str, stream_redis: redis.Redis) -> None:
    waiting = subscribe(valkey, "desk", block_ms=20)
    reader = threading.Thread(target=ids, args=(waiting,))
    reader.start()
    waiting.stop()
    reader.join(10)
    assert not reader.is_alive()


def test_a_subscription_outlives_a_wiped_redis(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2)
    got: list[str] = []
    with subscribe(valkey, "desk", block_ms=20) as subscription:
        for delivery in subscription:
            got.append(delivery.event["id"])
            delivery.ack()
            if got == ["e1", "e2"]:
                stream_redis.flushall()
                announce(stream_redis, 1, 2, 3)  # the relay sends again what is kept
            if got[-1] == "e3":
                break
    assert got == ["e1", "e2", "e1", "e2", "e3"]


def test_a_waiting_subscription_outlives_a_wiped_redis(valkey: str, stream_redis: redis.Redis) -> None:
    subscription = subscribe(valkey, "desk", block_ms=2000)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(next(iter(subscription)).event["id"]))
    reader.start()
    while not stream_redis.client_list(_type="normal") or stream_redis.info("clients")["blocked_clients"] == 0:
        pass
    stream_redis.flushall()
    announce(stream_redis, 1)
    reader.join(20)
    assert got == ["e1"]
    subscription.close()


def test_a_subscription_outlives_a_killed_redis(tmp_path: Path) -> None:
    port = free_port()
    subscription = subscribe(f"redis://127.0.0.1:{port}/0", "desk", block_ms=20)
    deliveries = iter(subscription)
    with running_valkey(tmp_path, port=port, options=["--appendfsync", "always"]) as server:
        announce(connect(server.url), 1)
        first = next(deliveries)
        first.ack()
        server.process.kill()
    with running_valkey(tmp_path, port=port) as server:
        announce(connect(server.url), 2)
        assert [first.event["id"], next(deliveries).event["id"]] == ["e1", "e2"]
        subscription.close()


def test_following_without_a_group_remembers_nothing(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2, 3)
    assert ids(follow(valkey, "0", until_caught_up=True)) == ["e1", "e2", "e3"]
    assert ids(follow(valkey, "1", until_caught_up=True)) == ["e2", "e3"]
    assert ids(follow(valkey, "$", until_caught_up=True)) == []
    assert stream_redis.xinfo_groups(STREAM) == []


def test_following_from_now_misses_nothing_that_comes_after(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1)
    following = follow(valkey, "$", block_ms=20)
    assert following._reader.next_command(0)[0] == "XREVRANGE"
    got: list[str] = []

    def read() -> None:
        for delivery in following:
            got.append(delivery.event["id"])
            following.stop()

    reader = threading.Thread(target=read)
    reader.start()
    while stream_redis.info("clients")["blocked_clients"] == 0:
        pass
    announce(stream_redis, 2)
    reader.join(10)
    assert got == ["e2"]
    following.close()


@pytest.mark.parametrize("protocol", [2, 3])
def test_both_protocol_versions_are_read(valkey: str, stream_redis: redis.Redis, protocol: int) -> None:
    announce(stream_redis, 1, 2)
    url = f"{valkey}?protocol={protocol}"
    assert ids(caught_up(url), ack=False) == ["e1", "e2"]
    assert ids(caught_up(url, claim_idle_ms=0)) == ["e1", "e2"]
    assert ids(follow(url, "0", until_caught_up=True)) == ["e1", "e2"]


def test_a_wrong_place_to_start_is_an_error_and_no_endless_wait(valkey: str, stream_redis: redis.Redis) -> None:
    with pytest.raises(redis.ResponseError, match="Invalid stream ID"):
        ids(caught_up(valkey, since="yesterday"))


def test_asyncio(valkey: str, stream_redis: redis.Redis) -> None:
    announce(stream_redis, 1, 2)
    announce(stream_redis, 3, language="fr")

    async def read() -> list[str]:
        got = []
        async with asubscribe(valkey, "desk", filters="language=ar", until_caught_up=True) as subscription:
            async for delivery in subscription:
                got.append(delivery.event["id"])
                await delivery.ack()
        return got

    assert asyncio.run(read()) == ["e1", "e2"]
    assert stream_redis.xpending(STREAM, "desk")["pending"] == 0
    assert stream_redis.xinfo_consumers(STREAM, "desk") == []


@pytest.fixture(params=["set", "redis"])
def seen(request: pytest.FixtureRequest, stream_redis: redis.Redis) -> Any:
    return set() if request.param == "set" else RedisSeen(stream_redis, "desk")


def test_a_handler_runs_once_an_event(seen: Any) -> None:
    ran: list[str] = []

    @once(seen)
    def handle(event: dict[str, Any]) -> bool:
        ran.append(event["id"])
        return True

    assert [handle({"id": "e1"}), handle({"id": "e1"}), handle({"id": "e2"})] == [True, None, True]
    assert ran == ["e1", "e2"]


def test_a_handler_that_failed_runs_again(seen: Any) -> None:
    runs: list[str] = []

    @once(seen)
    def handle(event: dict[str, Any]) -> None:
        runs.append(event["id"])
        if len(runs) == 1:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        handle({"id": "e1"})
    handle({"id": "e1"})
    handle({"id": "e1"})
    assert runs == ["e1", "e1"]


def test_an_async_handler_runs_once_an_event(seen: Any) -> None:
    ran: list[str] = []

    @once(seen)
    async def handle(event: dict[str, Any]) -> None:
        ran.append(event["id"])

    async def run() -> None:
        await handle({"id": "e1"})
        await handle({"id": "e1"})

    asyncio.run(run())
    assert ran == ["e1"]


def test_the_library_needs_nothing_but_redis() -> None:
    program = (
        "import sys, workers.notify.subscribe\n"
        "heavy = {'celery', 'kombu', 'sqlalchemy', 'lxml', 'requests', 'bs4', 'feedparser', 'typer', 'structlog'}\n"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
