"""What the file of sources held when its rows were last made equal to it, so that an unchanged file costs no write."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.database import Database
from workers.store.schema import facts

_LISTED = "sources.listed"
_PROBLEMS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """A digest of the file (and of what else decides how it is read), and what was wrong with it: (where, why)."""

    digest: str
    problems: tuple[tuple[str, str], ...]
    stored: str  # as it stands in the store


def read_listed(connection: Connection) -> Listed | None:
    """What the rows were last made equal to; the digest is empty where they were changed in another way since."""
    stored = connection.execute(sa.select(facts.c.value).where(facts.c.name == _LISTED)).scalar_one_or_none()
    if stored is None:
        return None
    said = json.loads(stored)
    return Listed(said["digest"], tuple((where, why) for where, why in said["problems"]), stored)


def write_listed(
    connection: Connection,
    database: Database,
    digest: str,
    problems: Sequence[tuple[str, str]],
    *,
    instead_of: Listed | None,
) -> None:
    """Keeps it, unless rows were changed in another way since `instead_of` was read; of problems the first thousand."""
    said = json.dumps({"digest": digest, "problems": list(problems[:_PROBLEMS_KEPT])}, ensure_ascii=False)
    if instead_of is None:
        new = database.insert(facts).on_conflict_do_nothing(index_elements=["name"])
        connection.execute(new, {"name": _LISTED, "value": said})
        return
    same = sa.and_(facts.c.name == _LISTED, facts.c.value == instead_of.stored)
    connection.execute(sa.update(facts).where(same).values(value=said))


def forget_listed(connection: Connection, database: Database) -> None:
    """Rows that the file may speak of were changed in another way: it is to be compared with them once more."""
    said = json.dumps({"digest": "", "problems": [], "changed": uuid.uuid4().hex})
    insert = database.insert(facts)
    statement = insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
    connection.execute(statement, {"name": _LISTED, "value": said})
