"""Where the files lie, and all of them read into one frozen value."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workers.errors import BadConfig
from workers.records import Source
from workers.settings.environment import log_level
from workers.settings.policy import ArticlePolicy, EventPolicy, FetchSettings, PumpPolicy, Rhythm, ScheduledTask
from workers.settings.tables import Table, read_toml, suggestion


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and addresses, from the environment (`KHABAR_*`)."""

    home: Path
    config: Path
    schedules: Path
    sources_file: Path
    database_url: str
    redis_url: str | None  # None: the embedded server in `home`
    broker_url: str | None  # None: the same server as `redis_url`
    log_level: int = logging.INFO  # KHABAR_LOG
    processes: int = 0  # KHABAR_PROCESSES: pumps on this machine, where a machine differs from its settings

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Places:
        home = Path(env.get("KHABAR_HOME") or Path(env.get("HOME", "/tmp")) / ".local/share/khabar").expanduser()
        home = home.absolute()
        config = Path(env.get("KHABAR_CONFIG_DIR") or "config").absolute()
        return cls(
            home=home,
            config=config,
            schedules=Path(env.get("KHABAR_SCHEDULES_DIR") or "schedules").absolute(),
            sources_file=Path(env.get("KHABAR_SOURCES") or config / "sources.toml").absolute(),
            database_url=_driver(_address(env, "KHABAR_DATABASE_URL") or f"sqlite:///{home}/khabar.sqlite"),
            redis_url=_address(env, "KHABAR_REDIS_URL"),
            broker_url=_address(env, "KHABAR_BROKER_URL"),
            log_level=log_level(env),
            processes=_whole(env, "KHABAR_PROCESSES"),
        )

    @property
    def subscribers_file(self) -> Path:
        """Who gets the events."""
        return self.config / "subscribers.toml"

    @property
    def valkey_socket(self) -> Path:
        """The embedded server's socket."""
        return self.home / "valkey" / "valkey.sock"

    @property
    def stream_redis_url(self) -> str:
        """Where the event stream lies."""
        return self.redis_url or f"unix://{self.valkey_socket}"

    @property
    def celery_broker_url(self) -> str:
        """Where Celery's messages lie, in kombu's spelling."""
        url = self.broker_url or self.stream_redis_url
        return f"redis+socket://{url.removeprefix('unix://')}" if url.startswith("unix://") else url


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that config/ and schedules/ say."""

    places: Places
    fetch: FetchSettings
    pumps: PumpPolicy
    events: EventPolicy
    articles: ArticlePolicy
    rhythms: Mapping[str, Rhythm]
    timetable: tuple[ScheduledTask, ...]

    @property
    def pump_limit(self) -> int:
        """How many pumps run at once on this machine."""
        return self.places.processes or self.pumps.processes or max(2, os.cpu_count() or 1)

    def rhythm_of(self, source: Source) -> Rhythm:
        """The source's rhythm; the standard one where its name has left polling.toml."""
        return self.rhythms.get(source.rhythm, self.rhythms["standard"])


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Reads all policy files; a file that is missing means its defaults, a wrong one raises BadConfig."""
    places = Places.from_environment(os.environ if env is None else env)
    path = places.config / "settings.toml"
    tables = read_toml(path, missing_is_empty=True)
    readers = {
        "fetch": FetchSettings.read,
        "workers": PumpPolicy.read,
        "events": EventPolicy.read,
        "articles": ArticlePolicy.read,
    }
    for name in tables:
        if name not in readers:
            raise BadConfig(str(path), f"unknown table [{name}]{suggestion(name, readers)}")

    def table(name: str) -> Table:
        return Table(tables.get(name, {}), file=str(path), name=name)

    return Settings(
        places=places,
        fetch=FetchSettings.read(table("fetch")),
        pumps=PumpPolicy.read(table("workers")),
        events=EventPolicy.read(table("events")),
        articles=ArticlePolicy.read(table("articles")),
        rhythms=_rhythms(places.schedules / "polling.toml"),
        timetable=_timetable(places.schedules / "upkeep.toml"),
    )


def _rhythms(path: Path) -> dict[str, Rhythm]:
    file = read_toml(path, missing_is_empty=True)
    top = Table(file, file=str(path), name="rhythms")
    tables = file.get("rhythms", {})
    if unknown := [k for k in file if k != "rhythms"]:
        raise BadConfig(str(path), f"unknown table [{unknown[0]}]{suggestion(unknown[0], ['rhythms'])}")
    if not isinstance(tables, dict):
        raise top.wrong("rhythms", "must be a table of tables")
    tables = {"standard": {}, **tables}
    return {name: Rhythm.read(name, Table(t, file=str(path), name=f"rhythms.{name}")) for name, t in tables.items()}


_DEFAULT_TIMETABLE = {
    "tick": {"task": "khabar.tick", "every": "1s"},
    "upkeep": {"task": "khabar.upkeep", "every": "30s"},
    "relay": {"task": "khabar.relay", "every": "30s"},
}


def _timetable(path: Path) -> tuple[ScheduledTask, ...]:
    file = read_toml(path, missing_is_empty=True)
    if unknown := [k for k in file if k != "tasks"]:
        raise BadConfig(str(path), f"unknown table [{unknown[0]}]{suggestion(unknown[0], ['tasks'])}")
    tables = file.get("tasks", {})
    if not isinstance(tables, dict):
        raise BadConfig(f"{path} [tasks]", "must be a table of tables")
    tables = {**_DEFAULT_TIMETABLE, **tables}  # without a tick nothing would ever be polled
    return tuple(ScheduledTask.read(n, Table(t, file=str(path), name=f"tasks.{n}")) for n, t in tables.items())


def _whole(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 4) or int(text) > 256:
        raise BadConfig(name, f'"{text}" is no whole number from 0 to 256')
    return int(text)


_SCHEMES = {
    "KHABAR_DATABASE_URL": ("sqlite", "postgresql", "postgres", "postgresql+psycopg"),
    "KHABAR_REDIS_URL": ("redis", "rediss", "unix"),
    "KHABAR_BROKER_URL": ("redis", "rediss", "redis+socket", "unix", "amqp", "amqps", "pyamqp", "sentinel"),
}


def _address(env: Mapping[str, str], name: str) -> str | None:
    """An address of the environment; it may hold a password, so that no error prints it."""
    url = env.get(name) or None
    if url is None:
        return None
    scheme, found, _ = url.partition("://")
    if not found or scheme not in _SCHEMES[name]:
        raise BadConfig(name, f"is no address that begins with one of {', '.join(f'{s}://' for s in _SCHEMES[name])}")
    try:
        _ = urlsplit(url).port
    except ValueError as e:
        raise BadConfig(name, "is no address: its host or port is malformed") from e
    return url


def _driver(url: str) -> str:
    """postgres:// and postgresql:// mean psycopg 3 here."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
