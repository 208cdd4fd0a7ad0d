"""`khabar quarantine`: pages that were given up, why, and another chance for them."""

from __future__ import annotations

import json

import click
import sqlalchemy as sa

from workers.cli.opened import opened
from workers.errors import BadConfig
from workers.records import Outcome
from workers.services import Services
from workers.store.frontier import retry_quarantined
from workers.store.schema import pages

_GIVEN_UP = pages.c.outcome == Outcome.QUARANTINED.value


@click.group()
def command() -> None:
    """Pages that killed their process or failed too often.

    \b
    Example:
      khabar quarantine list
      khabar quarantine retry 4711
    """


@command.command("list")
@click.option("--jsonl", is_flag=True, help="One JSON line a page.")
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1))
def list_pages(jsonl: bool, limit: int) -> None:
    """Quarantined pages, the newest first."""
    with opened() as services, services.database.read() as connection:
        chosen = sa.select(pages).where(_GIVEN_UP).order_by(pages.c.ended_at.desc()).limit(limit)
        for row in connection.execute(chosen):
            line = {"id": row.id, "url": row.url, "source": row.source_id, "since": row.ended_at.isoformat()}
            line["reason"] = row.reason
            click.echo(json.dumps(line, ensure_ascii=False) if jsonl else _sentence(line))


def _sentence(line: dict[str, object]) -> str:
    return f"{line['id']}  {line['url']}  ({line['source']}): {line['reason']}"


_PAGE = click.IntRange(1, 2**63 - 1)  # as far as a database can count


@command.command()
@click.argument("page_id", type=_PAGE)
def show(page_id: int) -> None:
    """All that is known of one page of the frontier."""
    with opened() as services, services.database.read() as connection:
        row = connection.execute(sa.select(pages).where(pages.c.id == page_id)).one_or_none()
    if row is None:
        raise BadConfig(f"page {page_id}", "there is no such page")
    for name, value in row._mapping.items():
        if value is not None:
            click.echo(f"{name}: {value}")


@command.command()
@click.argument("page_ids", type=_PAGE, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def retry(page_ids: tuple[int, ...], everything: bool) -> None:
    """Give quarantined pages a full set of tries again."""
    if bool(page_ids) == everything:
        raise click.UsageError("name pages by their ids, or say --all")
    with opened() as services:
        now = services.now()
        chosen = None if everything else sorted(set(page_ids))
        _refuse_others(services, chosen or [])
        n = services.database.transact(lambda c: retry_quarantined(c, ids=chosen, now=now))
    click.echo(f"{n} pages are due again")


def _refuse_others(services: Services, ids: list[int]) -> None:
    with services.database.read() as connection:
        known = set(connection.scalars(sa.select(pages.c.id).where(_GIVEN_UP, pages.c.id.in_(ids))))
    for page_id in ids:
        if page_id not in known:
            raise BadConfig(f"page {page_id}", "is not in quarantine: `khabar quarantine list` shows all that are")
