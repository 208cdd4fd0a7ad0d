"""Where each pushed subscriber stands: claims are one's own, cursors survive, what was given up is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.store.conftest import NOON
from tests.store.filling import rows
from workers.records import Announcement, EventType
from workers.store import deliveries, outbox
from workers.store.database import Database
from workers.store.deliveries import Kept, Standing, Tried

LATER = NOON + timedelta(minutes=1)


def announce(database: Database, *numbers: int, sent: bool = True) -> None:
    told = [(Announcement(f"e{n}", EventType.CREATED, f"article/{n}", "{}"), 1) for n in numbers]
    database.transact(lambda c: outbox.announce(c, database, told, now=NOON))
    database.transact(lambda c: outbox.place(c, limit=1000))
    if sent:
        with database.read() as connection:
            places = [row.position or 0 for row in outbox.unsent(connection, limit=1000)]
        database.transact(lambda c: outbox.mark_sent(c, places, now=NOON))


def list_only(database: Database, *names: str, begin_now: tuple[str, ...] = ()) -> list[str]:
    return database.transact(lambda c: deliveries.list_only(c, database, names, begin_now=begin_now, now=NOON))


def due(database: Database) -> list[str]:
    with database.read() as connection:
        return deliveries.due(connection, NOON)


def claim(database: Database, name: str, token: str = "me", now: datetime = NOON) -> Standing | None:
    until = now + timedelta(minutes=1)
    claimed = database.transact(lambda c: deliveries.claim_due(c, database, [name], token=token, now=now, until=until))
    return claimed.get(name)


def keep(
    database: Database, name: str, standing: Standing, *tried: Tried, token: str = "me", release: bool = True
) -> bool:
    kept = Kept(name, standing, tried, release)
    return name in database.transact(lambda c: deliveries.keep(c, database, [kept], token=token, until=LATER))


def test_a_new_subscriber_starts_at_the_beginning_or_with_what_comes(database: Database) -> None:
    announce(database, 1, 2)
    assert list_only(database, "all", "coming", begin_now=("coming",)) == ["all", "coming"]
    assert due(database) == ["all"]
    announce(database, 3)
    assert sorted(due(database)) == ["all", "coming"]
    standing = claim(database, "coming", "me")
    assert standing is not None
    with database.read() as connection:
        assert [a.event_id for a in deliveries.events_after(connection, standing.cursor, limit=9)] == ["e3"]


def test_what_is_not_in_the_stream_yet_is_nobodys_business(database: Database) -> None:
    list_only(database, "a")
    announce(database, 1, sent=False)
    assert due(database) == []


def test_who_left_the_list_is_left_alone_and_comes_back_where_it_was(database: Database) -> None:
    announce(database, 1, 2)
    list_only(database, "a", "b")
    claim(database, "a", "me")
    assert keep(database, "a", Standing(cursor=1))
    list_only(database, "b")
    assert due(database) == ["b"]
    assert list_only(database, "a", "b", begin_now=("a",)) == []
    assert claim(database, "a") == Standing(cursor=1)


def test_a_claim_is_ones_own_until_it_ends(database: Database) -> None:
    announce(database, 1)
    list_only(database, "a")
    assert claim(database, "a", "me") == Standing()
    assert due(database) == []
    assert claim(database, "a", "other") is None
    assert claim(database, "a", "other", now=LATER) is not None
    assert not keep(database, "a", Standing(cursor=9))
    assert rows(database, "deliveries")[0].cursor == 0


def test_what_an_operator_puts_counts_more_than_a_dispatcher_at_work(database: Database) -> None:
    announce(database, 1)
    list_only(database, "a")
    claim(database, "a", "me")
    assert database.transact(lambda c: deliveries.put(c, "a", Standing(cursor=0)))
    assert not keep(database, "a", Standing(cursor=1))
    assert due(database) == ["a"]
    assert not database.transact(lambda c: deliveries.put(c, "nobody", Standing()))


def test_waiting_failing_and_disabled_ones_are_not_due(database: Database) -> None:
    announce(database, 1)
    list_only(database, "a")
    failing = Standing(attempt=1, next_at=LATER, failing_since=NOON, confirmed=True)
    claim(database, "a", "me")
    assert keep(database, "a", failing, Tried(1, "e1", NOON, 500, "answered 500"))
    assert due(database) == []
    row = rows(database, "deliveries")[0]
    assert (deliveries.standing_of(row), row.last_error) == (failing, "answered 500")
    database.transact(lambda c: deliveries.put(c, "a", replace(failing, next_at=None, disabled="it answered 410 Gone")))
    assert due(database) == []


def test_failures_and_dead_letters_are_kept_and_successes_counted(database: Database) -> None:
    announce(database, 1, 2)
    list_only(database, "a")
    claim(database, "a", "me")
    assert keep(database, "a", Standing(cursor=1), Tried(1, "e1", NOON, 422, "answered 422", True), release=False)
    assert keep(database, "a", Standing(cursor=2), Tried(2, "e2", LATER, 200))
    row = rows(database, "deliveries")[0]
    assert (row.cursor, row.delivered, row.delivered_at, row.last_error, row.claimed_by) == (2, 1, LATER, None, None)
    assert [(r.name, r.position, r.event_id, r.status, r.why) for r in rows(database, "dead_letters")] == [
        ("a", 1, "e1", 422, "answered 422")
    ]
    assert len(rows(database, "delivery_attempts")) == 1
    database.transact(lambda c: deliveries.put(c, "a", Standing()))
    claim(database, "a", "me")
    assert keep(database, "a", Standing(cursor=1), Tried(1, "e1", LATER, 400, "answered 400", True))
    assert [r.status for r in rows(database, "dead_letters")] == [400]
    assert database.transact(lambda c: deliveries.forget_attempts(c, before=LATER, at_once=10)) == 1


def test_what_is_still_needed_is_what_living_subscribers_wait_for(database: Database) -> None:
    with database.read() as connection:
        assert deliveries.needed_from(connection) is None
    announce(database, 1, 2, 3)
    list_only(database, "a", "b", "c")
    for name, standing in (("a", Standing(cursor=2)), ("b", Standing(cursor=1, disabled="gone"))):
        database.transact(lambda c, n=name, s=standing: deliveries.put(c, n, s))  # type: ignore[misc]
    list_only(database, "a", "b")
    with database.read() as connection:
        assert deliveries.needed_from(connection) == 3
        assert deliveries.waiting(connection, 1) == 2


def test_many_are_claimed_and_kept_at_once_each_under_its_own_claim(database: Database) -> None:
    announce(database, 1, 2)
    names = [f"s{n}" for n in range(5)]
    list_only(database, *names)
    claimed = database.transact(
        lambda c: deliveries.claim_due(c, database, names, token="me", now=NOON, until=LATER, limit=3)
    )
    assert len(claimed) == 3
    others = database.transact(lambda c: deliveries.claim_due(c, database, names, token="other", now=NOON, until=LATER))
    assert sorted([*claimed, *others]) == names
    kept = [Kept(name, Standing(cursor=2), [Tried(1, "e1", NOON, 204), Tried(2, "e2", NOON, 204)]) for name in names]
    assert database.transact(lambda c: deliveries.keep(c, database, kept, token="me", until=LATER)) == set(claimed)
    assert {r.name: (r.cursor, r.delivered) for r in rows(database, "deliveries")} == {
        name: (2, 2) if name in claimed else (0, 0) for name in names
    }


def test_what_is_held_is_held_longer_and_given_back(database: Database) -> None:
    announce(database, 1)
    list_only(database, "a")
    claim(database, "a")
    database.transact(lambda c: deliveries.renew(c, token="me", until=LATER + timedelta(hours=1)))
    assert claim(database, "a", "other", now=LATER) is None
    assert database.transact(lambda c: deliveries.release_of(c, ["me"])) == 1
    assert claim(database, "a", "other", now=LATER) is not None


def test_who_only_passed_over_events_keeps_its_count_and_its_last_error(database: Database) -> None:
    announce(database, 1, 2)
    list_only(database, "a")
    claim(database, "a")
    assert keep(database, "a", Standing(), Tried(1, "e1", NOON, 500, "answered 500"), release=False)
    assert keep(database, "a", Standing(cursor=1, agreed="terms", agreed_rate=5))
    row = rows(database, "deliveries")[0]
    assert (row.cursor, row.delivered, row.last_error, row.agreed_rate) == (1, 0, "answered 500", 5)
