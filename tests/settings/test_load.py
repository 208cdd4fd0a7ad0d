"""Settings: the shipped files say the defaults, and a mistake is one sentence that names file, table and key."""

from __future__ import annotations

import logging
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.errors import BadConfig
from workers.settings import Settings, load_settings, named_in_vain

ROOT = Path(__file__).parent.parent.parent


def _load(folder: Path, *, settings: str = "", polling: str = "", upkeep: str = "", **env: str) -> Settings:
    for name, text in (("settings", settings), ("polling", polling), ("upkeep", upkeep)):
        if text:
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_settings({"KHABAR_CONFIG_DIR": str(folder), "KHABAR_SCHEDULES_DIR": str(folder), **env})


def _problem(folder: Path, **files: str) -> str:
    with pytest.raises(BadConfig) as caught:
        _load(folder, **files)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(folder) + "/", "")


def test_the_shipped_files_say_what_holds_without_them(tmp_path: Path) -> None:
    shipped = load_settings(
        {"KHABAR_CONFIG_DIR": str(ROOT / "config"), "KHABAR_SCHEDULES_DIR": str(ROOT / "schedules"), "HOME": "/home/x"}
    )
    nothing = load_settings(
        {"KHABAR_CONFIG_DIR": str(tmp_path), "KHABAR_SCHEDULES_DIR": str(tmp_path), "HOME": "/home/x"}
    )
    assert (shipped.fetch, shipped.pumps, shipped.events) == (nothing.fetch, nothing.pumps, nothing.events)
    assert shipped.rhythms["standard"] == nothing.rhythms["standard"]
    assert shipped.timetable == nothing.timetable


def test_the_shipped_settings_name_every_key_there_is() -> None:
    tables = tomllib.loads((ROOT / "config" / "settings.toml").read_text(encoding="utf-8"))
    settings = load_settings({"KHABAR_CONFIG_DIR": str(ROOT / "docs"), "KHABAR_SCHEDULES_DIR": str(ROOT / "docs")})
    for name, policy in (("fetch", settings.fetch), ("workers", settings.pumps), ("events", settings.events)):
        assert list(tables[name]) == list(type(policy).__dataclass_fields__)


