"""Every command, down to the last leaf of the tree, shows an example of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from workers.cli import khabar


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield (*path, name)
            yield from _commands(found, (*path, name))


@pytest.mark.parametrize("path", list(_commands(khabar)), ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    command: click.Command = khabar
    context = click.Context(command)
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found is not None
        command, context = found, click.Context(found, info_name=name, parent=context)
    _, _, examples = command.get_help(context).partition("Example")
    assert re.search(rf"^ +(?:\S+=\S+ |.*\| )?khabar {' '.join(path)}\b", examples, re.MULTILINE)
