"""Who gets the events, from config/subscribers.toml: checked, and kept in step with the stream."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog
from redis.exceptions import ResponseError
from sqlalchemy.engine import Connection

from workers.errors import BadConfig, Refused, TryAgain, Unreachable
from workers.fetch.guard import AddressGuard
from workers.notify.filters import Filter, read_filter
from workers.notify.streams import asking
from workers.notify.webhooks import Endpoint
from workers.pipeline.telling.ledger import DISABLED, disabled_alarm
from workers.services import Services
from workers.settings import AmqpSubscriber, StreamSubscriber, Subscriber, WebhookSubscriber, read_subscribers
from workers.store import deliveries
from workers.store.alarms import keep_only

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bus:
    """An AMQP subscriber, checked."""

    config: AmqpSubscriber
    filter: Filter


@dataclass(frozen=True, slots=True)
class Subscribers:
    """The good ones by name, each in its kind, and a problem for each bad one."""

    groups: Mapping[str, StreamSubscriber] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)  # of all kinds
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    buses: Mapping[str, Bus] = field(default_factory=dict)
    begin_now: frozenset[str] = frozenset()  # those that want only what comes
    problems: tuple[BadConfig, ...] = ()

    @property
    def pushed(self) -> list[str]:
        """Names of those that events are brought to."""
        return [*self.endpoints, *self.buses]

    def kind_of(self, name: str) -> str:
        """`stream`, `webhook` or `amqp`; BadConfig with the known names for a name that is none."""
        for kind, names in (("stream", self.groups), ("webhook", self.endpoints), ("amqp", self.buses)):
            if name in names:
                return kind
        known = ", ".join([*self.groups, *self.pushed]) or "there are none"
        raise BadConfig(name, f"is no good subscriber of subscribers.toml; known: {known}")


def known_subscribers(services: Services, env: Mapping[str, str] | None = None) -> Subscribers:
    """The file as it stands now; BadConfig where all of it is broken."""
    listed = read_subscribers(services.settings.places.subscribers_file, os.environ if env is None else env)
    groups: dict[str, StreamSubscriber] = {}
    filters: dict[str, Filter] = {}
    endpoints: dict[str, Endpoint] = {}
    buses: dict[str, Bus] = {}
    problems = list(listed.problems)
    fetch = services.settings.fetch
    guard = AddressGuard(fetch.allow_networks, fetch.allow_ports)
    for one in listed:
        try:
            wanted = read_filter(one.filters, about=f"{one.about} filters")
            if isinstance(one, StreamSubscriber):
                groups[one.name] = one
            elif isinstance(one, WebhookSubscriber):
                endpoints[one.name] = _endpoint(one, wanted, guard)
            else:
                buses[one.name] = Bus(one, wanted)
            filters[one.name] = wanted
        except BadConfig as e:
            problems.append(e)
    begin_now = frozenset(one.name for one in listed if one.since == "now")
    return Subscribers(groups, filters, endpoints, buses, begin_now, tuple(problems))


def _endpoint(one: WebhookSubscriber, wanted: Filter, guard: AddressGuard) -> Endpoint:
    try:
        endpoint = Endpoint(one.name, one.url, one.secrets, one.form, wanted, one.handshake)
        parts = urlsplit(one.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        guard.judge_unseen(one.url, parts.hostname or "", port)  # a name is judged when it is looked up, each time
        return endpoint
    except Refused as e:
        raise BadConfig(f"{one.about} url", f"{e.why}; settings.toml [fetch] says what is allowed") from e
    except Unreachable as e:
        raise BadConfig(f"{one.about} url", e.why) from e
    except BadConfig as e:  # it speaks of subscribers.<name>.<key>, people look for the file and its key
        key = {"secret": "secret_env", "variant": "form", "origin": "handshake"}.get(e.about.rpartition(".")[2], "url")
        raise BadConfig(f"{one.about} {key}", e.why) from e


def subscribers_in_step(services: Services) -> Subscribers:
    """Makes consumer groups and rows of deliveries for those that have none yet; what is wrong is logged, the rest
    goes on."""
    known = known_subscribers(services)
    database, now = services.database, services.now()

    def in_step(connection: Connection) -> list[str]:
        new = deliveries.list_only(connection, database, known.pushed, begin_now=known.begin_now, now=now)
        wrong = [disabled_alarm(name, why) for name, why in deliveries.disabled(connection)]
        keep_only(connection, database, DISABLED, wrong, now=now)
        return new

    new = database.transact(in_step)
    for name in new:
        log.info("subscriber.new", subscriber=name, kind=known.kind_of(name))
    for problem in known.problems:
        log.error("subscriber.bad", problem=str(problem))
    for one in known.groups.values():
        try:
            make_group(services, one)
        except TryAgain as e:
            log.warning("subscriber.waits", subscriber=one.name, error=str(e))
    return known


def make_group(services: Services, one: Subscriber) -> bool:
    """The subscriber's group, from the stream's beginning or its end; False where it is there already."""
    stream = services.settings.events.stream
    with asking(stream):
        try:
            services.redis.xgroup_create(stream, one.name, id="$" if one.since == "now" else "0", mkstream=True)
        except ResponseError as e:
            if "BUSYGROUP" in str(e):
                return False
            raise
    log.info("subscriber.new_group", subscriber=one.name, since=one.since)
    return True
