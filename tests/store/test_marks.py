"""Marks find what may be a copy, and never more of a stock phrase than its youngest bearers."""

from __future__ import annotations

from datetime import timedelta

from tests.store.conftest import NOON
from workers.store import marks
from workers.store.database import Database

WEEK_AGO = NOON - timedelta(days=7)


def test_each_key_finds_its_articles_of_the_last_days(database: Database) -> None:
    low, high = -(2**63), 2**63 - 1
    old, young = NOON - timedelta(days=8), NOON - timedelta(days=1)
    database.transact(lambda c: marks.leave(c, database, [("old", [low, 5])], now=old))
    database.transact(lambda c: marks.leave(c, database, [("a", [low, high]), ("b", [high, 7])], now=young))
    with database.read() as connection:
        found = marks.find(connection, database, [low, high, 5, 6], since=WEEK_AGO)
        assert sorted(found) == [(low, "a"), (high, "a"), (high, "b")]
        assert marks.find(connection, database, [], since=WEEK_AGO) == []


def test_of_a_key_that_many_have_the_youngest_are_found(database: Database) -> None:
    for hour in range(50):
        at = WEEK_AGO + timedelta(hours=hour)
        database.transact(lambda c, n=hour, t=at: marks.leave(c, database, [(f"a{n:02}", [42, n])], now=t))  # type: ignore[misc]
    with database.read() as connection:
        found = marks.find(connection, database, [42, 1], since=WEEK_AGO)
    assert sorted(a for key, a in found if key == 42) == [f"a{n:02}" for n in range(18, 50)]
    assert [a for key, a in found if key == 1] == ["a01"]
