"""What the pages for people say about files is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from workers.cli import khabar

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t]
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:3] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))


def test_the_front_page_shows_the_example_as_it_is() -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown == (ROOT / "docs" / "examples" / "consumer.py").read_text(encoding="utf-8")


def test_the_front_page_draws_the_flow_of_the_package() -> None:
    drawn = [line.strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "──▶" in line]
    package = (ROOT / "workers" / "__init__.py").read_text(encoding="utf-8").splitlines()
    assert drawn == [line.strip() for line in package if "──▶" in line]


def _unknown_in(line: str) -> list[str]:
    """The words of a `khabar` command line that the command does not know, be it a command or an option."""
    words = shlex.split(re.split(r"\s#|[|>;&]", line)[0])[1:]
    command: click.Command = khabar
    context = click.Context(command)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        if found is None:
            return [line]
        command, context = found, click.Context(found, parent=context)
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
    return [word for word in words if word.startswith("--") and word.split("=")[0] not in known]


def test_every_command_that_a_page_shows_is_one() -> None:
    shown = [
        line.strip()
        for page in PAGES
        for block in SHELL.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.strip().startswith("khabar ")
    ]
    assert len(shown) > 20
    assert {line: unknown for line in shown if (unknown := _unknown_in(line))} == {}
