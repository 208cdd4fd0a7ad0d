"""The dispatcher's record in the database (`notify.ledger.Ledger`), under the name of a pump of its own."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from workers.notify.ledger import Attempt, Saved
from workers.notify.webhooks import Agreement, EndpointState, Verdict
from workers.records import Announcement
from workers.services import Services
from workers.store import deliveries, pumps
from workers.store.alarms import Alarm, raise_alarms
from workers.store.deliveries import Kept, Standing, Tried

KIND = "deliver"
DISABLED = "disabled"  # the kind of alarm


class Hand:
    """Whoever claims: what is claimed by its id is its own until the claim runs out."""

    def __init__(self, services: Services, lock: threading.Lock | None = None) -> None:
        self.services = services
        self.id = uuid.uuid4().hex
        self.lock = lock or threading.Lock()  # SQLite has others that write sleep and ask again; here they queue

    def let_go(self) -> None:
        """What it still holds is nobody's again."""
        with self.lock:
            self.services.database.transact(lambda c: deliveries.release_of(c, [self.id]))


class Turn(Hand):
    """A pump that delivers: what is claimed in its name is its own as long as it gives signs of life."""

    def begin(self) -> bool:
        """False where this machine has one already."""
        services, now = self.services, self.services.now()
        return services.database.transact(
            lambda c: pumps.start_pump(
                c,
                pump_id=self.id,
                kind=KIND,
                host=services.host,
                pid=os.getpid(),
                limit=1,
                now=now,
                lease=services.settings.pumps.lease,
            )
        )

    def end(self) -> None:
        """What it still holds is nobody's again."""
        now = self.services.now()

        def sign_out(connection: Connection) -> None:
            deliveries.release_of(connection, [self.id])
            pumps.end_pump(connection, pump_id=self.id, now=now)

        self.services.database.transact(sign_out)


class DatabaseLedger:
    """The view of `names` that one dispatcher has. What it claims is its own, by the name of its turn."""

    def __init__(self, turn: Hand, names: Collection[str]) -> None:
        self.turn = turn
        self.database = turn.services.database
        self.names = frozenset(names)

    def of(self, name: str) -> DatabaseLedger:
        """The view of this one alone."""
        return DatabaseLedger(self.turn, [name])

    def claim(self, now: datetime, until: datetime) -> Mapping[str, EndpointState]:
        """As `Ledger.claim`; without a write where nobody is due."""
        with self.database.read() as connection:
            due = self.names.intersection(deliveries.due(connection, now))
        if not due:
            return {}
        database, token = self.database, self.turn.id
        with self.turn.lock:
            claimed = database.transact(
                lambda c: deliveries.claim_due(c, database, due, token=token, now=now, until=until)
            )
        return {name: state_of(standing) for name, standing in claimed.items()}

    def events_after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        """As `Ledger.events_after`."""
        with self.database.read() as connection:
            return deliveries.events_after(connection, cursor, limit=limit)

    def save(self, saved: Sequence[Saved], until: datetime) -> set[str]:
        """As `Ledger.save`; who was disabled is an alarm from now on."""
        kept = [
            Kept(one.name, standing_of(one.state), [_tried(attempt) for attempt in one.attempts], one.release)
            for one in saved
        ]
        disabled = {one.name: one.state.disabled for one in saved if one.state.disabled}
        database, token, now = self.database, self.turn.id, self.turn.services.now()

        def keep(connection: Connection) -> set[str]:
            ours = deliveries.keep(connection, database, kept, token=token, until=until)
            alarms = [disabled_alarm(name, why) for name, why in disabled.items() if name in ours]
            raise_alarms(connection, database, alarms, now=now)
            return ours

        with self.turn.lock:
            return database.transact(keep)

    def renew(self, now: datetime, until: datetime) -> bool:
        """As `Ledger.renew`."""
        token, lease = self.turn.id, self.turn.services.settings.pumps.lease

        def live(connection: Connection) -> bool:
            deliveries.renew(connection, token=token, until=until)
            return pumps.sign_of_life(connection, pump_id=token, now=now, lease=lease)

        with self.turn.lock:
            return self.database.transact(live)


def about(name: str) -> str:
    """What alarms of a subscriber are about."""
    return f"subscriber:{name}"


def disabled_alarm(name: str, why: str) -> Alarm:
    """What stands while a subscriber is disabled."""
    return Alarm(about(name), DISABLED, f"{name} gets nothing: {why}")


def state_of(standing: Standing) -> EndpointState:
    """A row as the notify room speaks of it."""
    return EndpointState(
        cursor=standing.cursor,
        attempt=standing.attempt,
        next_at=standing.next_at,
        failing_since=standing.failing_since,
        confirmed=standing.confirmed,
        disabled=standing.disabled,
        agreement=None if standing.agreed is None else Agreement(standing.agreed, standing.agreed_rate),
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
        agreed=None if state.agreement is None else state.agreement.terms,
        agreed_rate=None if state.agreement is None else state.agreement.rate,
    )


def _tried(attempt: Attempt) -> Tried:
    answer = attempt.answer
    why = None if answer.verdict is Verdict.DELIVERED else (answer.why or str(answer.verdict))[:500]
    return Tried(attempt.position, attempt.event_id, attempt.at, answer.status, why, attempt.dead_letter)
