"""How far an archive is read back is written by one at a time, and ends with its source."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tests.store.conftest import NOON
from tests.store.filling import list_sources, rows
from workers.records import Source
from workers.store import backfills
from workers.store.database import Database
from workers.store.sources import retire
from workers.store.standing import Place

ONE = Source("one", "https://example.org/feed")
PLACE = Place(ONE.url, "example.org", "https://example.org")


def _begin(database: Database) -> None:
    list_sources(database, ONE, now=NOON)
    database.transact(lambda c: backfills.begin(c, database, ONE, PLACE, documents=9, since=None, now=NOON))


def _state(database: Database) -> tuple[str, str]:
    (archive,) = [row.state for row in rows(database, "sources") if row.id == "one~archive"]
    with database.read() as c:
        return backfills.of(c, ["one"])["one"].state, archive


def test_nobody_stops_a_backfill_between_a_polls_reading_and_writing_it(database: Database) -> None:
    _begin(database)
    if not database.is_sqlite:  # which has one writer at a time
        with database.engine.begin() as poll:
            backfills.hold(poll, database, ["one"])
            with database.engine.connect() as other:
                other.execute(sa.text("SET LOCAL lock_timeout = '20ms'"))
                with pytest.raises(DBAPIError, match="lock timeout"):
                    backfills.stop(other, database, "one", why="enough")
    database.transact(lambda c: backfills.stop(c, database, "one", why="enough"))
    assert _state(database) == ("done", "ended")


def test_a_backfill_ends_with_its_source(database: Database) -> None:
    _begin(database)
    database.transact(lambda c: retire(c, database, "one", reason="removed"))
    assert _state(database) == ("done", "retired")
    _begin(database)
    assert _state(database) == ("reading", "active")
    list_sources(database, now=NOON)
    list_sources(database, ONE, now=NOON)
    assert _state(database) == ("done", "retired")
