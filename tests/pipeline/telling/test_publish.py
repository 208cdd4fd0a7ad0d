"""Events reach a bus in order; a broker that is away costs nothing but time."""

from __future__ import annotations

import importlib
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site
from tests.servers import free_port
from workers.errors import TryAgain
from workers.notify.amqp import Publisher
from workers.notify.filters import Filter, read_filter
from workers.notify.ledger import Tally
from workers.pipeline.telling.deliver import Delivered, deliver
from workers.pipeline.telling.ledger import DatabaseLedger, Hand
from workers.pipeline.telling.publish import BusThread
from workers.pipeline.telling.relay import relay
from workers.pipeline.telling.subscribers import Bus
from workers.records import Announcement, EventType
from workers.settings import AmqpSubscriber
from workers.store import deliveries, outbox
from workers.store.deliveries import Standing

kombu: Any = importlib.import_module("kombu")  # it ships half of its annotations


@pytest.fixture
def desk(open_desk: Callable[..., Desk], site: Site) -> Desk:
    """A desk with three events, of which the bus is to get all but the second."""
    desk = open_desk(site)
    database = desk.database
    bodies = [
        json.dumps({"id": f"e{n}", "data": {"item": {"language": lang}}})
        for n, lang in enumerate(("ar", "fr", "ar"), 1)
    ]
    told = [
        (Announcement(f"e{n}", EventType.CREATED, f"article/{n}", body), 1) for n, body in enumerate(bodies, start=1)
    ]
    database.transact(lambda c: outbox.announce(c, database, told, now=desk.now()))
    relay(desk)
    database.transact(lambda c: deliveries.list_only(c, database, ["bus"], begin_now=(), now=desk.now()))
    return desk


def bus(url: str) -> Bus:
    return Bus(AmqpSubscriber("bus", "here", url, "khabar.test"), read_filter("language=ar", about="here"))


def serve(desk: Desk, url: str, seconds: float = 10) -> Tally:
    return served(DatabaseLedger(Hand(desk), ["bus"]), bus(url), seconds=seconds, linger=0, goes_on=lambda: False)


def served(ledger: DatabaseLedger, bus: Bus, **options: Any) -> Tally:
    """A whole turn, in this thread."""
    thread = BusThread(ledger, bus, **options)
    thread.run()
    return thread.tally


def standing(desk: Desk) -> Standing:
    (row,) = desk.rows("deliveries")
    return deliveries.standing_of(row)


def test_a_bus_gets_what_it_wants_in_order(desk: Desk) -> None:
    with kombu.Connection("memory://") as connection:
        everything = kombu.Queue("all", kombu.Exchange("khabar.test", "topic"), "#", channel=connection.channel())
        everything.declare()
        assert serve(desk, "memory://") == Tally(delivered=2)
        got = [message.properties["message_id"] for _ in range(2) if (message := everything.get(no_ack=True))]
    assert got == ["e1", "e3"]
    assert standing(desk) == Standing(cursor=3)


def test_a_broker_that_is_away_is_asked_again_and_nothing_is_given_up(desk: Desk) -> None:
    for attempt in range(1, 12):
        serve(desk, f"amqp://me:pazz@127.0.0.1:{free_port()}//", seconds=0.01)
        assert standing(desk).attempt == attempt
        desk.wait(61)
    assert standing(desk).cursor == 0
    assert "pazz" not in str(desk.rows("delivery_attempts"))
    assert serve(desk, "memory://") == Tally(delivered=2)
    assert standing(desk) == Standing(cursor=3)


def test_a_bus_goes_on_while_webhooks_take_longer_than_the_turn(desk: Desk) -> None:
    ledger = DatabaseLedger(Hand(desk), ["bus"])
    tally = served(ledger, bus("memory://"), seconds=0, linger=None, goes_on=lambda: standing(desk).cursor < 3)
    assert tally == Tally(delivered=2)


def test_a_database_that_is_away_for_a_moment_does_not_end_the_turn_of_a_bus(desk: Desk) -> None:
    class Away(DatabaseLedger):
        refuses = 1

        def of(self, name: str) -> DatabaseLedger:
            if self.refuses:
                self.refuses -= 1
                raise TryAgain("database", "is away")
            return super().of(name)

    ledger, over = Away(Hand(desk), ["bus"]), time.monotonic() + 10
    tally = served(
        ledger,
        bus("memory://"),
        seconds=0,
        linger=None,
        goes_on=lambda: standing(desk).cursor < 3 and time.monotonic() < over,
    )
    assert tally == Tally(delivered=2)


def test_an_event_that_the_filters_break_down_on_is_given_up_alone(desk: Desk) -> None:
    class Breaking(Filter):
        def matches(self, event: Mapping[str, Any]) -> bool:
            return len(event["data"]["item"]["language"]) == 2 if event["id"] != "e2" else event["nothing"]

    tally = served(
        DatabaseLedger(Hand(desk), ["bus"]),
        Bus(AmqpSubscriber("bus", "here", "memory://", "khabar.test"), Breaking()),
        seconds=10,
        linger=0,
        goes_on=lambda: False,
    )
    assert tally == Tally(delivered=2, failed=1, dead_letters=1)
    assert standing(desk) == Standing(cursor=3)
    (dead,) = desk.rows("dead_letters")
    assert (dead.name, dead.event_id, dead.why) == ("bus", "e2", "the filters of bus broke down: KeyError")


def test_a_broker_that_hangs_does_not_hold_the_turn_and_no_second_thread_joins_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.settings.places.subscribers_file
    file.write_text('[subscribers.bus]\nkind = "amqp"\nurl_env = "KHABAR_BUS"\n', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        monkeypatch.setenv("KHABAR_BUS", f"amqp://127.0.0.1:{hanging.getsockname()[1]}//")
        assert deliver(desk, turn=0.2) == Delivered(why="turn over")
        (left_behind,) = (one for one in threading.enumerate() if one.name == "publish bus")
        assert deliver(desk, turn=0.2) == Delivered(why="turn over")
        assert [one for one in threading.enumerate() if one.name == "publish bus"] == [left_behind]
        hanging.accept()[0].close()
    left_behind.join()
    assert standing(desk).attempt == 1
    desk.wait(3)
    assert serve(desk, "memory://") == Tally(delivered=2)


def test_a_slow_broker_gets_what_fits_into_the_time_of_a_batch(desk: Desk) -> None:
    with kombu.Connection("memory://") as connection:
        queue = kombu.Queue("some", kombu.Exchange("khabar.slow", "topic"), "#", channel=connection.channel())
        queue.declare()
        publisher = Publisher("memory://", exchange="khabar.slow")
        with desk.database.read() as reading:
            rows = deliveries.events_after(reading, 0, limit=10)
        assert publisher.publish(rows, until=0) == 0
        assert publisher.publish(rows, until=time.monotonic() + 60) == 3
