"""Stores with a current schema: migrated once a test run, then copied. A migration costs more than most tests."""

from __future__ import annotations

import contextlib
import functools
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from workers.store.database import Database
from workers.store.migrate import migrate

EMPTY = "template1"  # PostgreSQL's own
_numbers = itertools.count(1)


@functools.cache
def _migrated_sqlite() -> bytes:
    with tempfile.TemporaryDirectory(prefix="khabar-store-") as folder:
        file = Path(folder) / "khabar.sqlite"
        _migrate(f"sqlite:///{file}")
        return file.read_bytes()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def sqlite_store(file: Path) -> str:
    """The URL of a store in this file: the one that is there, else a new one."""
    if not file.exists():
        file.write_bytes(_migrated_sqlite())
    return f"sqlite:///{file}"


@contextlib.contextmanager
def postgres_database(server: str, template: str = EMPTY) -> Iterator[str]:
    """The SQLAlchemy URL of a new database on this server, a copy of `template`; gone at the end of the block."""
    name = f"khabar_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield server.replace("postgresql://", "postgresql+psycopg://").removesuffix("/postgres") + f"/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def migrated_template(server: str) -> Iterator[str]:
    """The name of a database that has the schema of the code, to be copied: nobody is connected to it."""
    with postgres_database(server) as url:
        _migrate(url)
        yield url.rpartition("/")[2]
