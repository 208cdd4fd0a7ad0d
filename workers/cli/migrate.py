"""`khabar migrate`: bring the database to this version's schema."""

from __future__ import annotations

import click

from workers.services import Services
from workers.settings import load_settings
from workers.store.migrate import migrate


@click.command()
def command() -> None:
    """Bring the database to this version's schema; does nothing where it is current.

    \b
    Example:
      KHABAR_DATABASE_URL=postgresql://khabar@db/khabar khabar migrate
    """
    services = Services(load_settings())
    try:
        before, now = migrate(services.database)
    finally:
        services.close()
    where = services.settings.places.database_url.split("@")[-1]
    click.echo(f"{where}: schema {now} is current" if before == now else f"{where}: schema {before or 'none'} -> {now}")
