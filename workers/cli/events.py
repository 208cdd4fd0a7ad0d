"""`khabar events`: the event stream, read as a subscriber would."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from workers.cli.embedded import stream_server
from workers.cli.output import write_line
from workers.errors import BadConfig, TryAgain
from workers.notify.filters import Filter, read_filter
from workers.notify.linefile import LineFile
from workers.notify.streams import asking, connect, position_before
from workers.notify.subscribe import Subscription, follow, subscribe
from workers.settings import Places, SubscriberList, load_settings, read_subscribers

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # a headline must not steer the terminal
_PAUSE = 1.0  # seconds until a file that cannot be written is tried again
_ISOLATE = "\u2068{}\u2069"  # keeps right-to-left headlines from turning the line around


@click.group()
def command() -> None:
    """Follow the event stream.

    \b
    Example:
      khabar events follow --filter language=ar
      khabar events follow --since 0 --until-caught-up --jsonl > events.jsonl
      khabar events follow --group archive --output /var/log/khabar/events.jsonl
    """


@command.command("follow")
@click.option("--group", help="Read as a member of this consumer group, with its filters.")
@click.option("--since", help="A stream id, an outbox position, a time (2026-11-24T08:00Z), 0 for all that is kept, $.")
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE", help="language=ar, section=..., keyword=...")
@click.option("--jsonl", is_flag=True, help="One CloudEvents JSON a line.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False),
    help="Append JSON lines to this file, which may be rotated; a full disk is waited for.",
)
@click.option("--stream", help="The Redis stream, instead of settings.toml's.")
@click.option("--until-caught-up", "--once", "until_caught_up", is_flag=True, help="End where the stream ends now.")
def follow_events(
    group: str | None,
    since: str | None,
    filters: tuple[str, ...],
    jsonl: bool,
    output: str | None,
    stream: str | None,
    until_caught_up: bool,
) -> None:
    """Print events as they come, one a line; Ctrl-C ends it.

    Starts with what comes from now on; with --until-caught-up or --group, with all that is kept. The embedded server
    is started for the look where it is down.

    \b
    Example:
      khabar events follow --filter language=ar
      khabar events follow --group archive --output /var/log/khabar/events.jsonl
    """
    settings = load_settings()
    wanted = read_filter(filters, about="--filter") if filters else _listed_filter(settings.places, group)
    with stream_server(settings.places) as url:
        subscription = _subscription(
            url, stream or settings.events.stream, group, since, wanted, until_caught_up=until_caught_up
        )
        signal.signal(signal.SIGTERM, lambda *_: subscription.stop())
        with asking(stream or settings.events.stream), subscription, _outlet(output, jsonl) as write:
            _write_all(subscription, write, patient=not until_caught_up)


def _listed_filter(places: Places, group: str | None) -> Filter:
    """What subscribers.toml has for this group."""
    listed = read_subscribers(places.subscribers_file, os.environ) if group else SubscriberList()
    for one in listed:
        if one.name == group:
            return read_filter(one.filters, about=f"{one.about} filters")
    return Filter()


def _subscription(
    url: str, stream: str, group: str | None, since: str | None, wanted: Filter, *, until_caught_up: bool
) -> Subscription:
    start = _start(url, stream, since or ("0" if group or until_caught_up else "$"))
    if group is None:
        return follow(url, start, stream=stream, filters=wanted.matches, until_caught_up=until_caught_up)
    return subscribe(url, group, stream=stream, since=start, filters=wanted.matches, until_caught_up=until_caught_up)


@contextmanager
def _outlet(output: str | None, jsonl: bool) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """What puts an event out, whole: onto the terminal or into a pipe, or into a file."""
    if output is None:
        form = _as_json if jsonl else _as_line

        yield lambda event: _print(form(event))
        return
    file = LineFile(Path(output))
    try:
        yield lambda event: file.write(_as_json(event))
    finally:
        file.close()


def _print(line: str) -> None:
    write_line(line)
    sys.stdout.flush()


def _write_all(subscription: Subscription, write: Callable[[Mapping[str, Any]], None], *, patient: bool) -> None:
    """Each event acknowledged when it is out; `patient`: what cannot be written now is tried again."""
    try:
        for delivery in subscription:
            complained = False
            while not _is_written(delivery.event, write, silent=complained, again=patient and not subscription.stopped):
                complained = True
                time.sleep(_PAUSE)
            delivery.ack()
    except KeyboardInterrupt:
        subscription.stop()  # the usual way to end it


def _is_written(
    event: Mapping[str, Any], write: Callable[[Mapping[str, Any]], None], *, silent: bool, again: bool
) -> bool:
    """False where it cannot be written now, which is said unless `silent`, or raised where it is not tried `again`."""
    try:
        write(event)
    except TryAgain as error:
        if not again:
            raise
        if not silent:
            click.echo(f"khabar: {error}; it is tried until it can", err=True)
        return False
    return True


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
