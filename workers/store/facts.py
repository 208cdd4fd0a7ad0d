"""Rows of facts: single values that belong to the whole installation."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database
from workers.store.schema import facts


def read_text(connection: Connection, name: str) -> str | None:
    """The text of this name, None where none was written."""
    return connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()


def write_text(connection: Connection, database: Database, name: str, text: str) -> None:
    """Keeps the text under this name."""
    insert = database.insert(facts)
    statement = insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
    connection.execute(statement, {"name": name, "value": text})


def read_moment(connection: Connection, name: str) -> datetime | None:
    """The moment of this name, None where none was written."""
    value = read_text(connection, name)
    return None if value is None else datetime.fromisoformat(value)


def write_moment(connection: Connection, database: Database, name: str, moment: datetime) -> None:
    """Keeps the moment under this name."""
    write_text(connection, database, name, moment.astimezone(UTC).isoformat())
