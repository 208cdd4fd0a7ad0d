"""Brings a database to the schema of this code (Alembic), one process at a time."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from workers.errors import BadConfig
from workers.store.database import Database

_LOCK = 0x6B686162  # "khab": two migrations of one PostgreSQL database wait for each other


def migrate(database: Database) -> tuple[str | None, str]:
    """(revision before, revision now). Does nothing where the schema is current.

    Raises BadConfig for a newer one, TryAgain where the database does not answer.
    """
    config = _config()
    head = ScriptDirectory.from_config(config).get_current_head() or ""

    def work(connection: Connection) -> str | None:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        before = revision(connection)
        _refuse_newer(database, before)
        if before != head:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        return before

    return database.transact(work), head


def is_current(database: Database) -> bool:
    """Whether the schema is the one this code was written for; raises BadConfig where it is newer."""
    with database.read() as connection:
        now = revision(connection)
    _refuse_newer(database, now)
    return now == ScriptDirectory.from_config(_config()).get_current_head()


def revision(connection: Connection) -> str | None:
    """The revision that the database says it has."""
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(database: Database, now: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if now is not None and now not in known:
        where = database.url.render_as_string(hide_password=True)
        raise BadConfig(
            where, f"its schema is {now}, which this version of khabar does not know: it is newer than the code"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
