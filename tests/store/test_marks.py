"""Marks find what may be a copy, and never more of a stock phrase than its youngest bearers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from tests.store.conftest import NOON
from workers.store import marks, migrations
from workers.store.database import Database
from workers.store.migrate import migrate
from workers.store.schema import articles

WEEK_AGO = NOON - timedelta(days=7)


def _id(number: int) -> str:
    return f"{number:032x}"


def _leave(database: Database, *marked: tuple[int, list[int]], at: datetime) -> None:
    rows = [(_id(number), keys) for number, keys in marked]
    database.transact(lambda c: marks.leave(c, database, rows, now=at))


def _find(database: Database, keys: Iterable[int], since: datetime = WEEK_AGO) -> list[tuple[int, int]]:
    """(key, number of the article), sorted."""
    with database.read() as connection:
        found = marks.find(connection, database, keys, since=since)
    return sorted((key, int(name, 16)) for key, names in found.items() for name in names)


def test_each_key_finds_its_articles_of_the_last_days(database: Database) -> None:
    low, high = -(2**63), 2**63 - 1
    _leave(database, (1, [low, 5]), at=NOON - timedelta(days=8))
    _leave(database, (2, [low, high]), (2**128 - 1, [high, 7]), at=NOON - timedelta(days=1))
    assert _find(database, [low, high, 5, 6]) == [(low, 2), (high, 2), (high, 2**128 - 1)]
    assert _find(database, []) == []


def test_of_a_key_that_many_have_the_youngest_are_found(database: Database) -> None:
    for hour in range(50):
        _leave(database, (hour, [42, 100 + hour]), at=WEEK_AGO + timedelta(hours=hour))
    found = _find(database, [42, 101])
    assert [number for key, number in found if key == 42] == list(range(34, 50))
    assert [number for key, number in found if key == 101] == [1]


def test_marks_are_found_to_the_hour_and_forgotten_a_part_at_a_time(database: Database) -> None:
    _leave(database, (1, [1, -2]), (2, [1]), at=NOON)
    _leave(database, (3, list(range(10, 1210))), at=NOON + timedelta(days=2))
    assert _find(database, [1, -2, 7], NOON + timedelta(minutes=59)) == [(-2, 1), (1, 1), (1, 2)]
    assert _find(database, [1], NOON + timedelta(hours=1)) == []
    assert len(_find(database, range(2000), NOON + timedelta(days=1))) == 1200
    before = NOON + timedelta(hours=1)
    forgotten = [database.transact(lambda c: marks.forget(c, database, before=before, at_once=2)) for _ in range(3)]
    assert forgotten == [2, 1, 0]
    assert _find(database, [1, -2]) == []
    assert len(_find(database, range(2000))) == 1200


def test_the_articles_of_ids_are_read_as_far_as_a_comparison_needs_them(database: Database) -> None:
    values = {"url": "", "title": "", "version": 1, "content_hash": "", "state": "usable", "found_via": "feed"}
    moments = {"first_seen": NOON, "version_seen": NOON, "fetched_at": NOON}
    own = {"id": _id(1), "cluster": _id(9), "source_id": "it's", "fingerprint": b"\x00\xff", "record": "{}"}
    database.transact(lambda c: c.execute(sa.insert(articles).values(**values, **moments, **own)))
    with database.read() as connection:
        known = marks.kin(connection, database, [_id(1), _id(2)])
        assert marks.kin(connection, database, []) == {}
    assert known == {_id(1): marks.Kin(_id(1), _id(9), "it's", b"\x00\xff")}


def test_marks_of_earlier_versions_are_forgotten_by_the_migration(fresh_database_url: str) -> None:
    database = Database(fresh_database_url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    def begin(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")

    database.transact(begin)
    old = f"INSERT INTO marks (key, article_id, seen_at) VALUES (7, '{_id(1)}', '2026-11-24T12:00:00.000000+00:00')"
    database.transact(lambda c: c.exec_driver_sql(old))
    migrate(database)
    assert _find(database, [7]) == []
    _leave(database, (1, [7]), at=NOON)
    assert _find(database, [7]) == [(7, 1)]
    database.close()