def test_keys_are_read_with_their_units(tmp_path: Path) -> None:
    settings = _load(tmp_path, settings='[fetch]\nsite_delay = 0.5\ndeadline = "20s"\n[workers]\nrechecks = []\n')
    assert (settings.fetch.site_delay, settings.fetch.deadline, settings.pumps.rechecks) == (0.5, 20.0, ())


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"settings": "[fetsh]\n"}, 'settings.toml: unknown table [fetsh]; did you mean "fetch"?'),
        (
            {"settings": '[fetch]\nsite_dely = "1s"\n'},
            'settings.toml [fetch]: unknown key "site_dely"; did you mean "site_delay"?',
        ),
        ({"settings": "fetch = 3\n"}, "settings.toml [fetch]: must be a table, not a number"),
        ({"settings": "[fetch]\nmax_bytes = true\n"}, "[fetch] max_bytes: must be a whole number, not true/false"),
        ({"settings": "[fetch]\nmax_bytes = 3\n"}, "[fetch] max_bytes: 3 is not between 1024 and"),
        ({"settings": "[fetch]\nmax_bytes = 1.5\n"}, "[fetch] max_bytes: must be a whole number, not a number"),
        ({"settings": "[fetch]\ndeadline = nan\n"}, "[fetch] deadline: nan is not between 500ms and "),
        ({"settings": '[fetch]\ndeadline = "5 parsecs"\n'}, "[fetch] deadline: must be a duration such as"),
        ({"settings": '[fetch]\nuser_agent = ""\n'}, "[fetch] user_agent: must be a text, not a text that is empty"),
        ({"settings": '[fetch]\nallow_networks = "10.0.0.0/8"\n'}, "[fetch] allow_networks: must be a list of texts"),
        ({"settings": '[fetch]\nallow_networks = ["10.0.0.1/8"]\n'}, '[fetch] allow_networks: "10.0.0.1/8" is no'),
        ({"settings": "[fetch]\nallow_ports = [0]\n"}, "[fetch] allow_ports: 0 is not between 1 and 65535"),
        ({"settings": '[fetch]\nallow_ports = ["80"]\n'}, "[fetch] allow_ports: must be a list of whole numbers"),
        ({"settings": "[events]\nkeep_days = inf\n"}, "[events] keep_days: inf is not between 1 and 3650"),
        ({"settings": "[articles]\nkeep_text_days = 29\n"}, "[articles] keep_text_days: 29 is neither 0 (for ever)"),
        ({"settings": '[workers]\nrechecks = ["1h", "1h"]\n'}, "[workers] rechecks: must rise from each to the next"),
        ({"settings": "[fetch\n"}, "settings.toml: is not valid TOML: "),
        ({"settings": f"[fetch]\nmax_bytes = {'9' * 5000}\n"}, "settings.toml: holds a number too long"),
        ({"settings": "a = " + "[" * 5000}, "settings.toml: holds a number too long or lists nested too deep"),
        ({"polling": "[rythms.x]\n"}, 'polling.toml: unknown table [rythms]; did you mean "rhythms"?'),
        ({"polling": "rhythms = 1\n"}, "polling.toml [rhythms] rhythms: must be a table of tables"),
        ({"polling": '[rhythms.x]\nceil = "1h"\n'}, '[rhythms.x]: unknown key "ceil"; did you mean "ceiling"?'),
        ({"polling": '[rhythms.x]\nstart = "1s"\n'}, "[rhythms.x] start: must lie between floor and ceiling"),
        ({"polling": '[rhythms.x]\ncron = "0 25 * * *"\n'}, '[rhythms.x] cron: "25" is no hour'),
        ({"polling": "[rhythms.x]\ncron = 6\n"}, "[rhythms.x] cron: must be a text, not a number"),
        (
            {"polling": '[rhythms.x]\ncron = "0 6 * * *"\nfloor = "1h"\n'},
            '[rhythms.x]: unknown key "floor"; known: cron, time_zone',
        ),
        (
            {"polling": '[rhythms.x]\ncron = "0 6 * * *"\ntime_zone = "Mars"\n'},
            '[rhythms.x] time_zone: "Mars" is no time zone such as "Asia/Damascus"',
        ),
        ({"polling": '[rhythms.x]\ntime_zone = "UTC"\n'}, "[rhythms.x] time_zone: has a meaning beside cron only"),
        ({"upkeep": "[task.tick]\n"}, 'upkeep.toml: unknown table [task]; did you mean "tasks"?'),
        ({"upkeep": '[tasks.a]\nevery = "1s"\n'}, "upkeep.toml [tasks.a] task: is missing"),
        (
            {"upkeep": '[tasks.tick]\ntask = "khabar.tik"\n'},
            'upkeep.toml [tasks.tick] task: "khabar.tik" is not known; did you mean "khabar.tick"?',
        ),
        ({"upkeep": '[tasks.tick]\ntask = "khabar.tick"\nevery = "0s"\n'}, "[tasks.tick] every: 0s is not between"),
    ],
)
def test_a_mistake_is_named_by_file_table_and_key(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    assert sentence in _problem(tmp_path, **files)


def test_a_rhythm_may_be_times_of_day_in_a_time_zone(tmp_path: Path) -> None:
    polling = '[rhythms.x]\ncron = "30 6 * * mon-fri"\ntime_zone = "Asia/Damascus"\n[rhythms.y]\ncron = "0 6 * * *"\n'
    rhythms = _load(tmp_path, polling=polling).rhythms
    tuesday = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert rhythms["x"].cron is not None
    assert rhythms["x"].cron.after(tuesday) == datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
    assert rhythms["y"].cron is not None
    assert rhythms["y"].cron.after(tuesday) == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert rhythms["standard"].cron is None


def test_broken_toml_is_named_by_its_line(tmp_path: Path) -> None:
    assert "line 2, column 12" in _problem(tmp_path, settings="[fetch]\nmax_bytes =\n")


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("[events]\narticle_uri", "urn:x:{foo}:{id}", "knows only {id}"),
        ("[events]\narticle_uri", "urn:x", "needs {id}, or all would share one URI"),
        ("[events]\nversion_url", "urn:x:{id:9999999999}", "knows only {id} and {version}"),
        ("[events]\nversion_url", "urn:x:{id", "is no template: expected '}' before end of string"),
        ("[events]\nsource_uri", "{id}", "must be an absolute URI"),
        ("[events]\nschema_uri", "urn:{id}", "knows only {name}"),
        ("[fetch]\nuser_agent", "khabar\\r\\nX: 1", "cannot be sent in a header: "),
        ("[fetch]\nuser_agent", "خبر", "cannot be sent in a header: "),
    ],
)
def test_what_would_fail_with_every_page_is_refused_at_the_start(
    tmp_path: Path, key: str, value: str, why: str
) -> None:
    table, name = key.split("\n")
    sentence = f"settings.toml {table} {name}: {why}"
    assert _problem(tmp_path, settings=f'{key} = "{value}"\n').startswith(sentence)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"[fetch]\n# \xff\n")
    assert _problem(tmp_path) == "settings.toml: is not UTF-8 text (byte 10)"


