"""The dispatcher's record in the database (`notify.deliver.Ledger`)."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from workers.errors import TryAgain
from workers.notify.deliver import Attempt
from workers.notify.webhooks import EndpointState, Verdict
from workers.records import Announcement
from workers.store import deliveries
from workers.store.database import Database
from workers.store.deliveries import Standing, Tried


class DatabaseLedger:
    """One dispatcher's view of `names`; what it claims is its own, by a token that no other has."""

    def __init__(self, database: Database, names: Collection[str]) -> None:
        self.database = database
        self.names = frozenset(names)
        self.token = uuid.uuid4().hex
        # SQLite lets one write and has the others sleep and ask again, for longer each time; here they queue.
        self._turn = threading.Lock() if database.is_sqlite else contextlib.nullcontext()

    def due(self, now: datetime) -> Sequence[str]:
        """As `Ledger.due`."""
        with self.database.read() as connection:
            return [name for name in deliveries.due(connection, now) if name in self.names]

    def claim(self, name: str, now: datetime, until: datetime) -> EndpointState | None:
        """As `Ledger.claim`."""
        database = self.database
        with self._turn:
            standing = database.transact(lambda c: deliveries.claim(c, name, token=self.token, now=now, until=until))
        return None if standing is None else state_of(standing)

    def events_after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        """As `Ledger.events_after`."""
        with self.database.read() as connection:
            return deliveries.events_after(connection, cursor, limit=limit)

    def save(self, name: str, state: EndpointState, attempts: Sequence[Attempt], *, release: bool) -> None:
        """As `Ledger.save`; raises TryAgain where the claim is not ours any more: the other's word counts."""
        tried = [_tried(attempt) for attempt in attempts]
        standing, token, database = standing_of(state), self.token, self.database
        with self._turn:
            held = database.transact(
                lambda c: deliveries.keep(c, database, name, standing, tried, token=token, release=release)
            )
        if not held:
            raise TryAgain(name, "somebody else has taken over this subscriber")


def state_of(standing: Standing) -> EndpointState:
    """A row as the notify room speaks of it."""
    return EndpointState(
        cursor=standing.cursor,
        attempt=standing.attempt,
        next_at=standing.next_at,
        failing_since=standing.failing_since,
        confirmed=standing.confirmed,
        disabled=standing.disabled,
    )


def standing_of(state: EndpointState) -> Standing:
    """What the notify room says as a row."""
    return Standing(
        cursor=state.cursor,
        attempt=state.attempt,
        next_at=state.next_at,
        failing_since=state.failing_since,
        confirmed=state.confirmed,
        disabled=state.disabled,
    )


def _tried(attempt: Attempt) -> Tried:
    answer = attempt.answer
    why = None if answer.verdict is Verdict.DELIVERED else (answer.why or str(answer.verdict))[:500]
    return Tried(attempt.position, attempt.event_id, attempt.at, answer.status, why, attempt.dead_letter)
