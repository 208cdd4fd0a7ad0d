"""`khabar sources quality`: what the pages of each source gave lately, and what became worse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import click
import sqlalchemy as sa

from workers.cli.opened import opened
from workers.errors import BadConfig
from workers.pipeline.harvesting.drops import median_length, total
from workers.pipeline.harvesting.quality import KIND
from workers.store.alarms import standing_of_kind
from workers.store.quality import Day, days_of
from workers.store.schema import sources

_VIA = ("ruled", "stated", "printed", "announced", "guessed")
_SHARES = {
    "whole": "full",
    "sure": "sure",
    "dated": "date",
    "signed": "author",
    "sectioned": "section",
    "illustrated": "image",
}
_NAMES = " ".join(f"{word:>7}" for word in _SHARES.values())
_HEAD = f"{'':16} {'pages':>7} {'articles':>8} {_NAMES} {'median':>7}  fields by"


@click.command("quality")
@click.argument("source_id", required=False)
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 90), help="How far back.")
@click.option("--jsonl", is_flag=True, help="One JSON line a source, or a day of the one named.")
def quality(source_id: str | None, days: int, jsonl: bool) -> None:
    """What the pages of each source gave, or of one by day: bodies, fields, lengths, where fields came from.

    \b
    Example:
      khabar sources quality
      khabar sources quality example --days 30
    """
    with opened() as services, services.database.read() as connection:
        known = list(connection.execute(sa.select(sources.c.id).order_by(sources.c.id)).scalars())
        if source_id is not None and source_id not in known:
            raise BadConfig(f"source {source_id}", "there is no such source: `khabar sources list` shows all")
        since = services.now().date() - timedelta(days=days - 1)
        found = days_of(connection, known if source_id is None else [source_id], since=since)
        alarms = {about: message for about, (message, _) in standing_of_kind(connection, KIND).items()}
    lines = _by_day(found.get(source_id, ())) if source_id is not None else _by_source(found)
    for n, line in enumerate(lines):
        if jsonl:
            click.echo(json.dumps(line | _alarm(line.get("source"), alarms), ensure_ascii=False))
        else:
            if n == 0:
                click.echo(_HEAD)
            click.echo(_sentence(line))
    if not jsonl:
        for about, message in sorted(alarms.items()):
            if source_id in (None, about):
                click.echo(f"worse  {about}: {message}")
        if not lines:
            click.echo("no page was read in this time")


def _alarm(about: Any, alarms: Mapping[str, str]) -> dict[str, Any]:
    return {} if about is None else {"alarm": alarms.get(about)}


def _by_source(found: Mapping[str, Sequence[Day]]) -> list[dict[str, Any]]:
    return [{"source": source, **_line(total(days))} for source, days in found.items()]


def _by_day(days: Sequence[Day]) -> list[dict[str, Any]]:
    return [{"day": day.day.isoformat(), **_line(day.counts)} for day in days]


def _line(counts: Mapping[str, int]) -> dict[str, Any]:
    articles = counts["articles"]
    fields = sum(counts[name] for name in _VIA)
    length = median_length(counts)
    return {
        "pages": counts["pages"],
        "articles": articles,
        **{name: _share(counts[name], articles) for name in _SHARES},
        "median_length": None if length is None else round(2**length),
        "origins": {name: _share(counts[name], fields) for name in _VIA},
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _sentence(line: Mapping[str, Any]) -> str:
    shares = " ".join(f"{'-' if line[name] is None else f'{line[name]:.0%}':>7}" for name in _SHARES)
    length = "-" if line["median_length"] is None else f"{line['median_length']:,}"
    origins = ", ".join(f"{name} {part:.0%}" for name, part in line["origins"].items() if part)
    about = line.get("source") or line["day"]
    return f"{about:16} {line['pages']:>7,} {line['articles']:>8,} {shares} {length:>7}  {origins}"
