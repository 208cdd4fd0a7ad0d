"""Rows of sightings: which source announced a page, when, and what it told of it.

An announcement that changed is a hint that its article did: its next look is due now, or, where only the stated time
of the last update moved on, once a tenth of the page's age has gone by since the last look. So a source that stamps
everything anew at each poll costs ever fewer looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import xxhash
from sqlalchemy.engine import Connection

from workers.records import Entry
from workers.store.codec import entry_to_json
from workers.store.database import Database, locked
from workers.store.pace import ready_by
from workers.store.schema import pages, sightings

if TYPE_CHECKING:
    from workers.store.frontier import NewPage

_AFTER_A_TITLE = 1 / 50  # of the page's age, since the last look
_AFTER_AN_UPDATE = 1 / 10
_FORGOTTEN = ""  # set when an article is withdrawn: whoever announces it again is worth one look


def see(
    connection: Connection, database: Database, found: Sequence[NewPage], *, now: datetime, look_again: bool
) -> None:
    """Keeps a sighting for each page (one a source, sorted by key); makes looks due where an announcement changed."""
    told = _told_before(connection, found)
    now_told = {_key(p): _tell(told.get(_key(p)), p) for p in found}
    if look_again:
        changed = {_key(p): share for p in found if (share := _change(told.get(_key(p)), p)) is not None}
        for key in _make_due(connection, database, found, changed, now):
            now_told[key] = told[key] or ""  # somebody has that page in hand: a later announcement tries again
    insert = database.insert(sightings)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["url_key", "source_id"],
            set_={c: insert.excluded[c] for c in ("last_seen", "guid", "told")},
        ),
        [
            {
                "url_key": p.url_key,
                "source_id": p.source_id,
                "url": p.url,
                "guid": p.guid,
                "first_seen": now,
                "last_seen": now,
                "told": now_told[_key(p)],
            }
            for p in found
        ],
    )


def forget_what_was_told(connection: Connection, url_keys: Sequence[str]) -> None:
    """Of pages whose articles were withdrawn: when one is announced again, that is news."""
    for key in sorted(url_keys):
        connection.execute(sa.update(sightings).where(sightings.c.url_key == key).values(told=_FORGOTTEN))


def _key(page: NewPage) -> tuple[str, str]:
    return page.url_key, page.source_id


def _told_before(connection: Connection, found: Sequence[NewPage]) -> dict[tuple[str, str], str | None]:
    keys = sorted({p.url_key for p in found})
    told: dict[tuple[str, str], str | None] = {}
    columns = (sightings.c.url_key, sightings.c.source_id, sightings.c.told)
    for start in range(0, len(keys), 500):
        chosen = sa.select(*columns).where(sightings.c.url_key.in_(keys[start : start + 500]))
        told.update({(row.url_key, row.source_id): row.told for row in connection.execute(chosen)})
    return told


def _parts(told: str | None) -> dict[str, tuple[str, str]]:
    """kind of document -> (hash of the title, stated update); a source's feed and sitemap spell titles differently."""
    lines = [line.split(" ") for line in (told or "").split("\n") if line]
    return {kind: (title, updated) for kind, title, updated in lines}


def _tell(told: str | None, page: NewPage) -> str:
    """What the source has told of the page so far, this announcement included."""
    parts = _parts(told)
    title, updated = parts.get(page.found_via, ("-", "-"))
    fresh_title, fresh_updated = _announced(page.entry)
    parts[page.found_via] = (fresh_title if fresh_title != "-" else title, max(updated, fresh_updated))
    return "\n".join(f"{kind} {title} {updated}" for kind, (title, updated) in sorted(parts.items()))


def _announced(entry: Entry) -> tuple[str, str]:
    """(hash of the title, stated update in UTC), "-" for what is not said; times compare as text."""
    stated = entry.updated or entry.published
    updated = stated.at.astimezone(UTC).isoformat(timespec="seconds") if stated else "-"
    return (_hash(entry.title) if entry.title else "-"), updated


def _hash(title: str) -> str:
    return xxhash.xxh3_64_hexdigest(" ".join(title.split()).encode("utf-8", "replace"))


def _change(told: str | None, page: NewPage) -> float | None:
    """How much of the page's age must lie between two looks, None where nothing changed."""
    if told is None:
        return None
    if told == _FORGOTTEN:
        return 0.0
    title, updated = _parts(told).get(page.found_via, ("-", "-"))
    fresh_title, fresh_updated = _announced(page.entry)
    if title != "-" and fresh_title not in ("-", title):
        return _AFTER_A_TITLE
    return _AFTER_AN_UPDATE if updated != "-" and fresh_updated > updated else None


def _make_due(
    connection: Connection,
    database: Database,
    found: Sequence[NewPage],
    changed: Mapping[tuple[str, str], float],
    now: datetime,
) -> list[tuple[str, str]]:
    """Makes the looks at these pages due; the keys of those that somebody has in hand.

    Only rows that are free are touched: a poll that waited for a page could deadlock with a claim.
    """
    if not changed:
        return []
    shares: dict[str, float] = {}
    for (url_key, _), share in changed.items():
        shares[url_key] = min(share, shares.get(url_key, share))
    known = sa.and_(pages.c.url_key.in_(sorted(shares)), pages.c.article_id.isnot(None), pages.c.state == "ended")
    free = connection.execute(locked(sa.select(pages).where(known).order_by(pages.c.id), database)).all()
    soonest: dict[str, datetime] = {}
    rows: list[dict[str, Any]] = []
    for row in free:
        due = max(now, (row.ended_at or now) + (now - row.found_at) * shares[row.url_key])
        if row.recheck_at is None or due < row.recheck_at:
            rows.append({"page": row.id, "at": due})
            soonest[row.site] = min(due, soonest.get(row.site, due))
    if rows:
        statement = sa.update(pages).where(pages.c.id == sa.bindparam("page"))
        connection.execute(statement.values(recheck_at=sa.bindparam("at")), rows)
        ready_by(connection, soonest)
    _keep_hints(connection, {(r.url_key, r.source_id, r.found_via): r.id for r in free}, found)
    in_hand = _in_hand(connection, sorted(shares.keys() - {r.url_key for r in free}))
    return [key for key in changed if key[0] in in_hand]


def _keep_hints(
    connection: Connection, announced: Mapping[tuple[str, str, str], int], found: Sequence[NewPage]
) -> None:
    """What a page's own source tells of it now is what its reader is given."""
    rows = [
        {"page": announced[p.url_key, p.source_id, p.found_via], "hints": entry_to_json(p.entry)}
        for p in found
        if (p.url_key, p.source_id, p.found_via) in announced
    ]
    if rows:
        statement = sa.update(pages).where(pages.c.id == sa.bindparam("page"))
        connection.execute(statement.values(entry=sa.bindparam("hints")), rows)


def _in_hand(connection: Connection, url_keys: Sequence[str]) -> set[str]:
    if not url_keys:
        return set()
    chosen = sa.select(pages.c.url_key).where(pages.c.url_key.in_(url_keys), pages.c.state == "leased")
    return set(connection.scalars(chosen))
