"""The record of deliveries as a dispatcher speaks of it; `pipeline.telling.ledger` keeps it in the database."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workers.notify.feed import Told
from workers.notify.webhooks import Answer, EndpointState, Verdict
from workers.records import Announcement

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver one event, for the record."""

    event_id: str
    position: int
    at: datetime
    answer: Answer
    dead_letter: bool


def unjudged(name: str, told: Told, bug: Exception, at: datetime) -> Attempt:
    """The filter of `name` broke down on this event: a fault of ours or an event of no known shape. It is given up for
    this subscriber alone, and kept as a dead letter."""
    why = f"the filters of {name} broke down: {type(bug).__name__}"
    log.error("%s (event %s at position %d)", why, told.row.event_id, told.position, exc_info=bug)
    return Attempt(told.row.event_id, told.position, at, Answer(Verdict.REFUSED, None, why), dead_letter=True)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is to be kept of one endpoint; of the attempts, at least the failed ones."""

    name: str
    state: EndpointState
    attempts: Sequence[Attempt] = ()
    release: bool = True


class Ledger(Protocol):
    """The caller's record of endpoints; each call is a transaction of its own and may raise `TryAgain`."""

    def claim(self, now: datetime, until: datetime) -> Mapping[str, EndpointState]:
        """Endpoints that are enabled, due, nobody's, and have events behind their cursor. Ours until they are saved
        with `release`, or until `until`."""

    def events_after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        """Rows with positions behind `cursor` that are in the stream, in order."""

    def save(self, saved: Sequence[Saved], until: datetime) -> set[str]:
        """Keeps these, in one transaction; the names of those that were still ours, the others' word counts."""

    def renew(self, now: datetime, until: datetime) -> bool:
        """We live, and hold what we have until `until`; False where we were already taken for dead."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a turn did: deliveries, failed attempts, events given up, endpoints that were disabled."""

    delivered: int = 0
    failed: int = 0
    dead_letters: int = 0
    disabled: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.dead_letters + other.dead_letters,
            self.disabled + other.disabled,
        )
