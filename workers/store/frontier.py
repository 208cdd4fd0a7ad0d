"""Rows of pages: adding what was announced, and writing down how each page ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.errors import TryAgain
from workers.records import Entry, Outcome, Page, Validators
from workers.store.codec import entry_from_json, entry_to_json
from workers.store.database import Database, locked
from workers.store.giveback import given_back
from workers.store.pace import know_sites, ready_by
from workers.store.schema import pages, sites
from workers.store.sightings import see

UNASKED = Validators()


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page that a source announced, with the keys that the pure rooms computed."""

    url: str
    url_key: str
    site: str
    origin: str
    source_id: str
    found_via: str
    entry: Entry
    guid: str | None
    ignores_robots: bool = False
    due_at: datetime | None = None  # None: now


def add_pages(
    connection: Connection, database: Database, found: Sequence[NewPage], *, now: datetime, look_again: bool = True
) -> set[str]:
    """Adds the pages nobody announced before and a sighting for each; the keys of those that were new.

    With `look_again`, a known article whose announcement changed is due for a look.

    The unique key decides what is new, never a look before; rows go in by sorted key, so that two polls that announce
    the same pages in another order cannot deadlock.
    """
    sighted = {(page.url_key, page.source_id): page for page in reversed(found)}
    ordered = [sighted[key] for key in sorted(sighted)]
    if not ordered:
        return set()
    unique = {page.url_key: page for page in reversed(ordered)}
    known = known_keys(connection, sorted(unique))
    fresh = [unique[k] for k in sorted(unique) if k not in known]  # saves work only: the constraint below decides
    new: set[str] = set()
    if fresh:
        know_sites(connection, database, {p.site for p in fresh}, now=now)
        insert = database.insert(pages).on_conflict_do_nothing(index_elements=["url_key"])
        added = connection.execute(
            insert.returning(pages.c.url_key, pages.c.site), [_page_row(p, now) for p in fresh]
        ).all()
        new.update(row.url_key for row in added)
        _announce_ready(connection, [row.site for row in added], now)
    _retell(connection, database, [p for p in ordered if p.entry.link is None and p.url_key in known])
    see(connection, database, ordered, now=now, look_again=look_again)
    return new


def _retell(connection: Connection, database: Database, told: Sequence[NewPage]) -> None:
    """Keeps what known entries without a link say now: there is no page to read it on.

    Raises TryAgain where somebody is writing to one of them: a poll that waited for a page could deadlock with whoever
    has that page and waits for its site.
    """
    news = {page.url_key: page for page in told}
    keys = sorted(news)
    free: list[Any] = []
    for start in range(0, len(keys), 500):
        chosen = sa.select(pages.c.id, pages.c.url_key).where(pages.c.url_key.in_(keys[start : start + 500]))
        free += connection.execute(locked(chosen.order_by(pages.c.id), database)).all()
    if len(free) < len(news):
        raise TryAgain(told[0].url, "somebody is writing to its page")
    if free:
        statement = sa.update(pages).where(pages.c.id == sa.bindparam("page")).values(entry=sa.bindparam("told"))
        rows = [{"page": row.id, "told": entry_to_json(news[row.url_key].entry)} for row in free]
        connection.execute(statement, rows)


