"""Replay: a subscriber gets again what it had, or had missed, from the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.engine import Connection

from workers.errors import BadConfig
from workers.notify.relay import relay_batch
from workers.notify.streams import asking, position_of, stream_tail
from workers.notify.webhooks import resume
from workers.pipeline.telling.ledger import DISABLED, about, standing_of, state_of
from workers.pipeline.telling.subscribers import Subscribers, make_group
from workers.records import Announcement
from workers.services import Services
from workers.store import deliveries, outbox
from workers.store.alarms import clear_alarms

_BATCH = 500
_KEPT = 7 * 86_400  # seconds that a replay stream waits for its readers


@dataclass(frozen=True, slots=True)
class Replayed:
    """From which position on it comes again; of a group, what had to go to a stream of its own, and which."""

    first: int
    last: int
    own_stream: str | None = None
    in_own_stream: int = 0


def find_start(services: Services, text: str) -> int:
    """The position that everything comes after: of a position or event id, the one before it; of a time, the last one
    recorded before it. BadConfig for what is none of these."""
    with services.database.read() as connection:
        if text.isascii() and text.isdigit():
            return max(0, int(text) - 1)
        if (position := outbox.position_of(connection, text)) is not None:
            return position - 1
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            why = f"{text!r} is no position, no id of an event that is kept, and no ISO 8601 time"
            raise BadConfig("--from", why) from error
        return outbox.position_before(connection, moment if moment.tzinfo else moment.astimezone())


def replay(services: Services, known: Subscribers, name: str, after: int) -> Replayed:
    """Everything after this position comes again, as far as the outbox keeps it; a disabled endpoint is enabled."""
    with services.database.read() as connection:
        first, last = outbox.kept(connection)
    begin = max(after + 1, first)
    if name in known.groups:
        return _replay_group(services, known, name, begin, last)
    known.kind_of(name)
    standing = standing_of(resume(state_of(_standing(services, name)), cursor=begin - 1))
    _put(services, name, standing)
    return Replayed(begin, last)


def enable(services: Services, name: str) -> str | None:
    """Lets an endpoint be tried again at once, from where it stood; why it was disabled, None where it was not."""
    before = _standing(services, name)
    standing = standing_of(resume(state_of(before)))
    _put(services, name, standing)
    return before.disabled


def _put(services: Services, name: str, standing: deliveries.Standing) -> None:
    def put(connection: Connection) -> None:
        deliveries.put(connection, name, standing)
        clear_alarms(connection, [(about(name), DISABLED)])

    services.database.transact(put)


def _standing(services: Services, name: str) -> deliveries.Standing:
    with services.database.read() as connection:
        row = deliveries.read(connection, name)
    if row is None:
        raise BadConfig(name, "has no deliveries yet: upkeep makes its row within half a minute, while workers run")
    return deliveries.standing_of(row)


def _replay_group(services: Services, known: Subscribers, name: str, begin: int, last: int) -> Replayed:
    """The stream's own entries again; what was trimmed from it lies in a stream of the group's own."""
    stream = services.settings.events.stream
    make_group(services, known.groups[name])
    tail = stream_tail(services.redis, stream)
    in_stream = position_of(tail.first_id) if tail.first_id is not None else tail.position + 1
    own_stream, moved = None, 0
    if begin < in_stream:
        own_stream = f"{stream}:replay:{name}"
        moved = _fill(services, own_stream, name, begin, in_stream)
    with asking(stream):
        services.redis.xgroup_setid(stream, name, f"{max(begin, in_stream) - 1}-0")
    return Replayed(begin, last, own_stream if moved else None, moved)


def _fill(services: Services, own_stream: str, group: str, begin: int, end: int) -> int:
    """Puts positions `begin`..`end` - 1 into a new stream with the group on it; how many there were."""
    with asking(own_stream):
        services.redis.delete(own_stream)
    moved = 0
    with services.database.read() as connection:
        rows = (row for row in outbox.replay(connection, after=begin - 1))
        for batch in _batches(rows, end):
            moved += len(relay_batch(services.redis, own_stream, batch).sent)
    with asking(own_stream):
        if moved:
            services.redis.xgroup_create(own_stream, group, id="0")
            services.redis.expire(own_stream, _KEPT)
    return moved


def _batches(rows: Iterator[Announcement], end: int) -> Iterator[Sequence[Announcement]]:
    while batch := [row for row in islice(rows, _BATCH) if (row.position or 0) < end]:
        yield batch
