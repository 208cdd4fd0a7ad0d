"""The store, opened for a command: the schema has to be this version's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workers import logs
from workers.errors import BadConfig
from workers.services import Services
from workers.settings import load_settings
from workers.store.migrate import is_current


@contextmanager
def opened() -> Iterator[Services]:
    """Services over a store with a current schema; raises BadConfig where there is none yet."""
    logs.leave_to_commands()
    services = Services(load_settings())
    database = services.database
    try:
        if not is_current(database):
            where = database.url.render_as_string(hide_password=True)
            raise BadConfig(
                where, "has not this version's tables: run `khabar migrate` first (`khabar run` does it by itself)"
            )
        yield services
    finally:
        services.close()
