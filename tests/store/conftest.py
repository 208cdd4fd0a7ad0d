"""A migrated store, once SQLite and once PostgreSQL, and short ways to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from workers.store.database import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    """An empty store with a current schema."""
    opened = Database(store_url)
    yield opened
    opened.close()
