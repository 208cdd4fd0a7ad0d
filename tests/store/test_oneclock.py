"""The one clock: the database server's on PostgreSQL, whatever the machines' own ones say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workers.store.database import Database
from workers.store.oneclock import ASKED_EVERY, OneClock

HOUR = timedelta(hours=1)


class Machine:
    """A machine whose own clock is wrong by `by`, and whose steady clock a test moves on."""

    def __init__(self, by: timedelta = timedelta()) -> None:
        self.by = by
        self.seconds = 500.0

    def own(self) -> datetime:
        return datetime.now(UTC) + self.by

    def steady(self) -> float:
        return self.seconds


def _off(clock: OneClock) -> timedelta:
    return abs(clock.now() - datetime.now(UTC))


def test_a_machine_whose_clock_is_wrong_or_is_put_right_goes_by_the_database(database: Database) -> None:
    machine = Machine(by=HOUR)
    clock = OneClock(database, own=machine.own, steady=machine.steady)
    if database.is_sqlite:  # which lies on that machine: there is no other clock
        assert abs(_off(clock) - HOUR) < timedelta(seconds=30)
        return
    assert _off(clock) < timedelta(seconds=30)
    machine.by = -HOUR
    assert _off(clock) < timedelta(seconds=30)
    machine.seconds += ASKED_EVERY - 1
    assert clock.now() - datetime.now(UTC) > timedelta(seconds=ASKED_EVERY - 5)  # carried on, not asked
    machine.seconds += 1
    assert _off(clock) < timedelta(seconds=5)  # asked anew


def test_a_database_that_is_away_does_not_stop_the_clock() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    machine = Machine()
    clock = OneClock(away, own=machine.own, steady=machine.steady)
    assert _off(clock) < timedelta(seconds=30)
    away.close()
