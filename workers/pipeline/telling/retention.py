"""How long events are kept: in the stream behind its readers (052), in the outbox for replay."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from workers.errors import TryAgain
from workers.notify.trim import Policy, trim
from workers.services import Services
from workers.store import deliveries, outbox
from workers.store.alarms import Alarm, clear_alarms, forget_alarms, raise_alarms

log = structlog.get_logger(__name__)

ATTEMPTS_KEPT = timedelta(days=30)
_LOSSES_TOLD_FOR = timedelta(days=1)  # a loss is over at once: its alarm stands long enough to be seen
_AT_ONCE = 5000


def keep_events(services: Services) -> None:
    """One round: the stream trimmed, the outbox and old attempts pruned, what got lost told."""
    try:
        trim_stream(services)
    except TryAgain as e:
        log.warning("stream.trim_waits", error=str(e))
    now, database = services.now(), services.database
    database.transact(lambda c: forget_alarms(c, kinds=("gap", "lost", "unreadable"), before=now - _LOSSES_TOLD_FOR))
    database.transact(lambda c: deliveries.forget_attempts(c, before=now - ATTEMPTS_KEPT, at_once=_AT_ONCE))
    for alarm in database.transact(lambda c: _prune(c, services, now)):
        log.error("subscriber.lost_events", about=alarm.source_id, problem=alarm.message)


def trim_stream(services: Services) -> None:
    """Trims behind the slowest living group, within `keep_days` and `stream_length`; alarms say who falls behind."""
    events, now = services.settings.events, services.now()
    policy = Policy(max_age=timedelta(days=events.keep_days), max_length=events.stream_length)
    plan = trim(services.redis, events.stream, policy=policy, now=now)
    for sentence in plan.alarms:
        log.error("stream.alarm", stream=events.stream, problem=sentence)
    about = f"stream:{events.stream}"
    gap = plan.alarms[-1:] if plan.gap is not None else ()
    behind = plan.alarms[: len(plan.alarms) - len(gap)]
    raised = [Alarm(about, "gap", sentence) for sentence in gap]
    raised += [Alarm(about, "readers", "; ".join(behind))] if behind else []

    def note(connection: Connection) -> None:
        clear_alarms(connection, () if behind else [(about, "readers")])
        _raise(connection, services, raised, now)

    services.database.transact(note)


def _prune(connection: Connection, services: Services, now: datetime) -> list[Alarm]:
    """Drops events older than `keep_days`; what a subscriber that is alive still needs is kept as long again."""
    keep = timedelta(days=services.settings.events.keep_days)
    needed = deliveries.needed_from(connection)
    lost_to = outbox.prune(connection, before=now - keep, needed_from=needed, at_once=_AT_ONCE)
    if needed is not None:
        lost_to = max(lost_to, outbox.prune(connection, before=now - 2 * keep, needed_from=None, at_once=_AT_ONCE))
    losers = deliveries.behind(connection, lost_to)
    alarms = [
        Alarm(f"subscriber:{name}", "lost", f"events {cursor + 1} to {lost_to} were pruned before {name} got them")
        for name, cursor in losers
    ]
    _raise(connection, services, alarms, now)
    return alarms


def _raise(connection: Connection, services: Services, alarms: list[Alarm], now: datetime) -> None:
    raise_alarms(connection, services.database, alarms, now=now)
