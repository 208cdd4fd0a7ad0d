"""Counts of what pages gave."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tests.store.conftest import NOON
from workers.store import quality
from workers.store.database import Database
from workers.store.schema import metadata

ONE = [1] * len(quality.COUNTS)


def test_the_table_has_a_column_for_every_count() -> None:
    assert [c.name for c in metadata.tables["quality"].columns] == ["source_id", "day", "at", *quality.COUNTS]


def test_counts_of_a_day_add_up(database: Database) -> None:
    tomorrow = NOON + timedelta(days=1)
    database.transact(lambda c: quality.add(c, {}, now=NOON))
    database.transact(lambda c: quality.add(c, {"b": ONE, "a": ONE}, now=NOON))
    database.transact(lambda c: quality.add(c, {"a": [2 * n for n in ONE]}, now=NOON + timedelta(hours=1)))
    database.transact(lambda c: quality.add(c, {"a": ONE}, now=tomorrow))
    with database.read() as connection:
        days = quality.days_of(connection, ["a", "b", "c"], since=NOON.date())
        assert [(d.day, set(d.counts.values())) for d in days["a"]] == [(NOON.date(), {3}), (tomorrow.date(), {1})]
        assert list(days) == ["a", "b"]
        assert quality.days_of(connection, ["a"], since=tomorrow.date())["a"][0].counts["articles"] == 1
        assert sorted(quality.added_to(connection, since=NOON)) == ["a", "b"]
        assert quality.added_to(connection, since=NOON + timedelta(minutes=1)) == ["a"]


def test_old_days_are_forgotten_some_at_a_time(database: Database) -> None:
    for at in (NOON - timedelta(days=ago) for ago in range(4)):
        database.transact(partial(quality.add, seen={"a": ONE}, now=at))
    before = NOON.date() - timedelta(days=1)
    assert database.transact(lambda c: quality.forget(c, before=before, at_once=1)) == 1
    assert database.transact(lambda c: quality.forget(c, before=before, at_once=100)) == 1
    with database.read() as connection:
        assert len(quality.days_of(connection, ["a"], since=before - timedelta(days=9))["a"]) == 2
