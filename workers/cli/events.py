"""`khabar events`: the event stream, read as a subscriber would."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from workers.cli.embedded import stream_server
from workers.errors import BadConfig
from workers.notify.filters import Filter, read_filter
from workers.notify.streams import asking, connect, position_before
from workers.notify.subscribe import Subscription, follow, subscribe
from workers.settings import Places, SubscriberList, load_settings, read_subscribers

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # a headline must not steer the terminal
_ISOLATE = "\u2068{}\u2069"  # keeps right-to-left headlines from turning the line around


@click.group()
def command() -> None:
    """Follow the event stream.

    \b
    Example:
      khabar events follow --filter language=ar
      khabar events follow --since 0 --until-caught-up --jsonl > events.jsonl
    """


@command.command("follow")
@click.option("--group", help="Read as a member of this consumer group, with its filters.")
@click.option("--since", help="A stream id, an outbox position, a time (2026-11-24T08:00Z), 0 for all that is kept, $.")
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE", help="language=ar, section=..., keyword=...")
@click.option("--jsonl", is_flag=True, help="One CloudEvents JSON a line.")
@click.option("--stream", help="The Redis stream, instead of settings.toml's.")
@click.option("--until-caught-up", "--once", "until_caught_up", is_flag=True, help="End where the stream ends now.")
def follow_events(
    group: str | None,
    since: str | None,
    filters: tuple[str, ...],
    jsonl: bool,
    stream: str | None,
    until_caught_up: bool,
) -> None:
    """Print events as they come, one a line; Ctrl-C ends it.

    Starts with what comes from now on; with --until-caught-up or --group, with all that is kept. The embedded server
    is started for the look where it is down.
    """
    settings = load_settings()
    wanted = read_filter(filters, about="--filter") if filters else _listed_filter(settings.places, group)
    with stream_server(settings.places) as url:
        _follow(url, stream or settings.events.stream, group, since, wanted, jsonl, until_caught_up)


def _listed_filter(places: Places, group: str | None) -> Filter:
    """What subscribers.toml has for this group."""
    listed = read_subscribers(places.subscribers_file, os.environ) if group else SubscriberList()
    for one in listed:
        if one.name == group:
            return read_filter(one.filters, about=f"{one.about} filters")
    return Filter()


def _follow(
    url: str, stream: str, group: str | None, since: str | None, wanted: Filter, jsonl: bool, until_caught_up: bool
) -> None:
    start = _start(url, stream, since or ("0" if group or until_caught_up else "$"))
    if group is None:
        subscription = follow(url, start, stream=stream, filters=wanted.matches, until_caught_up=until_caught_up)
    else:
        subscription = subscribe(
            url, group, stream=stream, since=start, filters=wanted.matches, until_caught_up=until_caught_up
        )
    signal.signal(signal.SIGTERM, lambda *_: subscription.stop())
    with asking(stream), subscription:
        _print_all(subscription, jsonl)


def _print_all(subscription: Subscription, jsonl: bool) -> None:
    form = _as_json if jsonl else _as_line
    try:
        for delivery in subscription:
            sys.stdout.write(form(delivery.event) + "\n")
            sys.stdout.flush()
            delivery.ack()
    except KeyboardInterrupt:
        subscription.stop()  # the usual way to end it


def _as_json(event: Mapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _as_line(event: Mapping[str, Any]) -> str:
    data = event.get("data") or {}
    item = data.get("item") or {}
    headlines = item.get("headlines") or [{}]
    words = headlines[0].get("value") or data.get("reason") or event.get("subject") or ""
    words = _CONTROLS.sub(" ", str(words))
    if sys.stdout.isatty():
        words = _ISOLATE.format(words)
    kind = ".".join(str(event.get("type", "")).removeprefix("news.").split(".")[:-1])
    return f"{str(event.get('time', ''))[:19]}Z  {kind:<17}  {item.get('language') or '-':<5}  {words}"


def _start(url: str, stream: str, since: str) -> str:
    """Where to start as Redis understands it; finds out at once whether Redis is there."""
    client = connect(url)
    try:
        with asking(stream):
            client.ping()
        if since == "$" or re.fullmatch(r"\d{1,20}(-\d{1,20})?", since):
            return since
        moment = datetime.fromisoformat(since)
        return str(position_before(client, moment if moment.tzinfo else moment.astimezone(), stream))
    except ValueError as error:
        raise BadConfig("--since", f"{since!r} is no stream id, position or ISO 8601 time") from error
    finally:
        client.close()
