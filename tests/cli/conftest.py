"""An installation for commands that need a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.khabar_runs import Here, Khabar
from workers.services import Services
from workers.settings import load_settings
from workers.store.migrate import migrate


@pytest.fixture
def khabar(tmp_path: Path) -> Khabar:
    """An installation with an empty, migrated store."""
    made = Here(tmp_path)
    made.configure("", [80])
    services = Services(load_settings(made.environment))
    migrate(services.database)
    services.close()
    return made
