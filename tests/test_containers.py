"""What Dockerfile and compose files promise, read from the files: no engine is needed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.alive import PARTS
from workers.demo.newsroom import Newsroom, to_toml

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DEMO = ROOT / "docs" / "examples" / "compose-demo"


def _blocks(text: str, indent: int) -> dict[str, str]:
    """Key -> the text below it, for the keys at this indentation of a YAML mapping."""
    parts = re.split(rf"^ {{{indent}}}([\w-]+):", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


TOP = _blocks(COMPOSE, 0)
SERVICES = _blocks(TOP["services"], 2)
OURS = {name: block + TOP["x-khabar"] for name, block in SERVICES.items() if "<<: *khabar" in block}
ONE_SHOT = set(re.findall(r"(\w+): { condition: service_completed_successfully }", COMPOSE))


def test_the_whole_stack_is_there() -> None:
    assert set(SERVICES) == {"valkey", "postgres", "migrate", "beat", "worker", "flower"}
    assert set(OURS) == {"migrate", "beat", "worker", "flower"}


def test_valkey_keeps_what_it_was_given() -> None:
    command = json.loads(re.findall(r"command: (\[.*\])", SERVICES["valkey"])[0])
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"


@pytest.mark.parametrize(("service", "folder"), [("valkey", "/data"), ("postgres", "/var/lib/postgresql/data")])
def test_state_lies_in_named_volumes(service: str, folder: str) -> None:
    assert f'volumes: ["{service}:{folder}"]' in SERVICES[service]
    assert f"\n  {service}:" in TOP["volumes"]


@pytest.mark.parametrize("service", sorted(OURS))
def test_our_containers_can_change_nothing_but_their_state(service: str) -> None:
    block = OURS[service]
    assert "read_only: true" in block
    assert "cap_drop: [ALL]" in block
    assert "no-new-privileges:true" in block
    mounts = re.findall(r"^ +- (\./\S+)$", block, re.MULTILINE)
    assert {mount.split(":")[0] for mount in mounts} == {"./config", "./schedules"}
    assert all(mount.endswith(":ro") for mount in mounts)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_service_has_a_health_check_or_runs_once(service: str) -> None:
    assert ("healthcheck:" in SERVICES[service]) != (service in ONE_SHOT)


@pytest.mark.parametrize("service", sorted(set(SERVICES) - ONE_SHOT))
def test_a_service_gets_time_to_end_in_order(service: str) -> None:
    seconds = int(re.findall(r"stop_grace_period: (\d+)s", SERVICES[service])[0])
    assert seconds >= (30 if service in ("worker", "postgres") else 10)


def test_health_checks_ask_for_parts_that_give_signs() -> None:
    asked = re.findall(r'"workers\.alive", "(\w+)"', COMPOSE)
    assert sorted(asked) == sorted(PARTS)


def test_nothing_runs_before_the_schema_is_there() -> None:
    for service in ("beat", "worker", "flower"):
        assert "depends_on: *ready" in SERVICES[service] or "depends_on: &ready" in SERVICES[service]
    assert {"migrate"} == ONE_SHOT


def test_flower_wants_a_password_and_is_reached_from_this_machine_only() -> None:
    assert re.search(r"FLOWER_BASIC_AUTH: \$\{FLOWER_BASIC_AUTH:\?", SERVICES["flower"])
    assert "UNAUTHENTICATED" not in COMPOSE
    published = re.findall(r"ports: \[(.*)\]", COMPOSE)
    assert published == ['"127.0.0.1:${FLOWER_PORT:-5555}:5555"']


def test_secrets_have_no_default_and_stand_in_the_example() -> None:
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    demanded = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    assert demanded == {"POSTGRES_PASSWORD", "FLOWER_BASIC_AUTH"}
    assert demanded <= set(example)
    assert not [value for value in re.findall(r"(?:PASSWORD|AUTH): (\S+)", COMPOSE) if not value.startswith("${")]


def test_the_image_runs_as_nobody_special() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)$", final, re.MULTILINE)
    assert users
    assert int(users[-1]) >= 1000
    assert "COPY" not in final.partition("\nUSER")[2]  # what it runs belongs to root


def test_only_locked_packages_are_installed() -> None:
    installs = re.findall(r"pip install (.*?)(?: &&|\\?\n)", DOCKERFILE)
    assert len(installs) == 3
    for arguments in installs:
        assert "--require-hashes" in arguments or arguments.startswith("--no-deps /tmp/wheel/")


@pytest.mark.parametrize("name", ["run", "build"])
def test_a_lock_pins_and_hashes_every_package(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line) for line in lines)
    locked = {line.partition("==")[0] for line in lines}
    assert set(_demanded(name)) <= locked


def _demanded(name: str) -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    demanded = project["project"]["dependencies"] if name == "run" else project["build-system"]["requires"]
    for requirement in demanded:
        yield re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_the_build_is_given_what_it_copies_and_no_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    given = {line[1:].split("/")[0] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    wanted = {source.split("/")[0] for line in copied for source in line.split()}
    assert given == wanted
    assert all((ROOT / name).exists() for name in wanted)


def test_the_demos_sources_are_those_of_the_newsroom() -> None:
    ports = tomllib.loads((DEMO / "config" / "settings.toml").read_text(encoding="utf-8"))["fetch"]["allow_ports"]
    with Newsroom("127.0.0.1", public_host="newsroom") as newsroom:
        expected = to_toml(newsroom.sources())
        for free, port in zip(newsroom.ports, ports, strict=True):
            expected = expected.replace(f"newsroom:{free}/", f"newsroom:{port}/")
    text = (DEMO / "config" / "sources.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == tomllib.loads(expected)


def test_the_demo_opens_one_address_and_no_more() -> None:
    fetch = tomllib.loads((DEMO / "config" / "settings.toml").read_text(encoding="utf-8"))["fetch"]
    (address,) = re.findall(r"ipv4_address: (\S+) }", (DEMO / "compose.yml").read_text(encoding="utf-8"))
    assert fetch["allow_networks"] == [f"{address}/32"]
