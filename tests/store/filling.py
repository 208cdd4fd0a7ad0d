"""Short ways to fill a store in tests, through the store's own functions."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workers.records import Article, Entry, Source
from workers.store import frontier, pace, pumps
from workers.store.articles import Candidate
from workers.store.codec import article_to_json
from workers.store.database import Database
from workers.store.frontier import NewPage
from workers.store.schema import metadata
from workers.store.sources import keep_in_step

PACE = pace.PaceRule(delay=2.0, connections=2, crawl_delay_cap=60.0)


def page(number: int, site: str = "example.org", source_id: str = "one") -> NewPage:
    """An announced page of a site."""
    url = f"https://{site}/news/{number}"
    return NewPage(
        url=url,
        url_key=url,
        site=site,
        origin=f"https://{site}",
        source_id=source_id,
        found_via="feed",
        entry=Entry(link=url, title=f"Page {number}"),
        guid=str(number),
    )


def add(database: Database, *found: NewPage, now: datetime) -> int:
    """How many of the pages were new."""
    return len(database.transact(lambda c: frontier.add_pages(c, database, found, now=now)))


def list_sources(database: Database, *listed: Source, now: datetime, listed_in: str = "file") -> None:
    """The file of sources holds exactly these."""
    wanted = [(s, s.url.split("/")[2], "/".join(s.url.split("/")[:3])) for s in listed]
    database.transact(lambda c: keep_in_step(c, database, wanted, listed_in=listed_in, now=now))


def robots_are_known(database: Database, *origins: str, now: datetime, until: datetime) -> None:
    """These origins have no robots.txt, and that is known."""
    for origin in origins:
        site = origin.split("/")[2]
        row = pace.RobotsRow(origin, "none", "", now, until)
        database.transact(lambda c, o=origin, s=site: pace.take_robots(c, database, {o: s}, pump_id="x"))  # type: ignore[misc]
        database.transact(lambda c, r=row, s=site: pace.write_robots(c, database, r, site=s, crawl_delay=None))  # type: ignore[misc]


def start_pump(database: Database, pump_id: str, *, now: datetime, lease: float = 8.0) -> bool:
    return database.transact(
        lambda c: pumps.start_pump(
            c, pump_id=pump_id, kind="harvest", host="here", pid=1, limit=10, now=now, lease=lease
        )
    )


def rows(database: Database, table: str) -> list[sa.Row[tuple[object, ...]]]:
    """All rows of a table, in order of its key."""
    chosen = metadata.tables[table]
    with database.read() as connection:
        return list(connection.execute(sa.select(chosen).order_by(*chosen.primary_key.columns)))


def candidate(
    number: int,
    *,
    body: str = "One paragraph.",
    keys: tuple[str, ...] = (),
    claims: tuple[str, ...] = (),
    page_id: int = 0,
) -> Candidate:
    """A freshly read article."""
    article = Article(url=f"https://example.org/news/{number}", title=f"Title {number}", paragraphs=(body,))
    return Candidate(
        page_id=page_id or number,
        source_id="one",
        article=article,
        record=article_to_json(article),
        article_id=f"{number:032x}",
        keys=keys or (f"u:example.org/news/{number}",),
        claims=claims,
        content_hash=f"sha256:{body}",
        fingerprint=b"print",
        found_via="feed",
        fetched_at=datetime.fromisoformat("2026-11-24T12:00:00+00:00"),
    )
