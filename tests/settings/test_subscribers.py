"""subscribers.toml: what is good is read, what is bad is named by file, table and key, and costs nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.errors import BadConfig
from workers.settings import AmqpSubscriber, StreamSubscriber, SubscriberList, WebhookSubscriber, read_subscribers

ENV = {"KHABAR_SECRET_DESK": "whsec_one whsec_two", "KHABAR_AMQP_URL": "amqp://me:pazz@bus.example/"}
GOOD = """
[subscribers.search]
kind = "stream"
since = "now"
filters = { language = ["ar", "fr"] }

[subscribers.desk]
kind = "webhook"
url = "https://desk.example/in"
secret_env = "KHABAR_SECRET_DESK"
form = "thin"

[subscribers.bus]
kind = "amqp"
url_env = "KHABAR_AMQP_URL"
"""


def read(folder: Path, text: str) -> SubscriberList:
    path = folder / "subscribers.toml"
    path.write_text(text, encoding="utf-8")
    return read_subscribers(path, ENV)


def test_each_kind_is_read(tmp_path: Path) -> None:
    search, desk, bus = read(tmp_path, GOOD)
    about = f"{tmp_path}/subscribers.toml [subscribers."
    assert search == StreamSubscriber("search", f"{about}search]", "now", {"language": ["ar", "fr"]})
    assert desk == WebhookSubscriber(
        "desk", f"{about}desk]", "https://desk.example/in", ("whsec_one", "whsec_two"), "thin"
    )
    assert isinstance(bus, AmqpSubscriber)
    assert (bus.url, bus.exchange, bus.since) == (ENV["KHABAR_AMQP_URL"], "khabar.events", "start")


def test_secrets_and_passwords_do_not_show(tmp_path: Path) -> None:
    assert "whsec" not in repr(read(tmp_path, GOOD))
    assert "pazz" not in repr(read(tmp_path, GOOD))


def test_no_file_means_nobody(tmp_path: Path) -> None:
    assert not list(read_subscribers(tmp_path / "subscribers.toml", ENV))
    assert not read_subscribers(tmp_path / "subscribers.toml", ENV).pushes


def test_whether_events_have_to_be_brought(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).pushes
    assert not read(tmp_path, '[subscribers.search]\nkind = "stream"\n').pushes


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("", "[subscribers.bad] kind: is missing: stream, webhook, amqp"),
        ('kind = "webhok"', '[subscribers.bad] kind: "webhok" is not known; did you mean "webhook"?'),
        ('kind = "stream"\nsinse = "now"', '[subscribers.bad]: unknown key "sinse"; did you mean "since"?'),
        ('kind = "stream"\nfilters = "ar"', "[subscribers.bad] filters: must be a table, not a text"),
        ('kind = "stream"\nurl = "https://x.example/"', '[subscribers.bad]: unknown key "url"'),
        ('kind = "webhook"', "[subscribers.bad] url: is missing"),
        ('kind = "webhook"\nurl = "ftp://x.example/"', '[subscribers.bad] url: "ftp://x.example/" is no http(s)'),
        ('kind = "webhook"\nurl = "https://x.example/"', "[subscribers.bad] secret_env: is missing"),
        (
            'kind = "webhook"\nurl = "https://x.example/"\nsecret_env = "whsec_abcd"',
            "[subscribers.bad] secret_env: must be the name of an environment variable",
        ),
        (
            'kind = "webhook"\nurl = "https://x.example/"\nsecret_env = "KHABAR_SECRET_NONE"',
            "[subscribers.bad] secret_env: KHABAR_SECRET_NONE is not set in the environment",
        ),
        (
            'kind = "webhook"\nurl = "https://x.example/"\nsecret_env = "KHABAR_SECRET_DESK"\nform = "fat"',
            '[subscribers.bad] form: "fat" is not known',
        ),
        ('kind = "amqp"', "[subscribers.bad] url_env: is missing"),
        (
            'kind = "amqp"\nurl_env = "KHABAR_SECRET_DESK"',
            "[subscribers.bad] url_env: the variable must hold an amqp://",
        ),
    ],
)
def test_a_bad_subscriber_is_named_and_the_others_go_on(tmp_path: Path, lines: str, complaint: str) -> None:
    listed = read(tmp_path, f'[subscribers.bad]\n{lines}\n[subscribers.good]\nkind = "stream"\n')
    assert [one.name for one in listed] == ["good"]
    (problem,) = listed.problems
    assert str(problem).startswith(f"{tmp_path}/subscribers.toml {complaint}")
    assert "whsec_" not in str(problem)


def test_a_broken_file_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="not valid TOML"):
        read(tmp_path, "[subscribers.")
    with pytest.raises(BadConfig, match=r'unknown table \[subscriber\]; did you mean "subscribers"'):
        read(tmp_path, '[subscriber.a]\nkind = "stream"\n')


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ('[subscribers.bad]\nkind = "stream\n', " [subscribers.bad]: is not valid TOML: "),
        ("[subscribers.bad]\nkind = stream\n[subscribers.bad.filters]\n", " [subscribers.bad]: is not valid TOML: "),
        ('[subscribers.bad]\nkind = "stream"\n' * 2, " [subscribers.bad]: stands twice: neither is used"),
        ('[subscribers."b.d"]\nkind = \n', " [subscribers.b.d]: is not valid TOML: "),
        ('[subscribers.bad]\nkind = "str\udcffeam"\n', " [subscribers.bad]: is not UTF-8 text"),
        ("[subscribers.bad\n", ": is not valid TOML: "),
        ('[subscriber.bad]\nkind = "stream"\n', ': unknown table [subscriber]; did you mean "subscribers"?'),
    ],
)
def test_a_broken_table_is_named_and_the_whole_ones_go_on(tmp_path: Path, broken: str, complaint: str) -> None:
    one = '[subscribers.one]\nkind = "stream" # a note\n[subscribers.one.filters]\nlanguage = [\n"ar"]\n'
    two = '  [ subscribers . two ]\nkind = "stream"\n'
    path = tmp_path / "subscribers.toml"
    path.write_bytes((one + broken + two).encode("utf-8", "surrogateescape"))
    listed = read_subscribers(path, {})
    assert [(one.name, one.filters) for one in listed] == [("one", {"language": ["ar"]}), ("two", {})]
    assert any(str(problem).startswith(f"{path}{complaint}") for problem in listed.problems)


def test_an_error_in_a_broken_table_names_the_line_of_the_file(tmp_path: Path) -> None:
    listed = read(tmp_path, '[subscribers.one]\nkind = "stream"\n\n[subscribers.bad]\nkind = !\n')
    assert "at line 5, column 8" in str(listed.problems[-1])
