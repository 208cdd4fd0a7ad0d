"""`khabar export`: stored articles and events as lines."""

from __future__ import annotations

import json
import sys

import click

from workers.cli.opened import opened
from workers.store import outbox
from workers.store.articles import read_article
from workers.store.export import export_articles

_CURSOR = click.IntRange(0, 2**63 - 1)  # as far as a database can count


@click.group()
def command() -> None:
    """Stored articles or events, to go on from a cursor.

    \b
    Example:
      khabar export articles > articles.jsonl
      khabar export events --since 1200
    """


@command.command()
@click.option("--since", type=_CURSOR, help="Only what was announced after this cursor.")
@click.option("--format", "form", type=click.Choice(["jsonl", "text"]), default="jsonl", show_default=True)
def articles(since: int | None, form: str) -> None:
    """Articles in their current version; each line's `cursor` is what --since goes on from."""
    with opened() as services, services.database.read() as connection:
        for line in export_articles(connection, since=since):
            if form == "jsonl":
                _write(json.dumps(line, ensure_ascii=False))
            elif (stored := read_article(connection, line["id"])) is not None:
                _write(stored.article.to_text())


@command.command()
@click.option("--since", type=_CURSOR, help="Only what was announced after this cursor.")
def events(since: int | None) -> None:
    """Events as they stand in the stream, from the outbox."""
    with opened() as services, services.database.read() as connection:
        for row in outbox.replay(connection, after=since or 0):
            _write(row.body)


def _write(text: str) -> None:
    # Headlines are in every script: UTF-8 whatever the terminal's locale says.
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
