"""Sources that fell ill or are well again: an alarm, and an event in the transaction of the poll that showed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from workers.dedupe import identity
from workers.notify import events
from workers.records import Announcement, EventType
from workers.services import Services
from workers.store import outbox
from workers.store.alarms import Alarm, clear_alarms, raise_alarms, since_when
from workers.store.polls import PollResult
from workers.store.sources import SourceState, last_good_poll

KIND = "unhealthy"


def judge(
    connection: Connection,
    services: Services,
    polled: Sequence[tuple[SourceState, PollResult]],
    *,
    traceparent: str | None,
    now: datetime,
) -> None:
    """Raises or clears the alarm of each source and announces what changed. Documents that a source names are not
    judged by themselves."""
    for state, result in polled:
        if state.parent is not None:
            continue
        if not result.good:
            _failed(connection, services, state, result, traceparent, now)
        elif state.failures:
            _is_well(connection, services, state, result, traceparent, now)


def _failed(
    connection: Connection,
    services: Services,
    state: SourceState,
    result: PollResult,
    traceparent: str | None,
    now: datetime,
) -> None:
    policy, failures, name = services.settings.events, state.failures + 1, state.source.id
    if failures < 2 and not result.ended:
        return  # one failure is no illness, whenever the last good poll was
    since = last_good_poll(connection, name)
    long = since is not None and now - since >= timedelta(seconds=policy.unhealthy_after)
    if not (result.ended or long or failures >= policy.unhealthy_polls):
        return
    why = result.reason if result.ended else f"failed {failures} times in a row, the last: {result.detail}"
    is_new = since_when(connection, name, KIND) is None
    raise_alarms(connection, services.database, [Alarm(name, KIND, why)], now=now)
    if is_new:
        _announce(connection, services, state, EventType.UNHEALTHY, why, since, failures, traceparent, now)


def _is_well(
    connection: Connection,
    services: Services,
    state: SourceState,
    result: PollResult,
    traceparent: str | None,
    now: datetime,
) -> None:
    since = since_when(connection, state.source.id, KIND)
    if since is None:
        return
    clear_alarms(connection, [(state.source.id, KIND)])
    why = f"answers again ({result.outcome}) after {state.failures} failures"
    _announce(connection, services, state, EventType.RECOVERED, why, since, state.failures, traceparent, now)


def _announce(
    connection: Connection,
    services: Services,
    state: SourceState,
    kind: EventType,
    why: str,
    since: datetime | None,
    failures: int,
    traceparent: str | None,
    now: datetime,
) -> None:
    source = state.source
    subject = f"source/{source.id}"
    version = outbox.next_version(connection, subject)
    event_id = identity.event_id(source.id, version, kind, now.isoformat())
    event = events.source_event(
        source,
        type=kind,
        event_id=event_id,
        recorded_at=now,
        reason=why,
        urls=services.event_urls,
        since=since,
        failures=failures,
        traceparent=traceparent,
    )
    told = Announcement(event_id, kind, subject, events.dumps(event))
    outbox.announce(connection, services.database, [(told, version)], now=now)
