"""Outbox and relay together, with overlapping writers and a relay that is killed again and again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from tests.notify.outbox_programs import write
from workers.notify.relay import RelayLock
from workers.pipeline.telling import relay as relaying
from workers.pipeline.telling.relay import relay, relay_soon
from workers.services import Services
from workers.settings import load_settings
from workers.store import outbox
from workers.store.database import Database
from workers.store.schema import facts
from workers.store.schema import outbox as table

ROOT = Path(__file__).parents[2]
WRITERS = 6
EVENTS = int(os.environ.get("KHABAR_TEST_EVENTS", "900"))  # before a release: 5000 events, 20 kills
KILLS = int(os.environ.get("KHABAR_TEST_KILLS", "4"))
STREAM = "khabar:events"


@contextmanager
def running_relay(environment: dict[str, str], ready: Path) -> Iterator[None]:
    """A relay at work inside the block; killed with -9 at its end."""
    program = [sys.executable, "-m", "tests.notify.outbox_programs", str(ready)]
    relaying = subprocess.Popen(program, cwd=ROOT, env=environment)
    try:
        while not ready.exists():
            assert relaying.poll() is None
            time.sleep(0.005)
        yield
    finally:
        relaying.kill()
        relaying.wait()


@contextmanager
def newsroom(url: str, valkey: str, home: Path) -> Iterator[tuple[dict[str, str], Database]]:
    environment = os.environ | {"KHABAR_HOME": str(home), "KHABAR_DATABASE_URL": url, "KHABAR_REDIS_URL": valkey}
    database = Database(url)
    yield dict(environment), database
    database.close()


def relayed(client: redis.Redis) -> list[str]:
    found: Any = client.xrange(STREAM)
    return [fields[b"id"].decode() for _, fields in found]


def test_a_relay_killed_again_and_again_loses_nothing_and_sends_nothing_twice(
    store_url: str, valkey: str, stream_redis: redis.Redis, tmp_path: Path
) -> None:
    with newsroom(store_url, valkey, tmp_path) as (environment, database):
        each = EVENTS // WRITERS
        writers = ThreadPoolExecutor(WRITERS)
        written = [writers.submit(write, store_url, number, each) for number in range(WRITERS)]
        chance = random.Random(1)
        for number in range(KILLS):
            with running_relay(environment, tmp_path / f"ready{number}"):
                time.sleep(chance.random() * 0.15)
            stream_redis.delete(f"{{{STREAM}}}:relay")  # as when its time has run out; other tests wait for that
        writers.shutdown()
        assert [one.result() for one in written] == [None] * WRITERS
        deadline = time.monotonic() + 60
        with running_relay(environment, tmp_path / "last"):
            while stream_redis.xlen(STREAM) < each * WRITERS or _pending(database):
                assert time.monotonic() < deadline, f"{stream_redis.xlen(STREAM)} of {each * WRITERS} arrived"
                time.sleep(0.02)
    got = relayed(stream_redis)
    assert len(got) == len(set(got)) == each * WRITERS
    versions: dict[str, list[int]] = defaultdict(list)
    for event_id in got:
        article, _, version = event_id.rpartition(".v")
        versions[article].append(int(version))
    assert all(order == sorted(order) for order in versions.values())


def _pending(database: Database) -> bool:
    with database.read() as connection:
        return outbox.has_pending(connection)


@pytest.fixture
def filled(
    store_url: str, valkey: str, stream_redis: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    """Services over an outbox whose 60 events are all in the stream."""

    with newsroom(store_url, valkey, tmp_path) as (environment, _):
        for name in ("KHABAR_HOME", "KHABAR_DATABASE_URL", "KHABAR_REDIS_URL"):
            monkeypatch.setenv(name, environment[name])
        write(store_url, 0, 60)
        of_test = Services(load_settings())
        assert relay(of_test) == 60
        yield of_test
        of_test.close()


def test_who_writes_while_another_relays_goes_on_and_its_events_are_relayed(
    filled: Services, stream_redis: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one commits when the first has read all that it knew of."""
    url = str(filled.settings.places.database_url)
    left = iter([1])

    def and_one_more(services: Services, lock: RelayLock) -> tuple[int, bool]:
        done = send_some(services, lock)
        if next(left, None):
            write(url, 7, 10)
            relay_soon(services)
            assert stream_redis.xlen(STREAM) == 60, "it went on, the other has not looked again yet"
        return done

    send_some = relaying._send_some
    monkeypatch.setattr(relaying, "_send_some", and_one_more)
    assert relay(filled) == 10
    assert stream_redis.xlen(STREAM) == 70
    assert not _pending(filled.database)


def test_a_wiped_stream_gets_everything_again(filled: Services, stream_redis: redis.Redis) -> None:

    before = stream_redis.xrange(STREAM)
    stream_redis.flushall()
    assert relay(filled) == 60
    assert stream_redis.xrange(STREAM) == before, "the same events at the same places"


def test_a_stream_that_lost_its_end_gets_only_that_again(filled: Services, stream_redis: redis.Redis) -> None:

    before: Any = stream_redis.xrange(STREAM)
    stream_redis.delete(STREAM)
    for entry_id, fields in before[:50]:
        stream_redis.xadd(STREAM, fields, id=entry_id)
    assert relay(filled) == 10
    assert stream_redis.xrange(STREAM) == before


def test_a_database_restored_from_an_older_copy_goes_on_behind_the_stream(
    filled: Services, stream_redis: redis.Redis
) -> None:
    """The copy knows 40 of 60 events and writes others then: nothing in the stream is lost or overwritten."""
    before: Any = stream_redis.xrange(STREAM)
    filled.database.transact(lambda c: c.execute(sa.delete(table).where(table.c.position > 40)))
    filled.database.transact(
        lambda c: c.execute(sa.update(facts).where(facts.c.name == "outbox.position").values(value="40"))
    )
    write(str(filled.settings.places.database_url), 1, 30)
    relay(filled)
    after: Any = stream_redis.xrange(STREAM)
    assert after[:60] == before
    assert [fields[b"id"].decode().split(".")[0] for _, fields in after[60:]] == ["1"] * 30
    assert int(after[60][0].split(b"-")[0]) > 60
    assert not _pending(filled.database)
