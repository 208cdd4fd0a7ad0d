"""Events reach a bus in order; a broker that is away costs nothing but time."""

from __future__ import annotations

import importlib
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site
from tests.servers import free_port
from workers.errors import TryAgain
from workers.notify.filters import read_filter
from workers.notify.ledger import Tally
from workers.pipeline.telling.ledger import DatabaseLedger, Turn
from workers.pipeline.telling.publish import serve_bus
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
    ledger = DatabaseLedger(Turn(desk), ["bus"])
    return serve_bus(desk, ledger, bus(url), threading.Event(), seconds=seconds, linger=0)


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
    ledger = DatabaseLedger(Turn(desk), ["bus"])
    tally = serve_bus(
        desk,
        ledger,
        bus("memory://"),
        threading.Event(),
        seconds=0,
        linger=None,
        goes_on=lambda: standing(desk).cursor < 3,
    )
    assert tally == Tally(delivered=2)


def test_a_database_that_is_away_for_a_moment_does_not_end_the_turn_of_a_bus(desk: Desk) -> None:
    class Away(DatabaseLedger):
        refuses = 1

        def of(self, name: str) -> DatabaseLedger:
            if self.refuses:
                self.refuses -= 1
                raise TryAgain("database", "is away")
            return super().of(name)

    ledger, rung = Away(Turn(desk), ["bus"]), threading.Event()
    over = time.monotonic() + 10
    tally = serve_bus(
        desk,
        ledger,
        bus("memory://"),
        rung,
        seconds=0,
        linger=None,
        goes_on=lambda: standing(desk).cursor < 3 and time.monotonic() < over,
    )
    assert tally == Tally(delivered=2)
