"""`khabar doctor`: what is well and what is not, a sentence each."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import redis
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.alive import silent_for
from workers.cli.embedded import EmbeddedValkey
from workers.errors import BadConfig, KhabarError
from workers.pipeline.polling.sourcefile import listed_twice, reachable
from workers.pipeline.telling.subscribers import known_subscribers
from workers.services import Services
from workers.settings import Places, load_settings, named_in_vain, read_sources, unread
from workers.store import facts, outbox
from workers.store.alarms import standing
from workers.store.migrate import is_current
from workers.store.schema import pages, pumps, robots, sites, sources

Finding = tuple[bool, str]  # (is it well?, a sentence)
Check = Callable[[Services], Iterator[Finding]]

_LITTLE, _LITTLE_OF_IT = 200_000_000, 0.1  # bytes free, and which part of the disk: below both, there is little left


@click.command()
@click.option("--jsonl", is_flag=True, help='One JSON line a finding: {"ok","message"}.')
def command(jsonl: bool) -> None:
    """Check settings, disk, database, stream and workers; exit code 1 where something is wrong.

    \b
    Example:
      khabar doctor
      khabar doctor --jsonl | jq -r 'select(.ok | not) | .message'
    """
    wrong = 0
    for well, sentence in examine():
        if jsonl:
            click.echo(json.dumps({"ok": well, "message": sentence}, ensure_ascii=False))
        else:
            click.echo(f"{'ok   ' if well else 'WRONG'}  {sentence}")
        wrong += not well
    raise click.exceptions.Exit(1 if wrong else 0)


def examine() -> Iterator[Finding]:
    """(is it well?, a sentence) for each thing that was looked at."""
    try:
        settings = load_settings()
    except BadConfig as e:
        yield False, str(e)
        return
    yield True, f"settings: {settings.places.config} and {settings.places.schedules}"
    yield from ((False, str(problem)) for problem in named_in_vain(os.environ))
    yield from _variables(settings.places)
    services = Services(settings)
    checks: tuple[Check, ...] = (_source_file, _subscriber_file, _disks, _store, _stream)
    for check in checks:
        try:
            yield from check(services)
        except KhabarError as e:
            yield False, str(e)
    services.close()


def _variables(places: Places) -> Iterator[Finding]:
    """Those that nobody reads. Kubernetes sets some (KHABAR_PORT ...) by itself: only a slip of the pen is wrong."""
    for name, near in unread(os.environ, places.subscribers_file).items():
        yield near is None, f"{name}: nobody reads this variable" + (f"; did you mean {near}?" if near else "")


def _disks(services: Services) -> Iterator[Finding]:
    """The room where state lies: KHABAR_HOME, and the folder of an SQLite file elsewhere."""
    folders = [services.settings.places.home]
    url = sa.make_url(services.settings.places.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        folders.append(Path(url.database).absolute().parent)
    seen: set[int] = set()
    for folder in folders:
        there = next((place for place in (folder, *folder.parents) if os.path.exists(place)), folder)
        if (disk := os.stat(there).st_dev) not in seen:
            seen.add(disk)
            room = shutil.disk_usage(there)
            little = room.free < _LITTLE and room.free < room.total * _LITTLE_OF_IT
            trouble = ": make room, nothing can be stored on a full disk" if little else ""
            free = f"{room.free / 1e6:,.0f} MB of {room.total / 1e6:,.0f} MB are free"
            yield not little, f"{folder}: {free}{trouble}"


def _source_file(services: Services) -> Iterator[Finding]:
    path = services.settings.places.sources_file
    if not path.exists():
        yield True, f"{path}: there is none, sources come from the database alone"
        return
    listed = reachable(read_sources(path, services.settings.rhythms), path)
    yield True, f"{path}: {len(listed.sources)} sources"
    yield from ((True, sentence) for sentence in listed_twice(listed, path))
    yield from ((False, str(problem)) for problem in listed.problems)


def _subscriber_file(services: Services) -> Iterator[Finding]:
    path = services.settings.places.subscribers_file
    known = known_subscribers(services)
    if path.exists():
        yield True, f"{path}: {len(known.groups) + len(known.pushed)} subscribers"
    yield from ((False, str(problem)) for problem in known.problems)


def _store(services: Services) -> Iterator[Finding]:
    where = services.database.url.render_as_string(hide_password=True)
    if not is_current(services.database):
        yield False, f"{where}: has not this version's tables, run `khabar migrate`"
        return
    yield True, f"{where}: schema is current"
    now = services.now()
    with services.database.read() as connection:
        yield from _pumps(connection, now)
        yield from _clock(connection, services)
        yield from _queues(connection, now)
        yield from _failing_sources(connection)
        yield from (
            (False, f"{a.source_id}: {a.message} (since {t:%Y-%m-%d %H:%M} UTC)") for a, t in standing(connection)
        )
        yield from _waiting_sites(connection, now)


def _pumps(connection: Connection, now: datetime) -> Iterator[Finding]:
    alive = _count(connection, pumps, pumps.c.alive_until > now)
    dead = _count(connection, pumps, pumps.c.alive_until <= now)
    trouble = f", {dead} died and nobody has freed their claims: is beat running?" if dead else ""
    yield not dead, f"pumps: {alive} at work{trouble}"


def _clock(connection: Connection, services: Services) -> Iterator[Finding]:
    """Whether beat ticks while a worker of this machine lives: a frozen beat is seen nowhere else so soon."""
    ticked = facts.read_moment(connection, "tick.at")
    worker = silent_for(services.settings.places.home, "worker")
    if ticked is None or worker is None or worker >= 60:
        yield True, "clock: no worker is running on this machine"
        return
    silent = max(0.0, (services.now() - ticked).total_seconds())
    trouble = ": is beat running?" if silent >= 60 else ""
    yield silent < 60, f"clock: it ticked {silent:.0f} s ago{trouble}"


def _queues(connection: Connection, now: datetime) -> Iterator[Finding]:
    unclaimed = sa.and_(sources.c.state == "active", sources.c.pump_id.is_(None))
    oldest = connection.execute(sa.select(sa.func.min(sources.c.next_poll_at)).where(unclaimed)).scalar_one()
    behind = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    trouble = ": are workers and beat running?" if behind >= 60 else ""
    yield behind < 60, f"polls: the oldest due one waits {behind:.0f} s{trouble}"
    waiting, since = outbox.pending(connection)
    age = (now - since).total_seconds() if since else 0.0
    yield age < 60, f"outbox: {waiting} events wait for the stream" + (f", the oldest {age:.0f} s" if waiting else "")
    given_up = _count(connection, pages, pages.c.outcome == "quarantined")
    yield not given_up, f"quarantine: {given_up} pages" + (", see `khabar quarantine list`" if given_up else "")


def _failing_sources(connection: Connection) -> Iterator[Finding]:
    failing = sa.select(sources).where(sources.c.state == "active", sources.c.failures > 2)
    for row in connection.execute(failing.order_by(sources.c.failures.desc()).limit(20)):
        again = f"{row.next_poll_at:%Y-%m-%d %H:%M} UTC"
        yield False, f"source {row.id} failed {row.failures} times in a row: {row.last_error}; again {again}"


def _waiting_sites(connection: Connection, now: datetime) -> Iterator[Finding]:
    paused = sa.select(sites).where(sites.c.next_free_at > now + timedelta(seconds=60)).limit(20)
    for row in connection.execute(paused):
        yield True, f"site {row.site} waits until {row.next_free_at:%H:%M:%S} UTC: {row.wait_reason}"
    for row in connection.execute(sa.select(robots).where(robots.c.state == "unreachable").limit(20)):
        again = f"{row.expires_at:%H:%M} UTC"
        yield False, f"robots.txt of {row.origin} cannot be read ({row.why}): its pages wait, next try {again}"


def _count(connection: Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    n: int = connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one()
    return n


def _stream(services: Services) -> Iterator[Finding]:
    url = services.settings.places.stream_redis_url
    where = url.split("@")[-1]
    places = services.settings.places
    if places.redis_url is None and not EmbeddedValkey(places).answers():
        yield True, f"{where}: the embedded Valkey is not running, `khabar run` starts it"
        return
    try:
        info = services.redis.info()
        length = services.redis.xlen(services.settings.events.stream)
    except redis.RedisError as e:
        yield False, f"{where}: does not answer ({e})"
        return
    yield True, f"{where}: {services.settings.events.stream} holds {length} events"
    policy = str(info.get("maxmemory_policy", "noeviction"))
    yield (
        policy == "noeviction",
        f"{where}: maxmemory-policy is {policy}"
        + ("" if policy == "noeviction" else ", which drops messages in silence: set noeviction"),
    )
    if why := _takes_nothing(info):
        yield False, f"{where}: {why}: events wait in the database until there is room"
    aof = bool(info.get("aof_enabled", 0))
    yield aof, f"{where}: append-only file is {'on' if aof else 'off: a restart loses the stream'}"


def _takes_nothing(info: dict[str, Any]) -> str | None:
    """Why the server refuses whatever is written to it."""
    if 0 < int(info.get("maxmemory", 0)) <= int(info.get("used_memory", 0)):
        return f"its memory is full (maxmemory {info['maxmemory']:,} bytes)"
    if info.get("aof_last_write_status", "ok") != "ok":
        return "its append-only file cannot be written: is the disk full?"
    return None
