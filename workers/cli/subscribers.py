"""`khabar subscribers`: who gets the events, how far each is, and what ops can do about it."""

from __future__ import annotations

import json
import secrets
import sys
from datetime import datetime
from typing import Any

import click

from workers.cli.embedded import stream_server
from workers.cli.opened import opened
from workers.errors import BadConfig, TryAgain
from workers.notify.amqp import Publisher
from workers.notify.events import dumps
from workers.notify.handshake import settle_consent
from workers.notify.ninjs import timestamp
from workers.notify.trim import read_groups
from workers.notify.webhooks import Endpoint, Verdict, deliver
from workers.pipeline.telling.deliver import post_through
from workers.pipeline.telling.replay import enable, find_start, replay
from workers.pipeline.telling.subscribers import Subscribers, known_subscribers, subscribers_in_step
from workers.services import Services
from workers.store import deliveries

TEST_TYPE = "news.test.v1"


@click.group()
def command() -> None:
    """Subscribers of config/subscribers.toml: where each stands, and what to do about it.

    \b
    Example:
      khabar subscribers list
      khabar subscribers replay newsroom --from 2026-11-24T08:00Z
    """


@command.command("list")
@click.option("--jsonl", is_flag=True, help="One JSON line a subscriber.")
def list_all(jsonl: bool) -> None:
    """Every subscriber, its place in the order and its troubles; 1 where a table of the file is bad.

    \b
    Example:
      khabar subscribers list --jsonl
    """
    with opened() as services:
        known = known_subscribers(services)
        lines = [*_pushed(services, known), *_groups(services, known)]
    for line in sorted(lines, key=lambda one: str(one["name"])):
        click.echo(json.dumps(line, ensure_ascii=False) if jsonl else _sentence(line))
    for problem in known.problems:
        click.echo(f"khabar: {problem}", err=True)
    if known.problems:
        sys.exit(1)


def _pushed(services: Services, known: Subscribers) -> list[dict[str, Any]]:
    lines = []
    with services.database.read() as connection:
        for name in known.pushed:
            line: dict[str, Any] = {"name": name, "kind": known.kind_of(name)}
            row = deliveries.read(connection, name)
            if row is not None:
                line |= {
                    "cursor": row.cursor,
                    "waiting": deliveries.waiting(connection, row.cursor),
                    "delivered": row.delivered,
                    "dead_letters": deliveries.given_up(connection, name),
                    "next_try": _iso(row.next_at),
                    "failing_since": _iso(row.failing_since),
                    "last_error": row.last_error,
                    "disabled": row.disabled,
                }
            lines.append(line)
    return lines


def _groups(services: Services, known: Subscribers) -> list[dict[str, Any]]:
    if not known.groups:
        return []
    with stream_server(services.settings.places):
        groups = {group.name: group for group in read_groups(services.redis, services.settings.events.stream)}
    lines = []
    for name in known.groups:
        line: dict[str, Any] = {"name": name, "kind": "stream"}
        if (group := groups.get(name)) is not None:
            silent = None if group.silent_for is None else round(group.silent_for.total_seconds())
            line |= {"cursor": group.handled, "waiting": group.unread, "silent_s": silent}
            line |= {"unacknowledged": group.pending, "stuck": group.is_stuck}
        lines.append(line)
    return lines


def _sentence(line: dict[str, Any]) -> str:
    head = f"{line['name']} ({line['kind']})"
    if "cursor" not in line:
        return f"{head}: new, upkeep has not seen it yet"
    parts = [f"at {line['cursor']}, {'?' if line['waiting'] is None else line['waiting']} waiting"]
    if line.get("dead_letters"):
        parts.append(f"{line['dead_letters']} given up")
    if line["kind"] == "stream":
        silent = line["silent_s"]
        nobody = "no reader is signed in" if line["cursor"] else "nobody has read yet"
        parts.append(nobody if silent is None else f"last reader {silent} s ago")
        if line["unacknowledged"]:
            never = ": it READS AND DOES NOT ACKNOWLEDGE" if line["stuck"] else ""
            parts.append(f"{line['unacknowledged']} not acknowledged{never}")
    elif line["disabled"]:
        parts.append(f"DISABLED: {line['disabled']}")
    elif line["failing_since"]:
        parts.append(f"failing since {line['failing_since']}: {line['last_error']}; next try {line['next_try']}")
    return f"{head}: {', '.join(parts)}"


