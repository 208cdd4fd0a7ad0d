"""`khabar quarantine`: pages that were given up, why, and another chance for them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click
import sqlalchemy as sa

from workers.cli.opened import opened
from workers.errors import BadConfig, one_line
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
    """Quarantined pages, the newest first.

    \b
    Example:
      khabar quarantine list --limit 20
      khabar quarantine list --jsonl | jq -r .reason | sort | uniq -c
    """
    with opened() as services, services.database.read() as connection:
        chosen = sa.select(pages).where(_GIVEN_UP).order_by(pages.c.ended_at.desc()).limit(limit)
        for row in connection.execute(chosen):
            line = _line(row)
            click.echo(json.dumps(line, ensure_ascii=False) if jsonl else _sentence(line))


def _line(row: Any) -> dict[str, object]:
    since = row.ended_at.isoformat() if row.ended_at else None
    return {"id": row.id, "url": row.url, "source": row.source_id, "since": since, "reason": row.reason}


def _sentence(line: dict[str, object]) -> str:
    return f"{line['id']}  {line['url']}  ({line['source']}): {line['reason']}"


_PAGE = click.IntRange(1, 2**63 - 1)  # as far as a database can count


@command.command()
@click.argument("page_id", type=_PAGE)
@click.option("--jsonl", is_flag=True, help="The same as one JSON line; it begins like those of `quarantine list`.")
def show(page_id: int, jsonl: bool) -> None:
    """All that is known of one page of the frontier.

    \b
    Example:
      khabar quarantine show 4711
    """
    with opened() as services, services.database.read() as connection:
        row = connection.execute(sa.select(pages).where(pages.c.id == page_id)).one_or_none()
    if row is None:
        raise BadConfig(f"page {page_id}", "there is no such page")
    if jsonl:
        more = {name: value for name, value in row._mapping.items() if name not in ("source_id", "ended_at", "entry")}
        line = _line(row) | more | {"entry": json.loads(row.entry)}
        click.echo(json.dumps(line, ensure_ascii=False, default=_iso))
        return
    for name, value in row._mapping.items():
        if value is not None:
            click.echo(one_line(f"{name}: {value}"))


def _iso(at: datetime) -> str:
    return at.isoformat()


@command.command()
@click.argument("page_ids", type=_PAGE, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def retry(page_ids: tuple[int, ...], everything: bool) -> None:
    """Give quarantined pages a full set of tries again.

    \b
    Example:
      khabar quarantine retry 4711 4712
      khabar quarantine retry --all
    """
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
