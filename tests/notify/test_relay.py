"""Into the stream in order and exactly once, against a real Valkey."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, cast

import pytest
import redis

from tests.servers import running_valkey
from workers.errors import BadConfig, TryAgain
from workers.notify import relay
from workers.notify.relay import Conflict, Health, RelayLock, compare, relay_batch
from workers.notify.streams import STREAM, Tail, connect, stream_tail
from workers.records import Announcement, EventType


def row(position: int | None, event_id: str | None = None, body: str | None = None) -> Announcement:
    name = event_id or f"event-{position}"
    return Announcement(name, EventType.CREATED, f"article/{position}", body or f'{{"id":"{name}"}}', position)


def entries(client: redis.Redis) -> list[tuple[str, dict[str, str]]]:
    found = cast(list[Any], client.xrange(STREAM))
    return [(entry.decode(), {k.decode(): v.decode() for k, v in fields.items()}) for entry, fields in found]


def test_an_entry_has_its_place_as_id_and_sequence(stream_redis: redis.Redis) -> None:
    result = relay_batch(stream_redis, STREAM, [row(7, "e7", '{"id":"e7","data":{"item":"خبر"}}')])
    assert result.sent == result.in_stream == (7,)
    ((entry_id, fields),) = entries(stream_redis)
    assert entry_id == "7-0"
    assert fields["type"] == "news.article.created.v1"
    assert (fields["subject"], fields["id"]) == ("article/7", "e7")
    assert json.loads(fields["event"]) == {"id": "e7", "data": {"item": "خبر"}, "sequence": "00000000000000000007"}


def test_rows_go_in_the_order_of_their_positions(stream_redis: redis.Redis) -> None:
    relay_batch(stream_redis, STREAM, [row(3), row(1), row(2)])
    assert [entry_id for entry_id, _ in entries(stream_redis)] == ["1-0", "2-0", "3-0"]


def test_sending_again_adds_nothing(stream_redis: redis.Redis) -> None:
    rows = [row(position) for position in range(1, 1202)]  # more than two batches
    relay_batch(stream_redis, STREAM, rows[:700])
    again = relay_batch(stream_redis, STREAM, rows)
    assert again.already == tuple(range(1, 701))
    assert again.sent == tuple(range(701, 1202))
    assert len(entries(stream_redis)) == 1201


def test_another_event_at_the_same_place_is_a_conflict_and_not_taken_as_sent(stream_redis: redis.Redis) -> None:
    relay_batch(stream_redis, STREAM, [row(position) for position in range(1, 6)])
    restored = [row(4), row(5, "something-new"), row(6, "newer")]
    result = relay_batch(stream_redis, STREAM, restored)
    assert result.conflict == Conflict(stream_last=5, position=5)
    assert result.in_stream == (4,)
    assert [fields["id"] for _, fields in entries(stream_redis)] == [f"event-{n}" for n in range(1, 6)]


def test_nothing_behind_a_conflict_is_sent(stream_redis: redis.Redis) -> None:
    """Else version 2 of an article, which fits, would overtake version 1, which does not."""
    relay_batch(stream_redis, STREAM, [row(1, "foreign")])
    result = relay_batch(stream_redis, STREAM, [row(1, "article-v1"), row(2, "article-v2")])
    assert result.conflict == Conflict(stream_last=1, position=1)
    assert result.in_stream == ()
    assert stream_tail(stream_redis).position == 1


def test_a_place_whose_entry_was_trimmed_is_a_conflict(stream_redis: redis.Redis) -> None:
    relay_batch(stream_redis, STREAM, [row(1), row(2), row(3)])
    stream_redis.xtrim(STREAM, minid="3-0", approximate=False)
    assert relay_batch(stream_redis, STREAM, [row(2)]).conflict == Conflict(stream_last=3, position=2)


def test_rows_that_got_places_beyond_the_stream_go_on(stream_redis: redis.Redis) -> None:
    relay_batch(stream_redis, STREAM, [row(1, "foreign"), row(2, "foreign too")])
    conflict = relay_batch(stream_redis, STREAM, [row(1, "ours")]).conflict
    assert conflict is not None
    assert relay_batch(stream_redis, STREAM, [row(conflict.stream_last + 1, "ours")]).sent == (3,)


def test_a_row_that_is_no_event_is_named_and_stops_nobody(stream_redis: redis.Redis) -> None:
    result = relay_batch(stream_redis, STREAM, [row(1), row(2, body="no json"), row(3)])
    assert result.unreadable == (2,)
    assert result.sent == (1, 3)


def test_a_row_without_a_place_is_a_mistake_of_the_caller(stream_redis: redis.Redis) -> None:
    with pytest.raises(ValueError, match="no position"):
        relay_batch(stream_redis, STREAM, [row(None, "e")])


def test_a_full_redis_is_asked_again_later(tmp_path: Path) -> None:
    with running_valkey(tmp_path, options=["--maxmemory", "3mb"]) as server:
        client = connect(server.url)
        rows = [row(position, body='{"x":"' + "y" * 50_000 + '"}') for position in range(1, 200)]
        with pytest.raises(TryAgain, match="OOM"):
            relay_batch(client, STREAM, rows)
        held = stream_tail(client).position
        client.config_set("maxmemory", "100mb")
        assert relay_batch(client, STREAM, rows).already == tuple(range(1, held + 1))
        client.close()


def test_a_redis_that_is_away_is_asked_again_later() -> None:
    client = connect("redis://127.0.0.1:1/0")
    with pytest.raises(TryAgain, match=STREAM):
        relay_batch(client, STREAM, [row(1)])
    with pytest.raises(TryAgain):
        stream_tail(client)


def test_a_wrong_password_is_for_a_person_to_mend(tmp_path: Path) -> None:
    with running_valkey(tmp_path) as server:
        admin = connect(server.url)
        admin.config_set("requirepass", "secret")
        with pytest.raises(BadConfig, match="does not let us in"):
            stream_tail(connect(server.url.replace("//", "//:wrong@")))


def test_the_tail_tells_what_the_stream_holds(stream_redis: redis.Redis) -> None:
    assert stream_tail(stream_redis) == Tail("0-0", 0)
    relay_batch(stream_redis, STREAM, [row(4), row(5)])
    assert stream_tail(stream_redis) == Tail("5-0", 2, "4-0", "event-5")


@pytest.mark.parametrize(
    ("position", "event_id", "sent", "sent_id", "health"),
    [
        (5, "e5", 5, "e5", Health.IN_STEP),
        (5, None, 5, "e5", Health.IN_STEP),  # that entry was trimmed: nothing speaks against it
        (3, "e3", 5, "e5", Health.BEHIND),
        (0, None, 5, "e5", Health.BEHIND),
        (9, "e9", 5, "e5", Health.AHEAD),
        (5, "x5", 5, "e5", Health.FOREIGN),
        (0, None, 0, None, Health.IN_STEP),
    ],
)
def test_health(position: int, event_id: str | None, sent: int, sent_id: str | None, health: Health) -> None:
    assert compare(Tail(f"{position}-0", 1, None, event_id), sent, sent_id) is health


def test_a_wiped_stream_is_recognised_and_filled_again(stream_redis: redis.Redis) -> None:
    rows = [row(position) for position in range(1, 11)]
    relay_batch(stream_redis, STREAM, rows)
    stream_redis.flushall()
    tail = stream_tail(stream_redis)
    assert compare(tail, 10, "event-10") is Health.BEHIND
    assert relay_batch(stream_redis, STREAM, [r for r in rows if (r.position or 0) > tail.position]).sent == tuple(
        range(1, 11)
    )
    assert compare(stream_tail(stream_redis), 10, "event-10") is Health.IN_STEP


def test_one_relay_at_a_time(stream_redis: redis.Redis) -> None:
    first, second = RelayLock(stream_redis), RelayLock(stream_redis)
    assert first.acquire()
    assert not second.acquire()
    assert first.held
    assert not second.held
    second.release()  # not its own: nothing happens
    assert not second.acquire()
    first.release()
    assert second.acquire()


def test_a_holder_that_was_asked_looks_again_before_it_lets_go(stream_redis: redis.Redis) -> None:
    holder, other = RelayLock(stream_redis), RelayLock(stream_redis)
    assert not other.ask_holder(), "nobody is there to ask: it has to do it itself"
    assert holder.acquire()
    assert other.ask_holder()
    assert other.ask_holder()
    assert not holder.release()
    assert holder.held
    assert not other.acquire()
    assert holder.release(), "asked twice before it looked is one look"
    assert other.acquire()
    assert holder.ask_holder()
    assert other.release(whatever=True)
    assert not holder.ask_holder()


def test_the_holder_may_acquire_again(stream_redis: redis.Redis) -> None:
    lock = RelayLock(stream_redis)
    assert lock.acquire()
    assert lock.acquire()


def test_a_relay_that_lost_its_lock_cannot_write(stream_redis: redis.Redis) -> None:
    """It slept while another took over: the comparison lies in Redis, in the step that writes."""
    sleeper, other = RelayLock(stream_redis), RelayLock(stream_redis)
    assert sleeper.acquire()
    stream_redis.delete(sleeper.key)  # as when it ran out
    assert other.acquire()
    with pytest.raises(TryAgain, match="taken over"):
        relay_batch(stream_redis, STREAM, [row(1)], lock=sleeper)
    assert entries(stream_redis) == []
    assert not sleeper.renew()
    assert not sleeper.held
    assert relay_batch(stream_redis, STREAM, [row(1)], lock=other).sent == (1,)


def test_sending_renews_the_lock(stream_redis: redis.Redis) -> None:
    lock = RelayLock(stream_redis)
    assert lock.acquire()
    stream_redis.pexpire(lock.key, 500)
    relay_batch(stream_redis, STREAM, [row(1)], lock=lock)
    assert stream_redis.pttl(lock.key) > 3000


def test_a_killed_holder_is_followed_within_its_time(valkey: str, stream_redis: redis.Redis) -> None:
    program = (
        "import sys, time\n"
        "from workers.notify.relay import RelayLock\n"
        "from workers.notify.streams import connect\n"
        "print(RelayLock(connect(sys.argv[1]), ttl=1.0).acquire(), flush=True)\n"
        "time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, valkey], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "True\n"
    holder.kill()
    holder.wait()
    lock, deadline = RelayLock(stream_redis), time.monotonic() + 5
    while not lock.acquire():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_two_relays_at_once_add_each_event_once(valkey: str, stream_redis: redis.Redis) -> None:
    rows = [row(position) for position in range(1, 2001)]
    clients = [connect(valkey) for _ in range(4)]

    def send(client: redis.Redis) -> None:
        for start in range(0, 2000, 50):
            relay_batch(client, STREAM, rows[start : start + 50])

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [fields["id"] for _, fields in entries(stream_redis)] == [row.event_id for row in rows]
    for client in clients:
        client.close()


def test_a_batch_is_bounded_in_rows_and_bytes() -> None:
    rows = [(n, "x" * 900_000, "t", "s", "i") for n in range(1, 6)]
    assert [len(batch) for batch in relay._batches(rows)] == [2, 2, 1]
    assert [len(b) for b in relay._batches([(n, "x", "t", "s", "i") for n in range(1, 1002)])] == [500, 500, 1]
