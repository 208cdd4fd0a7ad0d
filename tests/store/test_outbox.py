"""The outbox and what is read from it: one order without gaps, and cursors that neither skip nor repeat."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.store.conftest import NOON
from tests.store.filling import candidate
from workers.records import Announcement, Change, EventType
from workers.store import outbox, tallies
from workers.store.articles import Place, Rules, settle
from workers.store.database import Database
from workers.store.export import export_articles

RULES = Rules(
    same=lambda *_: False, renames=lambda _: False, change=lambda *_: Change(("title",)), cluster=lambda _, i: Place(i)
)


def _tell(number: int, version: int = 1) -> tuple[Announcement, int]:
    kind = EventType.CREATED if version == 1 else EventType.UPDATED
    return Announcement(f"e{number}.{version}", kind, f"article/{number:032x}", "{}"), version


def _store(connection: sa.Connection, database: Database, *numbers: int, body: str = "One.", version: int = 1) -> None:
    candidates = [candidate(n, body=f"{body} {n}") for n in numbers]
    settle(connection, database, candidates, now=NOON, rules=RULES)
    outbox.announce(connection, database, [_tell(n, version) for n in numbers], now=NOON)


def _announce(database: Database, *numbers: int) -> None:
    database.transact(lambda c: outbox.announce(c, database, [_tell(n) for n in numbers], now=NOON))


def _place(database: Database, limit: int = 100) -> int:
    return database.transact(lambda c: outbox.place(c, limit=limit))


def _unsent(database: Database) -> list[tuple[str, int | None]]:
    with database.read() as connection:
        return [(a.event_id, a.position) for a in outbox.unsent(connection, limit=100)]


def _sent(database: Database, *positions: int) -> None:
    database.transact(lambda c: outbox.mark_sent(c, positions, now=NOON))


def test_places_are_given_in_order_and_an_event_is_announced_once(database: Database) -> None:
    _announce(database, 1, 2)
    _announce(database, 2, 3)
    assert _place(database, limit=2) == 2
    assert _place(database) == 1
    assert _place(database) == 0
    assert _unsent(database) == [("e1.1", 1), ("e2.1", 2), ("e3.1", 3)]


def test_a_place_is_never_given_twice_even_when_its_row_was_pruned(database: Database) -> None:
    _announce(database, 1)
    _place(database)
    _sent(database, 1)
    with database.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM outbox"))
    _announce(database, 2)
    _place(database)
    assert _unsent(database) == [("e2.1", 2)]


def test_what_was_sent_is_known_and_what_the_stream_lost_is_sent_again(database: Database) -> None:
    _announce(database, 1, 2, 3)
    _place(database)
    _sent(database, 1, 2)
    with database.read() as connection:
        assert outbox.last_sent(connection) == (2, "e2.1")
        assert outbox.has_pending(connection)
    _sent(database, 3)
    with database.read() as connection:
        assert not outbox.has_pending(connection)
    assert database.transact(lambda c: outbox.send_again(c, after=1)) == 2
    assert _unsent(database) == [("e2.1", 2), ("e3.1", 3)]


def test_unsent_events_move_behind_what_the_stream_already_holds(database: Database) -> None:
    _announce(database, 1, 2, 3)
    _place(database)
    _sent(database, 1)
    assert database.transact(lambda c: outbox.skip_places(c, beyond=7)) == 2
    assert _unsent(database) == [("e2.1", 8), ("e3.1", 9)]
    _announce(database, 4)
    _place(database)
    assert _unsent(database)[-1] == ("e4.1", 10)


def test_a_replay_reads_every_event_after_a_place_in_order(database: Database) -> None:
    _announce(database, *range(1, 1201))
    _place(database, limit=2000)
    with database.read() as connection:
        assert [a.position for a in outbox.replay(connection, after=5)] == list(range(6, 1201))


def test_an_export_goes_on_exactly_from_its_cursor(database: Database) -> None:
    database.transact(lambda c: _store(c, database, *range(1, 451)))
    _place(database, limit=1000)
    with database.read() as connection:
        everything = [line["cursor"] for line in export_articles(connection)]
        assert sorted(everything) == list(range(1, 451))
        assert [line["cursor"] for line in export_articles(connection, since=440)] == list(range(441, 451))
    database.transact(lambda c: _store(c, database, 3, body="Two.", version=2))
    with database.read() as connection:
        assert [line["cursor"] for line in export_articles(connection, since=450)] == []
    _place(database)
    with database.read() as connection:
        (line,) = export_articles(connection, since=450)
        assert (line["cursor"], line["version"], line["paragraphs"]) == (451, 2, ["Two. 3"])


def test_an_article_that_is_committed_during_an_export_is_found_from_its_cursor_on(database: Database) -> None:
    database.transact(lambda c: _store(c, database, *range(1000, 1250)))
    _place(database, limit=1000)
    with database.read() as connection:
        lines = export_articles(connection)
        seen = [next(lines) for _ in range(100)]  # the first batch of rows has been read
        database.transact(lambda c: _store(c, database, 1, 9999))  # one before what was read, one behind it
        _place(database)
        seen += lines
    cursor = max(line["cursor"] for line in seen)
    with database.read() as connection:
        seen += export_articles(connection, since=cursor)
    assert Counter(line["id"] for line in seen) == Counter(f"{n:032x}" for n in (*range(1000, 1250), 1, 9999))


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_cursors_skip_nothing_and_repeat_nothing_while_many_write(database: Database) -> None:
    writing = threading.Event()
    failures: list[BaseException] = []

    def write(first: int) -> None:
        try:
            for n in range(first, first + 40, 4):
                database.transact(lambda c, n=n: _store(c, database, n, n + 1, n + 2, n + 3))  # type: ignore[misc]
        except BaseException as e:
            failures.append(e)

    def place() -> None:
        try:
            while not writing.is_set():
                _place(database, limit=7)
            while _place(database):
                pass
        except BaseException as e:
            failures.append(e)

    writers = [threading.Thread(target=write, args=(k * 100 + 1,)) for k in range(3)]
    relay = threading.Thread(target=place)
    for thread in (*writers, relay):
        thread.start()
    seen: list[str] = []
    cursor = 0

    def read_on() -> None:
        nonlocal cursor
        with database.read() as connection:
            for line in export_articles(connection, since=cursor):
                assert line["cursor"] > cursor
                cursor = line["cursor"]
                seen.append(line["id"])

    while any(t.is_alive() for t in writers):
        read_on()
    writing.set()
    relay.join()
    read_on()
    assert failures == []
    assert Counter(seen) == Counter(f"{k * 100 + n:032x}" for k in range(3) for n in range(1, 41))


def test_tallies_add_up_over_days_and_writers(database: Database) -> None:
    failures: list[BaseException] = []

    def count(order: list[str], day: int) -> None:
        try:
            for _ in range(10):
                happened: Counter[tuple[str, str]] = Counter({(s, w): 1 for s in order for w in ("stored", "gone")})
                moment = NOON + timedelta(days=day)
                database.transact(lambda c, h=happened, m=moment: tallies.count(c, database, h, now=m))  # type: ignore[misc]
        except BaseException as e:
            failures.append(e)

    orders: list[Any] = [(["a", "b", "c"], 0), (["c", "b", "a"], 0), (["b"], 1)]
    threads = [threading.Thread(target=count, args=order) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.read() as connection:
        assert tallies.totals(connection) == {"stored": 70, "gone": 70}
