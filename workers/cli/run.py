"""`khabar run`: everything on this machine, until Ctrl-C or until all is done."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import redis

from workers import logs
from workers.cli.embedded import EmbeddedValkey
from workers.cli.processes import Child, stop
from workers.cli.screen import Screen, counts, open_screen
from workers.cli.watch import Picture, Watch, quarantined
from workers.errors import BadConfig
from workers.pipeline.polling.sourcefile import sources_in_step
from workers.pipeline.telling.subscribers import subscribers_in_step
from workers.records import Outcome
from workers.services import Services
from workers.settings import load_settings
from workers.store.migrate import migrate
from workers.store.sources import ask_for_poll

GRACE = 4.0  # seconds that workers get to write down what they have
_LOOK_EVERY = 0.5


@click.command()
@click.option(
    "--sources", "sources_file", type=click.Path(path_type=Path), help="FILE.toml or .opml instead of config/."
)
@click.option("--until-idle", is_flag=True, help="Poll every source once now, finish all that follows, then exit.")
@click.option("--no-progress", is_flag=True, help="Plain lines, also on a terminal.")
@click.option("--flower", "flower_port", type=click.IntRange(1, 65535), help="Also start Flower on this port.")
@click.option("--processes", type=click.IntRange(1, 256), help="Pumps at once, instead of settings.toml.")
def command(
    sources_file: Path | None, until_idle: bool, no_progress: bool, flower_port: int | None, processes: int | None
) -> None:
    """Run workers, beat and relay on this machine.

    \b
    Starts an embedded Valkey in KHABAR_HOME unless KHABAR_REDIS_URL is set.
    Exit codes with --until-idle: 0, or 1 where a page was quarantined.

    \b
    Example:
      khabar run --sources feeds.opml --until-idle --no-progress
    """
    if sources_file is not None:
        if not sources_file.exists():
            raise BadConfig(str(sources_file), "there is no such file")
        os.environ["KHABAR_SOURCES"] = str(sources_file.absolute())
    sys.exit(run(until_idle=until_idle, progress=not no_progress, flower_port=flower_port, processes=processes))


def run(*, until_idle: bool, progress: bool, flower_port: int | None = None, processes: int | None = None) -> int:
    """The exit code of one run under the environment's settings."""
    logs.leave_to_commands()
    settings = load_settings()
    services = Services(settings)
    services.make_home()
    server = None if settings.places.redis_url else EmbeddedValkey(settings.places)
    children: list[Child] = []
    screen: Screen | None = None
    with _stop_signals() as asked:
        try:
            if server is not None:
                server.start()
            migrate(services.database)
            watch = _begin(services, until_idle)
            children = _children(settings.places.home / "logs", flower_port, processes)
            for child in children:
                child.start()
            screen = open_screen(progress=progress)
            picture = _attend(children, server, watch, screen, asked, until_idle)
        finally:
            if screen is not None:
                screen.close()
            stop(children, GRACE)
            if server is not None:
                server.stop()
    failed = _summary(services, watch, picture) if until_idle else 0
    services.close()
    return failed


def _begin(services: Services, until_idle: bool) -> Watch:
    """Sources and subscribers in step with their files, polls due now where the run is to end, the watch begun."""
    bad = sources_in_step(services)
    known = subscribers_in_step(services)
    for problem in (*bad, *known.problems, *_stream_is_away(services)):
        click.echo(f"khabar: {problem}", err=True)
    now = services.now()
    watch = Watch(services, now)
    watch.begin()
    if until_idle:
        services.database.transact(lambda c: ask_for_poll(c, now=now, reason="asked for by khabar run --until-idle"))
    if not watch.look().sources:
        where = services.settings.places.sources_file
        click.echo(f"khabar: no source to poll: add one to {where} or with `khabar sources add URL`", err=True)
    return watch


def _stream_is_away(services: Services) -> Iterator[str]:
    """A sentence where the stream's server does not answer: the run waits for it, and would else do so in silence."""
    try:
        services.redis.ping()
    except redis.RedisError as e:
        where = services.settings.places.stream_redis_url.split("@")[-1]
        yield f"{where}: does not answer ({e}): nothing is done until it does"


def _children(logs: Path, flower_port: int | None, processes: int | None) -> list[Child]:
    # Dozens of fetch threads would get a heap each from glibc, most of it never used again.
    environment = {"MALLOC_ARENA_MAX": "2", **os.environ, "PYTHONUNBUFFERED": "1"}
    if processes is not None:
        environment["KHABAR_PROCESSES"] = str(processes)
    commands = {name: [sys.executable, "-m", "workers", name] for name in ("worker", "beat")}
    if flower_port is not None:
        flower = ["flower", f"--port={flower_port}", "--address=127.0.0.1", "--max-tasks=10000"]
        commands["flower"] = [sys.executable, "-m", "celery", "-A", "workers", *flower]
        if "FLOWER_BASIC_AUTH" not in environment:  # its HTTP API then answers on loopback, but changes nothing
            environment = {"FLOWER_UNAUTHENTICATED_API": "true", "FLOWER_READ_ONLY": "true", **environment}
    return [Child(name, arguments, logs / f"{name}.log", environment) for name, arguments in commands.items()]


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """A list that holds a signal's number as soon as one asked us to end."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {s: signal.signal(s, note) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield asked
    finally:
        for s, handler in before.items():
            signal.signal(s, handler)


def _attend(
    children: list[Child],
    server: EmbeddedValkey | None,
    watch: Watch,
    screen: Screen,
    asked: list[int],
    until_idle: bool,
) -> Picture:
    """Shows the run and keeps its processes alive until it is over."""
    picture = watch.look()
    while not asked:
        screen.show(picture)
        if until_idle and watch.is_idle():
            return watch.look()  # what was stored since the last look is in the summary
        _revive(children, server, screen)
        time.sleep(_LOOK_EVERY)
        picture = watch.look()
    return picture


def _revive(children: list[Child], server: EmbeddedValkey | None, screen: Screen) -> None:
    """Starts again what died; nothing is lost by it, so it is said and not asked."""
    if server is not None and server.is_dead():
        screen.say("valkey ended, starting it again")
        server.start()
    for child in children:
        code = child.ended()
        if code is not None and time.monotonic() - child.started > min(10.0, child.restarts):
            screen.say(f"{child.name} ended with {code}, starting it again; its log: {child.log}")
            child.restarts += 1
            child.start()


def _summary(services: Services, watch: Watch, picture: Picture) -> int:
    """Prints how the run ended; 1 where a page was quarantined in it."""
    with services.database.read() as connection:
        given_up = quarantined(connection, watch.since)
    click.echo(counts(picture))
    for outcome in Outcome:
        if picture.count(outcome):
            click.echo(f"  {outcome.value}: {picture.count(outcome)}")
    for line in watch.troubles():
        click.echo(f"  {line}")
    if given_up:
        click.echo(f"  {given_up} quarantined: `khabar quarantine list` says why")
    return 1 if given_up else 0
