"""Rows of the outbox: written with what they tell, given their place by one relay, kept for replay.

A place is given only to rows that are committed and visible, by one relay at a time, oldest first. So no row is ever
skipped, however transactions overlap: a row that commits late is simply placed later (docs/decisions/050).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Announcement, EventType
from workers.store.database import Database
from workers.store.schema import facts, outbox


def announce(
    connection: Connection, database: Database, announcements: Iterable[tuple[Announcement, int]], *, now: datetime
) -> None:
    """Adds events (with the version they tell of); one that was announced before stays as it was."""
    rows = [
        {
            "event_id": a.event_id,
            "type": str(a.type),
            "subject": a.subject,
            "version": version,
            "created_at": now,
            "body": a.body,
        }
        for a, version in announcements
    ]
    if rows:
        connection.execute(database.insert(outbox).on_conflict_do_nothing(), rows)


def place(connection: Connection, *, limit: int) -> int:
    """Gives the oldest rows without a place the next places; how many. Only under the relay's lock."""
    chosen = sa.select(outbox.c.seq).where(outbox.c.position.is_(None)).order_by(outbox.c.seq).limit(limit)
    seqs = list(connection.scalars(chosen))
    if seqs:
        last = last_position(connection)
        rows = [{"row": seq, "place": last + i} for i, seq in enumerate(seqs, 1)]
        statement = sa.update(outbox).where(outbox.c.seq == sa.bindparam("row"))
        connection.execute(statement.values(position=sa.bindparam("place")), rows)
        _remember(connection, last + len(seqs))
    return len(seqs)


def last_position(connection: Connection) -> int:
    """The highest place ever given; it survives the pruning of rows."""
    kept = connection.execute(sa.select(facts.c.value).where(facts.c.name == "outbox.position")).scalar_one_or_none()
    top = connection.execute(sa.select(sa.func.max(outbox.c.position))).scalar_one_or_none()
    return max(int(kept or 0), top or 0)


def _remember(connection: Connection, position: int) -> None:
    changed = connection.execute(
        sa.update(facts).where(facts.c.name == "outbox.position").values(value=str(position))
    ).rowcount
    if not changed:
        connection.execute(sa.insert(facts).values(name="outbox.position", value=str(position)))


def skip_places(connection: Connection, *, beyond: int) -> int:
    """Moves all unsent rows to places after `beyond`, in their order: the stream already holds other events there."""
    unsent = sa.and_(outbox.c.position.isnot(None), outbox.c.sent_at.is_(None))
    seqs = list(connection.scalars(sa.select(outbox.c.seq).where(unsent).order_by(outbox.c.position)))
    start = max(beyond, last_position(connection))
    connection.execute(sa.update(outbox).where(unsent).values(position=None))
    rows = [{"row": seq, "place": start + i} for i, seq in enumerate(seqs, 1)]
    if rows:
        statement = sa.update(outbox).where(outbox.c.seq == sa.bindparam("row"))
        connection.execute(statement.values(position=sa.bindparam("place")), rows)
    _remember(connection, start + len(rows))
    return len(rows)


def unsent(connection: Connection, *, limit: int) -> list[Announcement]:
    """Placed rows that are not known to be in the stream, in order."""
    chosen = sa.select(outbox).where(outbox.c.sent_at.is_(None), outbox.c.position.isnot(None))
    return [announcement_of(r) for r in connection.execute(chosen.order_by(outbox.c.position).limit(limit))]


def mark_sent(connection: Connection, positions: Sequence[int], *, now: datetime) -> None:
    """These are in the stream."""
    for start in range(0, len(positions), 500):
        chunk = list(positions[start : start + 500])
        connection.execute(sa.update(outbox).where(outbox.c.position.in_(chunk)).values(sent_at=now))


def send_again(connection: Connection, *, after: int) -> int:
    """Forgets that rows after this place were sent: the stream has lost them. How many."""
    lost = sa.and_(outbox.c.position > after, outbox.c.sent_at.isnot(None))
    return connection.execute(sa.update(outbox).where(lost).values(sent_at=None)).rowcount


