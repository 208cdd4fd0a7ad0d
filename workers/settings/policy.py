"""The policies that config/settings.toml and schedules/*.toml state, as frozen values."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from workers.settings.cron import Cron
from workers.settings.spelling import why_no_template, why_no_user_agent
from workers.settings.tables import Table

_LEAST_TEXT_DAYS = 30  # young articles are still looked at again, and copies of them still come


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """`[fetch]`: how the web is asked. Times in seconds, sizes in bytes."""

    user_agent: str
    connect_timeout: float
    deadline: float
    max_bytes: int
    max_header_bytes: int
    max_redirects: int
    site_delay: float
    site_connections: int
    crawl_delay_cap: float
    allow_networks: tuple[str, ...]
    allow_ports: tuple[int, ...]

    @classmethod
    def read(cls, t: Table) -> FetchSettings:
        networks = t.texts("allow_networks")
        for network in networks:
            try:
                ipaddress.ip_network(network)
            except ValueError as e:
                raise t.wrong("allow_networks", f'"{network}" is no network such as "10.1.0.0/16" ({e})') from e
        name = t.text("user_agent", "khabar/0.1 (+https://github.com/khabar-news/khabar; news ingestion)")
        if (why := why_no_user_agent(name)) is not None:
            raise t.wrong("user_agent", why)
        values = cls(
            user_agent=name,
            connect_timeout=t.duration("connect_timeout", "10s", low="100ms", high="2m"),
            deadline=t.duration("deadline", "30s", low="500ms", high="40s"),
            max_bytes=t.whole("max_bytes", 10 * 1024 * 1024, low=1024, high=100 * 1024 * 1024),
            max_header_bytes=t.whole("max_header_bytes", 64 * 1024, low=1024, high=1024 * 1024),
            max_redirects=t.whole("max_redirects", 5, low=0, high=20),
            site_delay=t.duration("site_delay", "2s", low="0s", high="1h"),
            site_connections=t.whole("site_connections", 2, low=1, high=64),
            crawl_delay_cap=t.duration("crawl_delay_cap", "60s", low="0s", high="1h"),
            allow_networks=networks,
            allow_ports=t.wholes("allow_ports", (80, 443), low=1, high=65535),
        )
        t.end()
        return values


@dataclass(frozen=True, slots=True)
class PumpPolicy:
    """`[workers]`: how much a process takes on, and when it writes down what it has."""

    processes: int  # pumps at once on one machine; 0 = one a core
    in_flight: int  # fetches at once in one pump
    turn: float  # seconds a pump goes on claiming
    lease: float  # seconds without a sign of life after which a pump's claims are free again
    commit_pages: int
    commit_after: float
    max_tries: int  # answers of the kind "try again" before a page is quarantined
    rechecks: tuple[float, ...]  # ages in seconds at which an article is looked at again, rising

    @property
    def recheck_steps(self) -> tuple[timedelta, ...]:
        """The ages as durations."""
        return tuple(timedelta(seconds=age) for age in self.rechecks)

    @classmethod
    def read(cls, t: Table) -> PumpPolicy:
        values = cls(
            processes=t.whole("processes", 0, low=0, high=256),
            in_flight=t.whole("in_flight", 64, low=1, high=512),
            turn=t.duration("turn", "15s", low="1s", high="30s"),
            lease=t.duration("lease", "8s", low="3s", high="5m"),
            commit_pages=t.whole("commit_pages", 50, low=1, high=1000),
            commit_after=t.duration("commit_after", "1s", low="50ms", high="30s"),
            max_tries=t.whole("max_tries", 6, low=1, high=100),
            rechecks=t.ages("rechecks", ("15m", "1h", "6h", "24h", "3d"), low="1m", high="365d"),
        )
        t.end()
        return values


@dataclass(frozen=True, slots=True)
class EventPolicy:
    """`[events]`: the stream and the addresses that events carry."""

    stream: str
    keep_days: float
    stream_length: int
    unhealthy_polls: int  # failures in a row, or ...
    unhealthy_after: float  # ... seconds without a good poll, before a source is called unhealthy
    article_uri: str
    version_url: str
    source_uri: str
    schema_uri: str

    @classmethod
    def read(cls, t: Table) -> EventPolicy:
        values = cls(
            stream=t.text("stream", "khabar:events"),
            keep_days=t.number("keep_days", 30, low=1, high=3650),
            stream_length=t.whole("stream_length", 1_000_000, low=1000, high=1_000_000_000),
            unhealthy_polls=t.whole("unhealthy_polls", 5, low=1, high=1000),
            unhealthy_after=t.duration("unhealthy_after", "24h", low="1m", high="90d"),
            article_uri=_template(t, "article_uri", "urn:khabar:article:{id}", ("id",)),
            version_url=_template(t, "version_url", "urn:khabar:article:{id}:version:{version}", ("id", "version")),
            source_uri=_template(t, "source_uri", "urn:khabar:source:{id}", ("id",)),
            schema_uri=_template(t, "schema_uri", "urn:khabar:schema:{name}:1.0", ("name",)),
        )
        t.end()
        return values


@dataclass(frozen=True, slots=True)
class ArticlePolicy:
    """`[articles]`: how long what they say is kept. Who they are is kept for ever."""

    keep_text_days: int  # since the last version; 0 = for ever

    @classmethod
    def read(cls, t: Table) -> ArticlePolicy:
        days = t.whole("keep_text_days", 0, low=0, high=36_500)
        if 0 < days < _LEAST_TEXT_DAYS:
            raise t.wrong("keep_text_days", f"{days} is neither 0 (for ever) nor at least {_LEAST_TEXT_DAYS}")
        t.end()
        return cls(days)


def _template(t: Table, key: str, default: str, names: tuple[str, ...]) -> str:
    """The events of a wrong one could not be written, nor the articles that they announce."""
    value = t.text(key, default)
    if (why := why_no_template(value, names)) is not None:
        raise t.wrong(key, why)
    return value


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A named cadence of schedules/polling.toml: polls come no oftener than `floor` and no rarer than `ceiling`, or at
    the times of `cron`."""

    name: str
    start: float
    floor: float
    ceiling: float
    cron: Cron | None = None

    @classmethod
    def read(cls, name: str, t: Table) -> Rhythm:
        text = t.text("cron", None)
        zone = t.zone("time_zone", None)
        if text is not None:
            return cls._at_times(name, text, zone or ZoneInfo("UTC"), t)
        values = cls(
            name=name,
            start=t.duration("start", "1h", low="1s", high="30d"),
            floor=t.duration("floor", "10m", low="1s", high="30d"),
            ceiling=t.duration("ceiling", "24h", low="1s", high="30d"),
        )
        t.end()
        if zone is not None:
            raise t.wrong("time_zone", "has a meaning beside cron only")
        if not values.floor <= values.start <= values.ceiling:
            raise t.wrong("start", "must lie between floor and ceiling")
        return values

    @classmethod
    def _at_times(cls, name: str, text: str, zone: ZoneInfo, t: Table) -> Rhythm:
        t.end()  # start, floor and ceiling say nothing beside cron
        try:
            return cls(name, start=3600.0, floor=60.0, ceiling=86400.0, cron=Cron.read(text, zone))
        except ValueError as e:
            raise t.wrong("cron", str(e)) from e


# What may stand in the timetable; workers.tasks routes the same names, and a test holds them against each other.
TASKS = ("khabar.tick", "khabar.upkeep", "khabar.relay", "khabar.deliver", "khabar.poll", "khabar.harvest")


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """A periodic task of schedules/upkeep.toml."""

    name: str
    task: str
    every: float

    @classmethod
    def read(cls, name: str, t: Table) -> ScheduledTask:
        task = t.text("task", "", choices=TASKS)
        if not task:
            raise t.wrong("task", "is missing")
        values = cls(name, task, t.duration("every", "1m", low="100ms", high="7d"))
        t.end()
        return values
