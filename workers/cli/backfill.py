"""`khabar sources backfill`: reads a source's archive back, and tells how far that is."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import sqlalchemy as sa

from workers.cli.opened import opened
from workers.errors import BadConfig
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.polling import archives
from workers.services import Services
from workers.settings.sourcelists import why_no_url
from workers.store import backfills
from workers.store.backfills import DONE, Backfill
from workers.store.codec import source_from_row
from workers.store.schema import sources
from workers.store.standing import Place


@click.command("backfill")
@click.argument("source_id")
@click.option(
    "--pages", default=50, show_default=True, type=click.IntRange(1, 100_000), help="Documents to read, at most."
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Nothing that says it is older than this day (UTC).")
@click.option("--from", "begin_at", metavar="URL", help="Where the archive begins; the source's own URL otherwise.")
@click.option("--anew", is_flag=True, help="Begin anew although it is under way.")
@click.option("--stop", is_flag=True, help="Read no further.")
def backfill(source_id: str, pages: int, since: datetime | None, begin_at: str | None, anew: bool, stop: bool) -> None:
    """Read back what a source published earlier: older pages of feeds, sections and sitemaps, the young ones first.

    The workers do it, in half of the site's pace; asked again while it is under way, it tells how far it is.

    \b
    Example:
      khabar sources backfill example --pages 200 --since 2026-01-01
      khabar sources backfill example --from https://example.org/sitemap_index.xml
    """
    if begin_at is not None and (why := why_no_url(begin_at)) is not None:
        raise BadConfig("--from", why)
    with opened() as services:
        now = _how_far(services, source_id)
        if stop:
            click.echo(f"{source_id}: {_stop(services, now)}")
        elif now is not None and now.state != DONE and not anew:
            click.echo(f"{source_id}: under way: {archives.sentence(now)}")
        else:
            if now is not None:
                click.echo(f"{source_id}: last time {archives.sentence(now)}")
            place = _begin(services, source_id, begin_at, pages, since)
            click.echo(f"{source_id}: the workers read at most {pages} documents back from {place.url}")


def _how_far(services: Services, source_id: str) -> Backfill | None:
    with services.database.read() as connection:
        return backfills.of(connection, [source_id]).get(source_id)


def _stop(services: Services, now: Backfill | None) -> str:
    if now is None or now.state == DONE:
        return "nothing is read back"
    services.database.transact(
        lambda c: backfills.stop(c, services.database, now.source_id, why="stopped by khabar sources backfill")
    )
    return f"stopped: {archives.sentence(now)}"


def _begin(services: Services, source_id: str, url: str | None, pages: int, since: datetime | None) -> Place:
    with services.database.read() as connection:
        row = connection.execute(sa.select(sources).where(sources.c.id == source_id)).one_or_none()
    if row is None:
        raise BadConfig(f"source {source_id}", "there is no such source: `khabar sources list` shows all")
    if row.parent is not None:
        raise BadConfig(f"source {source_id}", f"is polled in the name of {row.parent}: read that one back")
    if row.state == "retired":
        raise BadConfig(f"source {source_id}", "is retired: add it again first")
    source = source_from_row(row._mapping)
    place = Place(url or source.url, site_of(url or source.url), origin_of(url or source.url))
    first = since.replace(tzinfo=UTC) if since is not None else None
    now = services.now()
    services.database.transact(
        lambda c: backfills.begin(c, services.database, source, place, documents=pages, since=first, now=now)
    )
    return place
