"""`khabar export`: stored articles and events as lines or feeds."""

from __future__ import annotations

import click

from workers.cli import exported
from workers.cli.opened import opened
from workers.cli.output import write_line, write_whole
from workers.notify.feed import Told
from workers.store import outbox

_CURSOR = click.IntRange(0, 2**63 - 1)  # as far as a database can count


@click.group()
def command() -> None:
    """Stored articles or events, to go on from a cursor.

    \b
    Example:
      khabar export articles > articles.jsonl
      khabar export articles --format rss --title "Our news" > news.rss
      khabar export events --since 1200
    """


@command.command()
@click.option("--since", type=_CURSOR, help="Only what was announced after this cursor.")
@click.option("--format", "form", type=click.Choice(exported.FORMATS), default="jsonl", show_default=True)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="Items of a feed.")
@click.option("--title", default="khabar", show_default=True, help="Of a feed.")
@click.option("--link", default="https://github.com/khabar-news/khabar", help="The site that a feed belongs to.")
def articles(since: int | None, form: str, limit: int, title: str, link: str) -> None:
    """Articles in their current version.

    jsonl, text and ninjs give one an article, oldest first; a JSON line's `cursor` is what --since goes on from. rss,
    atom and jsonfeed give one feed of the newest articles. parquet needs the package pyarrow.

    \b
    Example:
      khabar export articles --since 1200 > newer.jsonl
      khabar export articles --format atom --limit 30 --title "Our news" > news.atom
    """
    with opened() as services, services.database.read() as connection:
        if form == "parquet":
            write_whole(exported.parquet(connection, since))
        elif form in exported.FEEDS:
            write_line(exported.feed(services, connection, form, since=since, limit=limit, title=title, link=link))
        else:
            for line in exported.lines(services, connection, form, since):
                write_line(line)


@command.command()
@click.option("--since", type=_CURSOR, help="Only what was announced after this cursor.")
def events(since: int | None) -> None:
    """Events as they stand in the stream, from the outbox; an event's `sequence` is what --since goes on from.

    \b
    Example:
      khabar export events --since 1200 > events.jsonl
    """
    with opened() as services, services.database.read() as connection:
        for row in outbox.replay(connection, after=since or 0):
            told = Told(row)
            if told.event is not None:  # the relay's alarm tells of the others
                write_line(told.full)