def test_a_timetable_that_names_one_task_keeps_the_others(tmp_path: Path) -> None:
    settings = _load(tmp_path, upkeep='[tasks.upkeep]\ntask = "khabar.upkeep"\nevery = "5m"\n')
    expected = {("khabar.tick", 1.0), ("khabar.relay", 30.0), ("khabar.upkeep", 300.0)}
    assert {(t.task, t.every) for t in settings.timetable} == expected


def test_places_come_from_the_environment(tmp_path: Path) -> None:
    env = {"KHABAR_HOME": "~/news", "KHABAR_SOURCES": "here.toml", "KHABAR_PROCESSES": "3"}
    places = _load(tmp_path, **env).places
    assert places.log_level == _load(tmp_path, KHABAR_LOG="").places.log_level == logging.INFO
    assert _load(tmp_path, KHABAR_LOG="warning").places.log_level == logging.WARNING
    assert places.home == Path("~/news").expanduser()
    assert places.sources_file == Path("here.toml").absolute()
    assert places.database_url == f"sqlite:///{places.home}/khabar.sqlite"
    assert places.stream_redis_url == f"unix://{places.home}/valkey/valkey.sock"
    assert places.celery_broker_url == f"redis+socket://{places.home}/valkey/valkey.sock"
    assert _load(tmp_path, **env).pump_limit == 3


def test_addresses_are_given_to_each_library_in_its_own_spelling(tmp_path: Path) -> None:
    places = _load(
        tmp_path, KHABAR_DATABASE_URL="postgres://u:p@db/khabar", KHABAR_REDIS_URL="unix:///run/valkey.sock"
    ).places
    assert places.database_url == "postgresql+psycopg://u:p@db/khabar"
    assert places.stream_redis_url == "unix:///run/valkey.sock"
    assert places.celery_broker_url == "redis+socket:///run/valkey.sock"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KHABAR_DATABASE_URL", "mysql://u:secret@db/khabar"),
        ("KHABAR_DATABASE_URL", "/var/lib/secret.sqlite"),
        ("KHABAR_DATABASE_URL", "postgresql://u:secret@db:port/khabar"),
        ("KHABAR_REDIS_URL", "localhost:6379?secret"),
        ("KHABAR_REDIS_URL", "redis://:secret@[::1/0"),
        ("KHABAR_BROKER_URL", "http://secret"),
        ("KHABAR_PROCESSES", "²"),
        ("KHABAR_PROCESSES", "-1"),
        ("KHABAR_PROCESSES", "9" * 5000),
        ("KHABAR_PROCESSES", "257"),
        ("KHABAR_LOG", "LOUD"),
        ("KHABAR_CONFIG_DIR", __file__),
    ],
)
def test_a_mistake_in_the_environment_is_named_and_no_password_printed(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadConfig) as caught:
        _load(tmp_path, **{name: value})
    assert name in caught.value.about or value in caught.value.about
    assert "secret" not in str(caught.value)


def test_a_folder_or_file_that_the_environment_names_in_vain_is_told(tmp_path: Path) -> None:
    env = {"KHABAR_CONFIG_DIR": str(tmp_path), "KHABAR_SCHEDULES_DIR": "/no/where", "KHABAR_SOURCES": str(tmp_path)}
    assert [str(problem) for problem in named_in_vain(env)] == [
        "KHABAR_SCHEDULES_DIR: there is no folder /no/where",
        f"KHABAR_SOURCES: there is no file {tmp_path}",
    ]
    assert named_in_vain({"KHABAR_SOURCES": ""}) == []
