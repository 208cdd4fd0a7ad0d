"""`khabar demo`: the whole way of an article over the sample newsroom, on loopback."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
import sqlalchemy as sa

from workers.cli.run import run
from workers.demo.newsroom import Newsroom, to_toml
from workers.errors import BadConfig
from workers.services import Services
from workers.settings import load_settings
from workers.store.migrate import migrate
from workers.store.schema import sources


@click.command()
@click.option("--keep", is_flag=True, help="Go on polling until Ctrl-C instead of ending when all is read.")
@click.option("--no-progress", is_flag=True, help="Plain lines, also on a terminal.")
@click.option("--flower", "flower_port", type=click.IntRange(1, 65535), help="Also start Flower on this port.")
def command(keep: bool, no_progress: bool, flower_port: int | None) -> None:
    """Run everything over a sample newsroom that is served on loopback: no internet is needed.

    \b
    Example:
      khabar demo && khabar export articles
    """
    home = load_settings().places.home
    newsroom = _start_newsroom(home / "demo")
    try:
        _point_at(newsroom, home / "demo")
        _refuse_a_store_in_use(newsroom)
        failed = run(until_idle=not keep, progress=not no_progress, flower_port=flower_port)
    finally:
        newsroom.stop()
    if not keep:
        click.echo(f"the articles lie in {home}: `KHABAR_HOME={home} {sys.argv[0]} export articles` shows them")
    sys.exit(failed)


def _start_newsroom(folder: Path) -> Newsroom:
    """The newsroom at the ports of an earlier demo, so that its articles are known again; at free ports otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    memory = folder / "port"
    if memory.exists() and memory.read_text().strip().isdigit():
        try:
            return Newsroom(port_base=int(memory.read_text())).start()
        except OSError:
            pass  # somebody else has one of the ports now
    for base in range(18800, 28800, 100):
        try:
            newsroom = Newsroom(port_base=base).start()
        except OSError:
            continue
        memory.write_text(str(base))
        return newsroom
    raise BadConfig("khabar demo", "found no free ports on 127.0.0.1 between 18800 and 28800")


def _point_at(newsroom: Newsroom, folder: Path) -> None:
    """Settings and sources of the demo, for this process and its workers."""
    config = folder / "config"
    config.mkdir(exist_ok=True)
    ports = json.dumps(sorted(newsroom.ports))
    settings = f'[fetch]\nallow_networks = ["127.0.0.0/8"]\nallow_ports = {ports}\nsite_delay = "100ms"\n'
    (config / "settings.toml").write_text(settings, encoding="utf-8")
    (config / "sources.toml").write_text(to_toml(newsroom.sources()), encoding="utf-8")
    os.environ["KHABAR_CONFIG_DIR"] = str(config)
    os.environ["KHABAR_SOURCES"] = str(config / "sources.toml")


def _refuse_a_store_in_use(newsroom: Newsroom) -> None:
    """Invented news must never end up among real: a store that has other sources is left alone."""
    services = Services(load_settings())
    ours = [source.id for source in newsroom.sources()]
    try:
        migrate(services.database)
        with services.database.read() as connection:
            foreign = sa.and_(sources.c.id.notin_(ours), sources.c.parent.is_(None))
            others = sa.select(sa.func.count()).select_from(sources).where(foreign)
            n = connection.execute(others).scalar_one()
    finally:
        services.close()
    if n:
        where = services.settings.places.database_url.split("@")[-1]
        raise BadConfig(where, f"holds {n} sources of yours: give the demo a home of its own (KHABAR_HOME=/tmp/demo)")
