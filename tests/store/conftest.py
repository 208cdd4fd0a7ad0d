"""A migrated store, once SQLite and once PostgreSQL, and short ways to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from workers.store.database import Database
from workers.store.migrate import migrate

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    """An empty store with a current schema."""
    opened = Database(fresh_database_url)
    migrate(opened)
    yield opened
    opened.close()