def known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of these keys that have a page."""
    known: set[str] = set()
    for start in range(0, len(keys), 500):
        chunk = keys[start : start + 500]
        known.update(connection.scalars(sa.select(pages.c.url_key).where(pages.c.url_key.in_(chunk))))
    return known


def _page_row(page: NewPage, now: datetime) -> dict[str, Any]:
    return {
        "url": page.url,
        "url_key": page.url_key,
        "source_id": page.source_id,
        "site": page.site,
        "origin": page.origin,
        "ignores_robots": page.ignores_robots,
        "found_via": page.found_via,
        "entry": entry_to_json(page.entry),
        "found_at": now,
        "state": "waiting",
        "due_at": page.due_at or now,
    }


def _announce_ready(connection: Connection, names: Iterable[str], now: datetime) -> None:
    wanted = sorted(set(names))
    when = sa.case((sites.c.next_free_at > now, sites.c.next_free_at), else_=sa.literal(now, sites.c.next_free_at.type))
    late = sa.or_(sites.c.ready_at.is_(None), sites.c.ready_at > when)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        connection.execute(sa.update(sites).where(sites.c.site.in_(chunk), late).values(ready_at=when))


def page_of(row: Any) -> Page:
    """A row of `pages` as a claimed page."""
    return Page(
        id=row.id,
        url=row.fetch_url or row.url,
        source_id=row.source_id,
        site=row.site,
        entry=entry_from_json(row.entry),
        found_via=row.found_via,
        attempts=row.attempts,
        crashes=row.crashes,
        article_id=row.article_id,
        validators=Validators(row.etag, row.last_modified),
        body_hash=row.body_hash,
        ignores_robots=row.ignores_robots,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at an article's page found, for the next one; one that found it gone has no validators."""

    validators: Validators = UNASKED
    body_hash: str | None = None
    gone_since: datetime | None = None
    gone_looks: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a claimed page ended; with a look where it led to an article, which is looked at again at `recheck_at`."""

    page_id: int
    outcome: Outcome
    reason: str | None
    article_id: str | None = None
    look: Look | None = None
    recheck_at: datetime | None = None


def still_held(connection: Connection, database: Database, ids: Iterable[int], *, pump_id: str) -> set[int]:
    """Which of these pages this pump still has: the others were taken for dead and given to somebody else."""
    mine = sa.select(pages.c.id).where(pages.c.id.in_(list(ids)), pages.c.pump_id == pump_id, pages.c.state == "leased")
    return set(connection.scalars(locked(mine.order_by(pages.c.id), database, skip=False)))


def end_pages(connection: Connection, endings: Iterable[Ending], *, now: datetime) -> None:
    """Ends pages that `still_held` found in this transaction."""
    ordered = sorted(endings, key=lambda e: e.page_id)
    plain = [_ended_row(e) for e in ordered if e.look is None]
    looked = [_ended_row(e) | _look_row(e, e.look) for e in ordered if e.look is not None]
    statement = sa.update(pages).where(pages.c.id == sa.bindparam("page"))
    values: dict[str, Any] = {
        "state": "ended",
        "outcome": sa.bindparam("how"),
        "reason": sa.bindparam("why"),
        "article_id": sa.func.coalesce(sa.bindparam("article", type_=sa.Text), pages.c.article_id),
        "ended_at": now,
        "pump_id": None,
        "recheck_at": None,
    }
    if plain:
        connection.execute(statement.values(values), plain)
    if looked:
        columns = ("recheck_at", "etag", "last_modified", "body_hash", "gone_since", "gone_looks")
        told: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in columns}
        fresh = {"attempts": 0, "tries": 0, "crashes": 0, "hops": 0}  # the next look is a claim like the first
        connection.execute(statement.values(values | told | fresh), looked)


def _ended_row(ending: Ending) -> dict[str, Any]:
    return {
        "page": ending.page_id,
        "how": ending.outcome.value,
        "why": ending.reason,
        "article": ending.article_id,
    }


def _look_row(ending: Ending, look: Look) -> dict[str, Any]:
    return {
        "new_recheck_at": ending.recheck_at,
        "new_etag": look.validators.etag,
        "new_last_modified": look.validators.last_modified,
        "new_body_hash": look.body_hash,
        "new_gone_since": look.gone_since,
        "new_gone_looks": look.gone_looks,
    }


def try_later(
    connection: Connection, page_id: int, *, pump_id: str, due_at: datetime, reason: str, counts: bool = True
) -> bool:
    """Puts a claimed page back for later; False where the claim no longer holds."""
    mine = sa.and_(pages.c.id == page_id, pages.c.pump_id == pump_id, pages.c.state == "leased")
    values = given_back(due_at) | {"reason": reason}
    if counts:
        values["tries"] = pages.c.tries + 1
    return bool(connection.execute(sa.update(pages).where(mine).values(values)).rowcount)


def move_on(
    connection: Connection,
    database: Database,
    page_id: int,
    *,
    pump_id: str,
    url: str,
    site: str,
    origin: str,
    now: datetime,
) -> int | None:
    """Follows a redirect: the page waits for the site it was sent to. How many hops so far; None: claim lost.

    Leave to ignore robots.txt ends where its site does.
    """
    mine = sa.and_(pages.c.id == page_id, pages.c.pump_id == pump_id, pages.c.state == "leased")
    values = given_back(now) | {"fetch_url": url, "site": site, "origin": origin, "hops": pages.c.hops + 1}
    values["ignores_robots"] = sa.and_(pages.c.ignores_robots, pages.c.site == site)
    hops = connection.execute(sa.update(pages).where(mine).values(values).returning(pages.c.hops)).scalar_one_or_none()
    if hops is not None:
        know_sites(connection, database, [site], now=now)
        _announce_ready(connection, [site], now)
        ready_by(connection, {site: now})
    return hops


def obey_robots(connection: Connection, ids: Iterable[int]) -> None:
    """Takes back the leave to ignore robots.txt that these pages were announced with."""
    if taken := list(ids):
        connection.execute(sa.update(pages).where(pages.c.id.in_(taken)).values(ignores_robots=False))


def retry_quarantined(connection: Connection, *, ids: Sequence[int] | None, now: datetime) -> int:
    """Gives quarantined pages (all, or those named) another full set of tries; how many."""
    chosen = pages.c.outcome == Outcome.QUARANTINED.value
    if ids is not None:
        chosen = sa.and_(chosen, pages.c.id.in_(ids))
    values: dict[str, Any] = {
        "state": "waiting",
        "due_at": now,
        "attempts": 0,
        "tries": 0,
        "crashes": 0,
        "outcome": None,
        "ended_at": None,
        "hops": 0,
    }
    touched = list(connection.scalars(sa.update(pages).where(chosen).values(values).returning(pages.c.site)))
    _announce_ready(connection, touched, now)
    return len(touched)


def page_of_key(connection: Connection, url_key: str, *, but: int) -> Page | None:
    """The page that has this key, unless it is page `but`."""
    chosen = sa.select(pages).where(pages.c.url_key == url_key, pages.c.id != but)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else page_of(row)


def pending_or_unknown(connection: Connection, url_keys: Iterable[str]) -> dict[str, bool]:
    """Of these keys, those whose page still has to be read: True where it is in the frontier, False where it is not."""
    wanted = sorted(set(url_keys))
    read = sa.or_(pages.c.state == "ended", pages.c.recheck_at.isnot(None))
    rows = connection.execute(sa.select(pages.c.url_key, read).where(pages.c.url_key.in_(wanted))).all()
    known = {row[0]: bool(row[1]) for row in rows}
    return {key: key in known for key in wanted if not known.get(key)}


def tries_of(connection: Connection, page_id: int) -> int:
    """How many answers of the kind "try again" the page has had."""
    tries: int = connection.execute(sa.select(pages.c.tries).where(pages.c.id == page_id)).scalar_one()
    return tries
