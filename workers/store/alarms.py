"""Rows of alarms: what is wrong with a source now, since when, in words. Raised and cleared where it is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database
from workers.store.schema import alarms, sources


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong. `kind` is a word for programs, such as "rule:title", `message` a sentence for people."""

    source_id: str
    kind: str
    message: str


def raise_alarms(connection: Connection, database: Database, raised: Iterable[Alarm], *, now: datetime) -> None:
    """Raises each, or renews its message; since when it has stood stays."""
    unique = {(a.source_id, a.kind): a for a in raised}
    rows = [
        {"source_id": a.source_id, "kind": a.kind, "since": now, "message": a.message}
        for _, a in sorted(unique.items())
    ]
    if rows:
        insert = database.insert(alarms)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["source_id", "kind"], set_={"message": insert.excluded.message}
            ),
            rows,
        )


def clear_alarms(connection: Connection, well: Iterable[tuple[str, str]]) -> int:
    """Takes away (source id, kind) alarms that are over; how many stood."""
    cleared = 0
    for source_id, kind in sorted(set(well)):
        over = sa.delete(alarms).where(alarms.c.source_id == source_id, alarms.c.kind == kind)
        cleared += connection.execute(over).rowcount
    return cleared


def keep_only(connection: Connection, database: Database, kind: str, wrong: Iterable[Alarm], *, now: datetime) -> None:
    """Of this kind just these stand from now on."""
    wrong = list(wrong)
    still = [alarm.source_id for alarm in wrong]
    connection.execute(sa.delete(alarms).where(alarms.c.kind == kind, alarms.c.source_id.not_in(still)))
    raise_alarms(connection, database, wrong, now=now)


def since_when(connection: Connection, source_id: str, kind: str) -> datetime | None:
    """Since when this alarm stands, None where it does not."""
    chosen = sa.select(alarms.c.since).where(alarms.c.source_id == source_id, alarms.c.kind == kind)
    return connection.execute(chosen).scalar_one_or_none()


def standing_of_kind(connection: Connection, kind: str) -> dict[str, tuple[str, datetime]]:
    """source id -> (message, since) of all alarms of this kind."""
    chosen = sa.select(alarms).where(alarms.c.kind == kind).order_by(alarms.c.source_id)
    return {row.source_id: (row.message, row.since) for row in connection.execute(chosen)}


def forget_retired(connection: Connection) -> int:
    """Takes away the alarms of sources that nobody polls any more; how many."""
    retired = sa.select(sources.c.id).where(sources.c.state == "retired")
    return connection.execute(sa.delete(alarms).where(alarms.c.source_id.in_(retired))).rowcount


def forget_alarms(connection: Connection, *, kinds: Sequence[str], before: datetime) -> int:
    """Takes away alarms of these kinds, `kind:detail` too, that were raised before then; how many."""
    of_kind = [sa.or_(alarms.c.kind == kind, alarms.c.kind.startswith(f"{kind}:", autoescape=True)) for kind in kinds]
    return connection.execute(sa.delete(alarms).where(sa.or_(*of_kind), alarms.c.since < before)).rowcount


def standing(connection: Connection, *, limit: int = 100) -> Sequence[tuple[Alarm, datetime]]:
    """(alarm, since) of all that stand, the oldest first."""
    chosen = sa.select(alarms).order_by(alarms.c.since, alarms.c.source_id, alarms.c.kind).limit(limit)
    return [(Alarm(r.source_id, r.kind, r.message), r.since) for r in connection.execute(chosen)]
