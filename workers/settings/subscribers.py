"""config/subscribers.toml: who gets the events, and how. A bad subscriber is reported, the others are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from workers.errors import BadConfig
from workers.settings.salvage import salvage
from workers.settings.sourcelists import why_no_url
from workers.settings.tables import Table, read_toml, suggestion

Since = Literal["start", "now"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_VARIABLE = re.compile(r"KHABAR_[A-Z0-9_]{1,100}")
_SECRET_VARIABLE = re.compile(r"KHABAR_SECRET_[A-Z0-9_]{1,100}")
_KINDS = ("stream", "webhook", "amqp")


@dataclass(frozen=True, slots=True)
class StreamSubscriber:
    """A consumer group of the event stream, named as the subscriber. `filters` is what its readers ask for."""

    name: str
    about: str  # file and table, for whoever finds more wrong with it
    since: Since = "start"
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WebhookSubscriber:
    """An address that events are posted to; several `secrets` sign side by side while one replaces another."""

    name: str
    about: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    form: Literal["full", "thin"] = "full"
    since: Since = "start"
    filters: Mapping[str, Any] = field(default_factory=dict)
    handshake: str | None = None  # our DNS name, under which it is asked for its consent before the first delivery


@dataclass(frozen=True, slots=True)
class AmqpSubscriber:
    """A topic exchange of an AMQP broker. `url` holds its password."""

    name: str
    about: str
    url: str = field(repr=False)
    exchange: str = "khabar.events"
    since: Since = "start"
    filters: Mapping[str, Any] = field(default_factory=dict)


Subscriber = StreamSubscriber | WebhookSubscriber | AmqpSubscriber


@dataclass(frozen=True, slots=True)
class SubscriberList:
    """What the file held: good subscribers in its order, and one `BadConfig` for each bad one."""

    subscribers: tuple[Subscriber, ...] = ()
    problems: tuple[BadConfig, ...] = ()

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(self.subscribers)

    @property
    def pushes(self) -> bool:
        """Whether events have to be brought to anybody."""
        return any(not isinstance(one, StreamSubscriber) for one in self.subscribers)


def read_subscribers(path: Path, env: Mapping[str, str]) -> SubscriberList:
    """Reads the file, addresses and secrets from `env`; no file means nobody. Of a broken file, the tables that are
    whole; BadConfig where there is none."""
    if not path.exists():
        return SubscriberList()
    tables, bad = _tables(path)
    if bad and not tables:
        raise bad[0]
    good: list[Subscriber] = []
    for name, values in tables.items():
        try:
            good.append(_subscriber(name, Table(values, file=str(path), name=f"subscribers.{name}"), env))
        except BadConfig as e:
            bad.append(e)
    return SubscriberList(tuple(good), tuple(bad))


def _tables(path: Path) -> tuple[dict[str, Any], list[BadConfig]]:
    """Each subscriber's table, and what is wrong with the file around them."""
    try:
        file = read_toml(path)
    except BadConfig as broken:
        try:
            tables, bad = salvage(path, "subscribers")
        except OSError:
            raise broken from None
        return tables, bad or [broken]
    tables = file.pop("subscribers", {})
    if not isinstance(tables, dict):
        raise BadConfig(f"{path} [subscribers]", "must be a table of tables, one a subscriber")
    bad = [BadConfig(str(path), f"unknown table [{name}]{suggestion(name, ['subscribers'])}") for name in file]
    return tables, bad


def _subscriber(name: str, t: Table, env: Mapping[str, str]) -> Subscriber:
    about = f"{t.file} [{t.name}]"
    if not _NAME.fullmatch(name):
        raise BadConfig(about, "a subscriber's name is ASCII letters, digits, dot, dash and underscore")
    kind = t.text("kind", "", choices=_KINDS)
    if not kind:
        raise t.wrong("kind", f"is missing: {', '.join(_KINDS)}")
    since: Since = "now" if t.text("since", "start", choices=("start", "now")) == "now" else "start"
    filters = t.mapping("filters")
    subscriber: Subscriber
    if kind == "stream":
        subscriber = StreamSubscriber(name, about, since, filters)
    elif kind == "webhook":
        subscriber = _webhook(name, about, t, env, since, filters)
    else:
        url = _from_environment(t, "url_env", _VARIABLE, "KHABAR_AMQP_URL", env)
        if not url.startswith(("amqp://", "amqps://")):
            raise t.wrong("url_env", "the variable must hold an amqp:// or amqps:// address")
        subscriber = AmqpSubscriber(name, about, url, t.text("exchange", "khabar.events"), since, filters)
    t.end()
    return subscriber


def _webhook(
    name: str, about: str, t: Table, env: Mapping[str, str], since: Since, filters: Mapping[str, Any]
) -> WebhookSubscriber:
    url = t.text("url", "")
    if not url:
        raise t.wrong("url", "is missing")
    if (why := why_no_url(url)) is not None:
        raise t.wrong("url", why)
    secrets = _from_environment(t, "secret_env", _SECRET_VARIABLE, "KHABAR_SECRET_SEARCH", env).split()
    form: Literal["full", "thin"] = "thin" if t.text("form", "full", choices=("full", "thin")) == "thin" else "full"
    return WebhookSubscriber(name, about, url, tuple(secrets), form, since, filters, t.text("handshake", "") or None)


def _from_environment(t: Table, key: str, form: re.Pattern[str], example: str, env: Mapping[str, str]) -> str:
    """What the variable that `key` names holds; its value is never part of an error."""
    variable = t.text(key, "")
    if not variable:
        raise t.wrong(key, f'is missing: the name of an environment variable such as "{example}"')
    if not form.fullmatch(variable):
        raise t.wrong(key, f'must be the name of an environment variable such as "{example}", never a value itself')
    if not (value := env.get(variable, "").strip()):
        raise t.wrong(key, f"{variable} is not set in the environment")
    return value
