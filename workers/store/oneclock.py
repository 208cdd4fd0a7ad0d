"""One clock for all machines: the database server's, asked now and then and carried on in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from workers.errors import TryAgain
from workers.store.database import Database

ASKED_EVERY = 10.0  # seconds


def _own() -> datetime:
    return datetime.now(UTC)


class OneClock:
    """What time it is for everybody who works on a database, in UTC.

    SQLite lies on one machine, whose clock it is. PostgreSQL is asked: machines whose own clocks are wrong, or are put
    right, claim nothing too early or too late. While it cannot be asked, the last answer goes on.
    """

    def __init__(
        self,
        database: Database,
        *,
        own: Callable[[], datetime] = _own,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._own = own
        self._steady = steady
        self._zero: datetime | None = None  # the moment at which `steady` said 0
        self._asked = 0.0

    def now(self) -> datetime:
        if self._database.is_sqlite:
            return self._own()
        zero = self._zero
        if zero is None or self._steady() - self._asked >= ASKED_EVERY:
            zero = self._ask()
        return zero + timedelta(seconds=self._steady())

    def _ask(self) -> datetime:
        self._asked = self._steady()  # first: no other thread asks meanwhile
        try:
            with self._database.read() as connection:
                before = self._steady()
                at: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
                after = self._steady()
        except TryAgain:
            return self._zero or self._own() - timedelta(seconds=self._steady())
        self._zero = at.astimezone(UTC) - timedelta(seconds=(before + after) / 2)
        return self._zero