@command.command("test")
@click.argument("name")
def test_one(name: str) -> None:
    """Send one signed test event (type news.test.v1) now, whatever else waits; 1 where it does not arrive.

    \b
    Example:
      khabar subscribers test newsroom
    """
    with opened() as services:
        known = known_subscribers(services)
        kind = _kind(known, name)
        if kind == "webhook":
            said, well = _test_webhook(services, known.endpoints[name])
        elif kind == "amqp":
            said, well = _test_bus(known, name)
        else:
            (line,) = [one for one in _groups(services, known) if one["name"] == name]
            said, well = _sentence(line), "cursor" in line
    click.echo(said)
    if not well:
        sys.exit(1)


def _test_webhook(services: Services, endpoint: Endpoint) -> tuple[str, bool]:
    event_id = f"test-{secrets.token_hex(8)}"
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": "urn:khabar:test",
        "type": TEST_TYPE,
        "subject": f"subscriber/{endpoint.name}",
        "time": timestamp(services.now()),
        "datacontenttype": "application/json",
        "data": {"reason": "khabar subscribers test"},
    }
    post = post_through(services.webhook_http)
    _, refusal = settle_consent(endpoint, None, now=services.now(), post=post)
    answer = refusal or deliver(endpoint, event_id, dumps(event), now=services.now(), post=post)
    if answer.verdict is Verdict.DELIVERED:
        return f"{endpoint.name}: {event_id} was taken ({answer.status})", True
    return f"{endpoint.name}: {event_id} was not taken: {answer.why}", False


def _test_bus(known: Subscribers, name: str) -> tuple[str, bool]:
    config = known.buses[name].config
    publisher = Publisher(config.url, exchange=config.exchange)
    try:
        publisher.connect()
    except TryAgain as error:
        return f"{name}: {error.why}", False
    finally:
        publisher.close()
    return f"{name}: the broker lets us in, the exchange {config.exchange} is there", True


@command.command("replay")
@click.argument("name")
@click.option("--from", "start", required=True, help="A position, an event's id, or a time (2026-11-24T08:00Z).")
def replay_one(name: str, start: str) -> None:
    """Let a subscriber get everything again from there, as far as the outbox keeps it.

    An endpoint that was disabled is enabled. What is no longer in the Redis stream is put into a stream of the group's
    own, which is said.

    \b
    Example:
      khabar subscribers replay newsroom --from 2026-11-24T08:00Z
    """
    with opened() as services:
        known = known_subscribers(services)
        if _kind(known, name) == "stream":
            with stream_server(services.settings.places):
                done = replay(services, known, name, find_start(services, start))
        else:
            subscribers_in_step(services)
            done = replay(services, known, name, find_start(services, start))
    click.echo(f"{name}: gets positions {done.first} to {done.last} again")
    if done.own_stream is not None:
        click.echo(
            f"{name}: {done.in_own_stream} events are no longer in the stream and lie in {done.own_stream} for 7 days, "
            f"read them first: khabar events follow --stream {done.own_stream} --group {name}"
        )


@command.command("enable")
@click.argument("name")
def enable_one(name: str) -> None:
    """Try a disabled or failing subscriber again at once, from where it stood.

    \b
    Example:
      khabar subscribers enable newsroom
    """
    with opened() as services:
        known = known_subscribers(services)
        if _kind(known, name) == "stream":
            raise BadConfig(name, "is a consumer group, which is never disabled")
        why = enable(services, name)
    click.echo(f"{name}: enabled again (it was disabled: {why})" if why else f"{name}: is tried at once")


def _kind(known: Subscribers, name: str) -> str:
    """The kind of a good subscriber; a bad one's own problem, where it has one."""
    for problem in known.problems:
        if f"[subscribers.{name}]" in problem.about:
            raise problem
    return known.kind_of(name)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
