from __future__ import annotations

from collections.abc import Iterator

import pytest

from workers.demo.newsroom import Newsroom


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served
