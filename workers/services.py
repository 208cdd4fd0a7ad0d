"""What a process needs of the outside: HTTP client, database, Redis. Opened lazily, once a process, after the fork."""

from __future__ import annotations

import os
import socket
import time
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import redis

from workers.errors import BadConfig
from workers.notify.events import EventUrls
from workers.settings import Settings, load_settings
from workers.stopping import stop_is_asked
from workers.store.database import Database
from workers.store.oneclock import OneClock
from workers.store.pace import PaceRule

if TYPE_CHECKING:
    from workers.fetch.http import HttpClient


WEBHOOK_HOSTS = 512  # endpoints that are asked again and again: a connection to each is kept


class Services:
    """The services of one process. `close()` gives everything back."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def make_home(self) -> None:
        """The folder of state; raises BadConfig where it cannot be made."""
        home = self.settings.places.home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise BadConfig("KHABAR_HOME", f"the folder {home} cannot be made: {e.strerror}") from e

    @cached_property
    def database(self) -> Database:
        """The store; its folder is made where it is a file."""
        self.make_home()
        return Database(self.settings.places.database_url)

    @cached_property
    def redis(self) -> redis.Redis:
        """The server of the event stream; every call is bounded in time."""
        return redis.Redis.from_url(
            self.settings.places.stream_redis_url,
            socket_timeout=5,
            socket_connect_timeout=3,
            health_check_interval=15,
        )

    @cached_property
    def http(self) -> HttpClient:
        """The client that asks the web."""
        return open_http(self.settings)

    @cached_property
    def webhook_http(self) -> HttpClient:
        """The client that brings events to webhooks: the same guard, and no longer than the standard lets one wait."""
        from workers.notify.webhooks import TIMEOUT

        return open_http(self.settings, deadline=TIMEOUT, hosts=WEBHOOK_HOSTS)

    @cached_property
    def pace_rule(self) -> PaceRule:
        """The pace that settings ask for, as claims need it."""
        fetch = self.settings.fetch
        return PaceRule(fetch.site_delay, fetch.site_connections, fetch.crawl_delay_cap)

    @cached_property
    def event_urls(self) -> EventUrls:
        """The addresses that events carry; a wrong template raises BadConfig that names its key."""
        policy = self.settings.events
        return EventUrls(
            item=policy.article_uri,
            source=policy.source_uri,
            dataref=policy.version_url,
            dataschema=policy.schema_uri,
        )

    def now(self) -> datetime:
        """The wall clock that all machines go by (`store.oneclock`), aware and in UTC."""
        return self._clock.now()

    @cached_property
    def _clock(self) -> OneClock:
        return OneClock(self.database)

    def steady(self) -> float:
        """Seconds by a clock that nobody sets, the same for all processes of this machine."""
        return time.monotonic()

    def stopping(self) -> bool:
        """Whether this process was asked to end: pumps stop claiming and hand back what they have."""
        return stop_is_asked()

    @cached_property
    def host(self) -> str:
        """This machine's name, for the rows of pumps."""
        return socket.gethostname()

    def close(self) -> None:
        for name, service in list(self.__dict__.items()):
            if name in ("database", "redis", "http", "webhook_http"):
                service.close()
                del self.__dict__[name]
        self.__dict__.pop("_clock", None)


_of_this_process: tuple[int, Services] | None = None


def services() -> Services:
    """The services of this process: made anew in a forked child, never shared with its parent."""
    global _of_this_process
    if _of_this_process is None or _of_this_process[0] != os.getpid():
        _of_this_process = (os.getpid(), Services(load_settings()))
    return _of_this_process[1]


def open_http(settings: Settings | None = None, *, deadline: float | None = None, hosts: int = 64) -> HttpClient:
    """A client under the policy of config/settings.toml; `deadline` seconds where those are fewer, connections kept to
    so many `hosts`."""
    from workers.fetch.http import FetchPolicy, HttpClient  # urllib3 and TLS stay out of commands that never fetch

    fetch = (settings or load_settings()).fetch
    # Of a site that is asked every second at most, the next request comes from some other process: a connection that is
    # kept for it would be one more of those that the site has to bear.
    kept = fetch.site_delay < 1 or deadline is not None
    return HttpClient(
        FetchPolicy(
            user_agent=fetch.user_agent,
            connect_timeout=fetch.connect_timeout,
            deadline=min(fetch.deadline, deadline or fetch.deadline),
            max_bytes=fetch.max_bytes,
            max_header_bytes=fetch.max_header_bytes,
            max_redirects=fetch.max_redirects,
            allow_networks=fetch.allow_networks,
            allow_ports=fetch.allow_ports,
            pool_hosts=hosts,
            pool_idle=60.0 if kept else 0.0,
        )
    )
