"""`khabar sources`: the list of sources, and why each is polled when it is."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from workers.cli.backfill import backfill
from workers.cli.opened import opened
from workers.cli.sourcecheck import check
from workers.cli.sourcequality import quality
from workers.errors import BadConfig, one_line
from workers.fetch.pace import origin_of, site_of
from workers.pipeline.polling.habit import Habit
from workers.pipeline.polling.sourcefile import reachable
from workers.records import Kind, Source
from workers.services import Services
from workers.settings import read_sources
from workers.settings.opml import source_id_for, write_opml
from workers.settings.sourcelists import ID, why_no_url
from workers.store.codec import source_from_row
from workers.store.schema import polls, sources
from workers.store.sources import keep_in_step, retire


@click.group()
def command() -> None:
    """List, show, add, remove, check, import and export sources; why each next poll is when it is.

    \b
    Example:
      khabar sources check https://example.org/
      khabar sources add https://example.org/feed --id example
      khabar sources history example
    """


command.add_command(backfill)
command.add_command(check)
command.add_command(quality)


@command.command("list")
@click.option("--jsonl", is_flag=True, help="One JSON line a source.")
def list_sources(jsonl: bool) -> None:
    """All sources with their state and next poll.

    \b
    Example:
      khabar sources list --jsonl | jq -r 'select(.failures > 2) | .url'
    """
    with opened() as services, services.database.read() as connection:
        for row in connection.execute(sa.select(sources).order_by(sources.c.id)):
            line = _line(row)
            click.echo(json.dumps(line, ensure_ascii=False) if jsonl else one_line(_sentence(line)))


def _line(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": row.url,
        "listed_url": row.listed_url,
        "name": row.name or row.title,
        "kind": row.kind,
        "serves": row.serves,
        "rhythm": row.rhythm,
        "state": row.state,
        "last_poll": row.last_poll_at.isoformat() if row.last_poll_at else None,
        "last_new": row.last_new_at.isoformat() if row.last_new_at else None,
        "last_error": row.last_error,
        "failures": row.failures,
        "next_poll": row.next_poll_at.isoformat(),
        "reason": row.reason,
    }


def _sentence(line: dict[str, Any]) -> str:
    state = line["state"] if line["state"] != "active" else f"next poll {line['next_poll'][:16]}Z ({line['reason']})"
    moved = f" (moved from {line['listed_url']})" if line["listed_url"] else ""
    error = f"; last error: {line['last_error']}" if line["last_error"] else ""
    return f"{line['id']}  {line['url']}{moved}  [{line['serves'] or line['kind']}]  {state}{error}"


@command.command()
@click.argument("source_id")
@click.option("--jsonl", is_flag=True, help="The same as one JSON line; it begins like those of `sources list`.")
def show(source_id: str, jsonl: bool) -> None:
    """All that is known of one source.

    \b
    Example:
      khabar sources show example
    """
    with opened() as services:
        row = _row(services, source_id)
    known = {**row._mapping, "habit": _in_words(row.habit), **json.loads(row.extras)}
    del known["extras"]
    if jsonl:
        listed = _line(row)
        more = {name: value for name, value in known.items() if name.removesuffix("_at") not in listed}
        click.echo(json.dumps(listed | more, ensure_ascii=False, default=_iso))
        return
    for name, value in known.items():
        if value is not None:
            click.echo(one_line(f"{name}: {value}"))


def _in_words(stored: bytes | None) -> str | None:
    """What is known of when a source publishes."""
    if stored is None:
        return None
    try:
        habit = Habit.from_bytes(stored)
    except ValueError:
        return "of another version, it is learned anew"
    days = habit.watched / 86400
    if days < 1:
        return f"{habit.articles:.1f} articles, watched for {days * 24:.1f} hours"
    return f"{habit.articles / days:.1f} articles a day, watched for {days:.1f} days"


def _iso(at: datetime) -> str:
    return at.isoformat()


@command.command()
@click.argument("source_id")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--jsonl", is_flag=True, help="One JSON line a poll.")
def history(source_id: str, limit: int, jsonl: bool) -> None:
    """The last polls of a source, and why each next one came when it did.

    \b
    Example:
      khabar sources history example --limit 5
    """
    with opened() as services:
        row = _row(services, source_id)
        chosen = sa.select(polls).where(polls.c.source_id == source_id).order_by(polls.c.id.desc()).limit(limit)
        with services.database.read() as connection:
            rows = connection.execute(chosen).all()
    for poll in reversed(rows):
        line = {
            "at": poll.at.isoformat(),
            "outcome": poll.outcome,
            "detail": poll.detail,
            "entries": poll.entries,
            "new": poll.new,
            "next_poll": poll.next_poll_at.isoformat(),
            "reason": poll.reason,
        }
        if jsonl:
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            what = f"{poll.outcome} ({poll.detail})" if poll.detail else poll.outcome
            said = f"{what}, {poll.new} new of {poll.entries}; {poll.reason}"
            click.echo(f"{poll.at:%Y-%m-%d %H:%M:%S}Z  {one_line(said)}")
    if not jsonl:
        click.echo(f"next poll {row.next_poll_at:%Y-%m-%d %H:%M:%S}Z: {row.reason}")


def _row(services: Services, source_id: str) -> Any:
    with services.database.read() as connection:
        row = connection.execute(sa.select(sources).where(sources.c.id == source_id)).one_or_none()
    if row is None:
        raise BadConfig(f"source {source_id}", "there is no such source: `khabar sources list` shows all")
    return row


@command.command()
@click.argument("url")
@click.option("--id", "source_id", help="Its name; made from the URL where it is not given.")
@click.option("--name", help="The publisher's name, as people read it.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), default="auto", show_default=True)
@click.option("--rhythm", default="standard", show_default=True)
def add(url: str, source_id: str | None, name: str | None, kind: str, rhythm: str) -> None:
    """Add a source to the database (sources.toml stays as it is).

    \b
    Example:
      khabar sources add https://example.org/feed --id example --name "The Example"
    """
    if (why := why_no_url(url)) is not None:
        raise BadConfig("url", why)
    if source_id is not None and not ID.fullmatch(source_id):
        raise BadConfig("--id", "a source's name is letters, digits, dot, dash and underscore")
    with opened() as services:
        if rhythm not in services.settings.rhythms:
            known = ", ".join(sorted(services.settings.rhythms))
            raise BadConfig(f"rhythm {rhythm}", f"is no table of schedules/polling.toml; known: {known}")
        with services.database.read() as connection:
            states = {row.id: row.state for row in connection.execute(sa.select(sources.c.id, sources.c.state))}
        if source_id is not None and states.get(source_id, "retired") != "retired":
            raise BadConfig(f"source {source_id}", "exists already: remove it first, or give another --id")
        source = Source(source_id or source_id_for(name, url, states), url, name, Kind(kind), rhythm)
        _keep(services, [source])
    click.echo(f"added {source.id}: due now")


def _keep(services: Services, added: list[Source]) -> None:
    wanted = [(s, site_of(s.url), origin_of(s.url)) for s in added]
    now = services.now()
    services.database.transact(
        lambda c: keep_in_step(c, services.database, wanted, listed_in="added", now=now, retire_others=False)
    )


@command.command()
@click.argument("source_id")
def remove(source_id: str) -> None:
    """Stop polling a source; its articles stay.

    \b
    Example:
      khabar sources remove example
    """
    with opened() as services:
        row = _row(services, source_id)
        if row.listed_in == "file" and row.state == "active":
            file = services.settings.places.sources_file
            raise BadConfig(f"source {source_id}", f"stands in {file}: take it out there, or it comes back")
        services.database.transact(
            lambda c: retire(c, services.database, source_id, reason="removed by khabar sources remove")
        )
    click.echo(f"removed {source_id}: its articles stay")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_file(file: Path) -> None:
    """Add all sources of a TOML or OPML file; 1 where some were left out.

    \b
    Example:
      khabar sources import feeds.opml
    """
    with opened() as services:
        listed = reachable(read_sources(file, services.settings.rhythms), file)
        _keep(services, list(listed.sources))
    for problem in listed.problems:
        click.echo(f"khabar: {problem}", err=True)
    click.echo(f"{len(listed.sources)} sources, {len(listed.problems)} left out")
    raise click.exceptions.Exit(1 if listed.problems else 0)


@command.command("export")
@click.option("--format", "form", type=click.Choice(["opml", "toml"]), default="opml", show_default=True)
def export_sources(form: str) -> None:
    """All active sources as OPML 2.0 or TOML on standard output.

    \b
    Example:
      khabar sources export > feeds.opml
      khabar sources export --format toml > sources.toml
    """
    with opened() as services, services.database.read() as connection:
        configured = sa.and_(sources.c.state == "active", sources.c.parent.is_(None))  # found ones are found again
        rows = connection.execute(sa.select(sources).where(configured).order_by(sources.c.id))
        active = [source_from_row(row._mapping) for row in rows]
    text = write_opml(active) if form == "opml" else "\n".join(_toml_table(s) for s in active)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _toml_table(source: Source) -> str:
    values: dict[str, Any] = {
        "name": source.name,
        "url": source.url,
        "kind": source.kind.value,
        "rhythm": source.rhythm,
        "rules": source.rules,
        "language": source.language,
        "time_zone": source.time_zone,
        "robots": source.robots if source.robots != "obey" else None,
        "proxy": source.proxy,
        "tags": list(source.tags) or None,
    }
    lines = [f"{k} = {_toml(v)}" for k, v in values.items() if v]
    pairs = {"headers": source.headers, "cookies": source.cookies}
    lines += [f"{k} = {{ {_inline(v)} }}" for k, v in pairs.items() if v]
    return "\n".join([f"[sources.{_toml(source.id)}]", *lines, ""])


def _inline(pairs: Any) -> str:
    return ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in pairs.items())


def _toml(value: str | list[str]) -> str:
    """A JSON text or list of texts is a TOML one too, once DEL is escaped (TOML 1.0, basic strings)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
