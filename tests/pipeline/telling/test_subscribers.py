"""Subscribers of the file get their consumer groups, whatever is wrong with the others."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.pipeline.desk import Desk
from workers.errors import BadConfig
from workers.pipeline.telling.subscribers import known_subscribers, subscribers_in_step
from workers.pipeline.upkeep import upkeep

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


def subscribe(desk: Desk, text: str) -> None:
    desk.settings.places.subscribers_file.write_text(text, encoding="utf-8")


def groups(desk: Desk) -> dict[str, str]:
    found: Any = desk.redis.xinfo_groups(desk.settings.events.stream)
    return {row["name"].decode(): row["last-delivered-id"].decode() for row in found}


def test_groups_are_made_from_the_beginning_or_from_now(desk: Desk) -> None:
    desk.redis.xadd(desk.settings.events.stream, {"event": "{}"}, id="7-0")
    subscribe(desk, '[subscribers.all]\nkind = "stream"\n[subscribers.coming]\nkind = "stream"\nsince = "now"\n')
    subscribers_in_step(desk)
    assert groups(desk) == {"all": "0-0", "coming": "7-0"}


def test_a_group_is_there_before_the_first_event_and_is_not_moved(desk: Desk) -> None:
    subscribe(desk, '[subscribers.all]\nkind = "stream"\n')
    subscribers_in_step(desk)
    desk.redis.xadd(desk.settings.events.stream, {"event": "{}"}, id="1-0")
    desk.redis.xreadgroup("all", "reader", {desk.settings.events.stream: ">"})
    subscribers_in_step(desk)
    assert groups(desk) == {"all": "1-0"}


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (
            '[subscribers.bad]\nkind = "stream"\nfilters = { langage = "ar" }\n',
            "subscribers.toml [subscribers.bad] filters: no filter is called 'langage'; did you mean 'language'?",
        ),
        (
            '[subscribers.bad]\nkind = "webhook"\nurl = "https://x.example/"\nsecret_env = "KHABAR_SECRET_BAD"\n',
            "subscribers.toml [subscribers.bad] secret_env: must begin with whsec_",
        ),
        (
            '[subscribers.bad]\nkind = "webhook"\nsecret_env = "KHABAR_SECRET_GOOD"\nurl = "http://10.0.0.1:{ports}"\n',
            "subscribers.toml [subscribers.bad] url: 10.0.0.1 is a private address; "
            "settings.toml [fetch] says what is allowed",
        ),
        (
            '[subscribers.bad]\nkind = "webhook"\nurl = "https://x.example:22/"\nsecret_env = "KHABAR_SECRET_GOOD"\n',
            "subscribers.toml [subscribers.bad] url: port 22 is not allowed (only {ports}); "
            "settings.toml [fetch] says what is allowed",
        ),
    ],
)
def test_a_bad_subscriber_is_named_and_the_others_go_on(desk: Desk, table: str, complaint: str) -> None:
    ports = ", ".join(map(str, sorted(desk.settings.fetch.allow_ports)))  # one, the site's
    subscribe(desk, f'{table.replace("{ports}", ports)}[subscribers.good]\nkind = "stream"\n')
    known = known_subscribers(desk, {"KHABAR_SECRET_BAD": "hunter2", "KHABAR_SECRET_GOOD": SECRET})
    assert list(known.groups) == ["good"]
    assert [str(p).rpartition("/")[2] for p in known.problems] == [complaint.replace("{ports}", ports)]


def test_webhooks_get_their_secrets_from_the_environment(desk: Desk) -> None:
    url = f"https://x.example:{desk.settings.fetch.allow_ports[0]}/"
    subscribe(desk, f'[subscribers.a]\nkind = "webhook"\nurl = "{url}"\nsecret_env = "KHABAR_SECRET_A"\n')
    known = known_subscribers(desk, {"KHABAR_SECRET_A": SECRET})
    assert known.endpoints["a"].secrets == (SECRET,)
    assert known.kind_of("a") == "webhook"
    with pytest.raises(BadConfig, match="known: a"):
        known.kind_of("b")


def test_a_broken_file_does_not_end_upkeep(desk: Desk) -> None:
    subscribe(desk, "[subscribers.")
    upkeep(desk)
    assert desk.redis.exists(desk.settings.events.stream) == 0