def last_sent(connection: Connection) -> tuple[int, str | None]:
    """The highest place known to be in the stream and its event's id; (0, None) where none is."""
    chosen = sa.select(outbox.c.position, outbox.c.event_id).where(outbox.c.sent_at.isnot(None))
    row = connection.execute(chosen.order_by(outbox.c.position.desc()).limit(1)).one_or_none()
    return (0, None) if row is None else (row.position, row.event_id)


def pending(connection: Connection) -> tuple[int, datetime | None]:
    """How many events wait for the stream, and since when the oldest does."""
    waiting = sa.or_(outbox.c.position.is_(None), outbox.c.sent_at.is_(None))
    row = connection.execute(sa.select(sa.func.count(), sa.func.min(outbox.c.created_at)).where(waiting)).one()
    return row[0], row[1]


def has_pending(connection: Connection) -> bool:
    """Whether anything waits for the stream; cheap."""
    unplaced = sa.select(outbox.c.seq).where(outbox.c.position.is_(None)).limit(1)
    unsent_rows = sa.select(outbox.c.seq).where(outbox.c.sent_at.is_(None), outbox.c.position.isnot(None)).limit(1)
    return any(connection.execute(q).first() is not None for q in (unplaced, unsent_rows))


def replay(connection: Connection, *, after: int) -> Iterator[Announcement]:
    """Everything after a place that the outbox still holds, in order."""
    while True:
        chosen = sa.select(outbox).where(outbox.c.position > after).order_by(outbox.c.position).limit(500)
        rows = connection.execute(chosen).all()
        if not rows:
            return
        yield from (announcement_of(r) for r in rows)
        after = rows[-1].position


def position_of(connection: Connection, event_id: str) -> int | None:
    """The place of an event, None where it is not kept or has none yet."""
    return connection.execute(sa.select(outbox.c.position).where(outbox.c.event_id == event_id)).scalar_one_or_none()


def position_before(connection: Connection, moment: datetime) -> int:
    """The highest place of what was recorded before the moment; the place before all where nothing kept is that old."""
    older = sa.select(sa.func.max(outbox.c.position)).where(outbox.c.created_at < moment)
    found = connection.execute(older).scalar_one_or_none()
    return kept(connection)[0] - 1 if found is None else int(found)


def next_version(connection: Connection, subject: str) -> int:
    """The number of the next event of a subject that has no versions of its own."""
    chosen = sa.select(sa.func.max(outbox.c.version)).where(outbox.c.subject == subject)
    return int(connection.execute(chosen).scalar_one_or_none() or 0) + 1


def kept(connection: Connection) -> tuple[int, int]:
    """(lowest, highest) place that the outbox holds; where it holds none, the next one and the last one given."""
    row = connection.execute(sa.select(sa.func.min(outbox.c.position), sa.func.max(outbox.c.position))).one()
    last = last_position(connection)
    return (last + 1, last) if row[0] is None else (row[0], row[1])


def prune(connection: Connection, *, before: datetime, needed_from: int | None, at_once: int) -> int:
    """Forgets events that are in the stream and were recorded before then, those from place `needed_from` on left out;
    the highest place that went, 0 where none did."""
    old = sa.and_(outbox.c.created_at < before, outbox.c.sent_at.isnot(None))
    if needed_from is not None:
        old = sa.and_(old, outbox.c.position < needed_from)
    chosen = sa.select(outbox.c.seq).where(old).order_by(outbox.c.created_at).limit(at_once)
    gone = connection.scalars(sa.delete(outbox).where(outbox.c.seq.in_(chosen)).returning(outbox.c.position))
    return max((place for place in gone if place is not None), default=0)


def announcement_of(row: Any) -> Announcement:
    """A row of `outbox` as a record."""
    known = row.type in EventType.__members__.values()
    return Announcement(row.event_id, EventType(row.type) if known else row.type, row.subject, row.body, row.position)
