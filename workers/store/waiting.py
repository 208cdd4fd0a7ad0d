"""Which pages of a site come first: what is due, and of that the news before an archive that is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.store.schema import pages

_SITES_AT_ONCE = 32


def first_waiting(connection: Connection, names: Sequence[str], most: int, now: datetime) -> dict[str, list[Any]]:
    """The first waiting pages of each site, the due ones first, and of those the news before an archive."""
    found = _first(connection, names, most)
    late = [site for site, rows in found.items() if len(rows) == most and _is_archive_due(rows, now)]
    for site, news in _first(connection, late, most, now).items():  # it may wait behind an archive that is overdue
        found[site] = list({row.id: row for row in (*news, *found[site])}.values())
    for rows in found.values():
        rows.sort(key=lambda r: (r.due_at > now, r.due_at <= now and r.found_via == "backfill", r.due_at, r.id))
    return {site: rows[:most] for site, rows in found.items()}


def _is_archive_due(rows: Sequence[Any], now: datetime) -> bool:
    return rows[-1].due_at <= now and any(row.found_via == "backfill" for row in rows)


def _first(
    connection: Connection, names: Sequence[str], most: int, news_due: datetime | None = None
) -> dict[str, list[Any]]:
    """The first waiting pages of each site; with `news_due`, those of no archive that are due by then."""
    found: dict[str, list[Any]] = {}
    for start in range(0, len(names), _SITES_AT_ONCE):
        chunk = names[start : start + _SITES_AT_ONCE]
        values: dict[str, Any] = {f"site{n}": name for n, name in enumerate(chunk)} | {"most": most}
        values |= {} if news_due is None else {"now": news_due}
        for row in connection.execute(_first_pages(len(chunk), news_due is not None), values):
            found.setdefault(row.site, []).append(row)
    return found


@lru_cache(maxsize=2 * _SITES_AT_ONCE)
def _first_pages(sites_asked: int, only_news: bool) -> Any:
    """The query of `_first`, as text: composed anew for every claim it cost more than all the rest of the claim."""
    columns = ", ".join(c.name for c in pages.c)
    waiting = f"SELECT {columns} FROM pages WHERE site = :site%d AND state = 'waiting' AND crashes = 0"
    waiting += " AND found_via <> 'backfill' AND due_at <= :now" if only_news else ""
    part = f"SELECT * FROM ({waiting} ORDER BY due_at, id LIMIT :most) AS part%d"
    query = " UNION ALL ".join(part % (n, n) for n in range(sites_asked))
    text = sa.text(query).bindparams(*([sa.bindparam("now", type_=pages.c.due_at.type)] if only_news else []))
    return text.columns(*(sa.column(c.name, c.type) for c in pages.c))
