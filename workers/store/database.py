"""One database, SQLite or PostgreSQL, opened once a process; transactions that are repeated where they collide."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from workers.errors import TryAgain

T = TypeVar("T")

_COLLISIONS = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
_DAMAGES = {"XX001", "XX002"}  # data, index
_TAKES_NOTHING = {"25006", "53100"}  # read-only, disk full


class Database:
    """Where the record of all work lies.

    `transact(work)` runs `work(connection)` in one write transaction and repeats it from the start where two
    transactions collided; `read()` gives a connection with a snapshot of its own. A database that cannot be reached,
    is damaged or only lets itself be read raises `TryAgain`; everything else is a bug and comes through as it is.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)

    def transact(self, work: Callable[[Connection], T], tries: int = 8) -> T:
        """The result of `work`, committed. `work` may run more than once and must not act outside the database."""
        for attempt in range(1, tries + 1):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except DBAPIError as e:
                if not (_collided(e) and attempt < tries):
                    raise self._translated(e) from e
            time.sleep(min(1.0, 0.01 * 2**attempt) * random.random())  # two that collided must not meet again
        raise AssertionError("unreachable")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading only: all that it reads is of one moment."""
        options: dict[str, Any] = {"khabar_read_only": True}
        if not self.is_sqlite:
            options["isolation_level"] = "REPEATABLE READ"
        try:
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as e:
            raise self._translated(e) from e

    def insert(self, table: sa.Table) -> Any:
        """An INSERT that knows ON CONFLICT, in this database's dialect."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def close(self) -> None:
        self.engine.dispose()

    def _translated(self, e: DBAPIError) -> Exception:
        where, said = self.url.render_as_string(hide_password=True), " ".join(str(e.orig).split())
        if _is_damaged(e):
            return TryAgain(where, f"the database is damaged ({said}): restore a backup")
        if _only_reads(e):
            return TryAgain(where, f"the database cannot be written to ({said})")
        if _collided(e) or e.connection_invalidated or isinstance(e, OperationalError):
            return TryAgain(where, f"the database does not answer ({said})")
        return e


def locked(statement: sa.Select[Any], database: Database, *, skip: bool = True) -> sa.Select[Any]:
    """FOR UPDATE [SKIP LOCKED] where rows can be locked; SQLite's writer already has the whole file."""
    return statement if database.is_sqlite else statement.with_for_update(skip_locked=skip)


def _collided(e: DBAPIError) -> bool:
    state = getattr(e.orig, "sqlstate", None)
    return state in _COLLISIONS or "database is locked" in str(e.orig)


def _is_damaged(e: DBAPIError) -> bool:
    """Whether the file, or a table or index of the server, is no longer what it was."""
    code = getattr(e.orig, "sqlite_errorcode", 0) & 0xFF  # the low byte; the others tell where it was noticed
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or getattr(e.orig, "sqlstate", "") in _DAMAGES


def _only_reads(e: DBAPIError) -> bool:
    """Whether the file or the server (a standby, a full disk) takes nothing."""
    code = getattr(e.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL) or getattr(e.orig, "sqlstate", "") in _TAKES_NOTHING


def _sqlite_engine(url: sa.URL) -> Engine:
    engine = sa.create_engine(url, connect_args={"timeout": 30}, pool_size=4, max_overflow=4)

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        _log_ahead(cursor)
        # A commit survives kill -9. After a power cut the last ones may be gone: they are fetched again, same ids.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -4000")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred BEGIN that later writes fails "locked" at once, whatever the timeout (measured: 3 of 4).
        read_only = connection.get_execution_options().get("khabar_read_only")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _log_ahead(cursor: Any) -> None:
    """Puts a new file into WAL mode. Two that open it at once collide, and SQLite tells one so without waiting."""
    for attempt in range(1, 12):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as e:
            if "locked" not in str(e) or attempt == 11:
                raise
            time.sleep(min(1.0, 0.01 * 2**attempt) * random.random())
        else:
            return


def _postgres_engine(url: sa.URL) -> Engine:
    return sa.create_engine(
        url,
        pool_size=4,
        max_overflow=8,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,
            "application_name": "khabar",
            "options": "-c statement_timeout=60000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000",
        },
    )
