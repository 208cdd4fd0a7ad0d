"""Looks at known articles: claimed like any page, after all new ones; when each is due, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.claims import Asks, Claim, IsTold, claim_pages, claimed_pages, is_told_row, lease, take_pages
from workers.store.database import Database, locked
from workers.store.pace import PaceRule
from workers.store.schema import articles, pages, sites
from workers.store.slots import Errands, Slots, hold_sites, write_sites

_RESTING = sa.and_(pages.c.state == "ended", pages.c.recheck_at.isnot(None))
_A_MOMENT = timedelta(seconds=0.5)  # until the next look at a site whose connections are all in use


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that is looked at again, and the article that was read on it.

    `announced_url` is where it was announced, whatever it redirected to later.
    """

    page_id: int
    url_key: str
    announced_url: str
    is_redirected: bool
    gone_since: datetime | None
    gone_looks: int
    article_id: str
    first_seen: datetime
    version: int
    is_own: bool  # the article is read on this page, which is not just one more way to it
    is_withdrawn: bool


def standings(connection: Connection, ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each of these pages that led to an article."""
    wanted = sorted(ids)
    chosen = (
        sa.select(
            pages.c.id.label("page_id"),
            pages.c.url_key,
            pages.c.url,
            pages.c.fetch_url,
            pages.c.gone_since,
            pages.c.gone_looks,
            articles.c.id,
            articles.c.first_seen,
            articles.c.version,
            articles.c.page_id.label("own_page"),
            articles.c.state,
        )
        .select_from(pages.join(articles, articles.c.id == pages.c.article_id))
        .where(pages.c.id.in_(wanted))
    )
    return {
        row.page_id: Standing(
            page_id=row.page_id,
            url_key=row.url_key,
            announced_url=row.url,
            is_redirected=row.fetch_url is not None,
            gone_since=row.gone_since,
            gone_looks=row.gone_looks,
            article_id=row.id,
            first_seen=row.first_seen,
            version=row.version,
            is_own=row.own_page == row.page_id,
            is_withdrawn=row.state == "withdrawn",
        )
        for row in (connection.execute(chosen) if wanted else ())
    }


def put_off(connection: Connection, page_id: int, *, pump_id: str, at: datetime | None, reason: str) -> bool:
    """Ends a look that failed too often; the page keeps its last outcome. False where the claim no longer holds."""
    mine = sa.and_(pages.c.id == page_id, pages.c.pump_id == pump_id, pages.c.state == "leased")
    values: dict[str, Any] = {"state": "ended", "pump_id": None, "recheck_at": at, "reason": reason, "tries": 0}
    return bool(connection.execute(sa.update(pages).where(mine).values(values)).rowcount)


def ask_where_announced(connection: Connection, page_id: int, *, site: str, origin: str) -> None:
    """Forgets where the page redirected to: the next look begins where it was announced."""
    values = {"fetch_url": None, "site": site, "origin": origin}
    connection.execute(sa.update(pages).where(pages.c.id == page_id).values(values))


def claim_new_then_known(
    connection: Connection,
    database: Database,
    *,
    pump_id: str,
    limit: int,
    now: datetime,
    pace: PaceRule,
    asks: Asks | None = None,
    is_told: IsTold | None = None,
) -> Claim:
    """At most `limit` pages and robots errands: new pages first, known ones in the room and pace that those leave."""
    new = claim_pages(
        connection, database, pump_id=pump_id, limit=limit, now=now, pace=pace, asks=asks, is_told=is_told
    )
    if new.size >= limit:
        return new
    room = limit - new.size
    known = claim_looks(connection, database, pump_id=pump_id, limit=room, now=now, pace=pace, is_told=is_told)
    soonest = min((at for at in (new.ready_at, known.ready_at) if at is not None), default=None)
    robots, needed_by = {**(new.robots or {})}, {**(new.robots_for or {})}
    robots.update(known.robots or {})
    needed_by.update(known.robots_for or {})
    return Claim(new.pages + known.pages, (), robots, soonest, needed_by)


def claim_looks(
    connection: Connection,
    database: Database,
    *,
    pump_id: str,
    limit: int,
    now: datetime,
    pace: PaceRule,
    is_told: IsTold | None = None,
) -> Claim:
    """At most `limit` known pages that are due for a look and whose site may be asked, and robots errands for them.

    Called in the transaction of `claims.claim_pages`, after it: what new pages have taken of a site's pace is gone.
    """
    ready = sa.select(sites).where(sites.c.recheck_at <= now).order_by(sites.c.recheck_at).limit(limit)
    slots = hold_sites(connection, database, ready, now=now, pace=pace)
    if not slots.names:
        return Claim(ready_at=_next_look(connection))
    is_open = [name for name in slots.names if slots.open(name)]
    resting = _resting(connection, is_open, most=max(2, min(limit, pace.connections) + 1))
    errands = Errands(connection, [page.origin for found in resting.values() for page in found], now=now)
    due = {site: [page for page in found if page.recheck_at <= now] for site, found in resting.items()}
    taken = take_pages(due, slots, errands, limit=limit, is_unasked=lambda page: is_told_row(page, is_told))
    mine = _lock(connection, database, taken)
    lease(connection, mine, pump_id)
    errands.write(connection, database, pump_id)
    next_looks = {name: _next_of(name, resting, taken, slots) for name in slots.names}
    write_sites(connection, slots, sites.c.recheck_at, next_looks)
    return Claim(claimed_pages(mine), (), errands.sites, _next_look(connection), errands.needed_by)


def _resting(connection: Connection, names: Sequence[str], most: int) -> dict[str, list[Any]]:
    """The pages of each site whose look comes first."""
    found: dict[str, list[Any]] = {}
    for name in names:
        chosen = sa.select(pages).where(pages.c.site == name, _RESTING).order_by(pages.c.recheck_at, pages.c.id)
        found[name] = list(connection.execute(chosen.limit(most)))
    return found


def _lock(connection: Connection, database: Database, rows: Sequence[Any]) -> list[Any]:
    """Those of the rows that nobody else is writing to: a claim that waited for a page could deadlock with a poll."""
    if database.is_sqlite or not rows:
        return list(rows)
    chosen = sa.select(pages.c.id).where(pages.c.id.in_(sorted(row.id for row in rows)), _RESTING)
    free = set(connection.scalars(locked(chosen.order_by(pages.c.id), database)))
    return [row for row in rows if row.id in free]


def _next_of(name: str, resting: Mapping[str, Sequence[Any]], taken: Sequence[Any], slots: Slots) -> datetime | None:
    """When to look at the site again; None where no page of it is to be looked at."""
    if name not in resting:
        return max(slots.free_at[name], slots.now + _A_MOMENT)
    ours = {row.id for row in taken}
    left = [row.recheck_at for row in resting[name] if row.id not in ours]
    if not left:
        return None
    soonest: datetime = max(left[0], slots.free_at[name])
    return max(soonest, slots.now + _A_MOMENT)


def _next_look(connection: Connection) -> datetime | None:
    soonest = sa.select(sites.c.recheck_at).where(sites.c.recheck_at.isnot(None)).order_by(sites.c.recheck_at).limit(1)
    return connection.execute(soonest).scalar_one_or_none()
