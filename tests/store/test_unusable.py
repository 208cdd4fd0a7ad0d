"""A database that is there and cannot be used: one sentence, and no page is blamed for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from workers.errors import TryAgain
from workers.store.database import Database
from workers.store.migrate import is_current, migrate
from workers.store.schema import sources


def _sentence(caught: pytest.ExceptionInfo[TryAgain]) -> str:
    assert str(caught.value).isprintable()
    return caught.value.why


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "k.sqlite").write_bytes(b"all sorts of things " * 100)
    database = Database(f"sqlite:///{tmp_path}/k.sqlite")
    for use in (migrate, is_current):
        with pytest.raises(TryAgain) as caught:
            use(database)
        assert _sentence(caught) == "the database is damaged (file is not a database): restore a backup"


def test_a_file_that_is_damaged_within_is_named(tmp_path: Path) -> None:
    file = tmp_path / "k.sqlite"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(TryAgain) as caught, database.read() as connection:
        connection.execute(sa.select(sources)).all()
    assert _sentence(caught).startswith("the database is damaged (")
    with pytest.raises(TryAgain):
        database.transact(lambda c: c.execute(sa.delete(sources)))
    database.close()


def test_a_database_that_only_lets_itself_be_read_is_named(fresh_database_url: str) -> None:
    database = Database(fresh_database_url)
    migrate(database)
    forbid = "PRAGMA query_only = ON" if database.is_sqlite else "SET TRANSACTION READ ONLY"

    def write(connection: sa.Connection) -> None:
        connection.exec_driver_sql(forbid)
        connection.execute(sa.delete(sources))

    with pytest.raises(TryAgain) as caught:
        database.transact(write)
    assert _sentence(caught).startswith("the database cannot be written to (")
    database.close()
