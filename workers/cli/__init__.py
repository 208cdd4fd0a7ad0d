"""The `khabar` command. Each subcommand is a module of this folder, imported only when it is asked for."""

from __future__ import annotations

import errno
import fcntl
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from workers.errors import BadConfig, KhabarError

_COMMANDS = {
    "run": "workers, beat and relay on this machine",
    "demo": "the same over a sample newsroom on loopback",
    "sources": "list, show, add, remove, check, import, export, history, quality, backfill",
    "parse": "pages or text dumps -> article records",
    "feed": "feeds, sitemaps, section pages -> entries",
    "export": "stored articles or events as lines or files",
    "events": "follow the event stream",
    "subscribers": "list, test, replay, enable",
    "why": "what became of the page at a URL",
    "quarantine": "pages that were given up: list, show, retry",
    "migrate": "bring the database to this version's schema",
    "doctor": "what is well and what is not",
}


class _ReaderIsGone(Exception):
    """Nobody reads our output any more."""


_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up", errno.EFBIG: "it is too large"}
_CLOSED = "standard output is closed"


class _NoRoom(Exception):
    """What we print goes to a file that cannot take more."""


@contextmanager
def _output_that_fails() -> Iterator[None]:
    """Tells what became of standard output apart from all other errors of files."""
    try:
        yield
    except BrokenPipeError as e:  # which click would make an exit code of 1
        raise _ReaderIsGone from e
    except OSError as e:
        if e.filename is None and e.errno in _FULL:
            raise _NoRoom(_FULL[e.errno]) from e
        if e.errno == errno.EBADF and not _may_be_written():
            raise _NoRoom(_CLOSED) from e
        raise


class _Lazily(click.Group):
    """A group whose commands are imported when they are used: `khabar parse` starts without Celery or a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"workers.cli.{cmd_name}").command
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _output_that_fails():  # --help and --version print here
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _output_that_fails():
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazily, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="khabar")
def khabar() -> None:
    """News ingestion workers: feeds and pages in, article records and events out.

    \b
    Example:
      khabar demo
      khabar run --sources feeds.opml --until-idle
    """


def main() -> None:
    """Entry point: exit codes 0 / 1 / 2, errors in one sentence on stderr."""
    _open_what_is_closed()
    try:
        code = khabar.main(standalone_mode=False)  # an Exit's code, or what the command returned
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as e:
        e.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except KhabarError as e:
        click.echo(f"khabar: {e}", err=True)
        sys.exit(2 if isinstance(e, BadConfig) else 1)
    except _ReaderIsGone:
        # The reader went away (`khabar export ... | head`), which is no error of ours.
        _forget_output()
        sys.exit(0)
    except _NoRoom as e:
        click.echo(f"khabar: cannot write the output: {e}", err=True)
        _forget_output()
        sys.exit(1)


def _open_what_is_closed() -> None:
    """Takes the places of standard streams that we were started without (`>&-`): else a database would get one.

    Nothing comes from them, and writing to them is an error.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if number < 2 else os.O_WRONLY)  # takes the lowest free number: this one
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))


def _may_be_written() -> bool:
    """Whether standard output was opened for writing at all."""
    return fcntl.fcntl(sys.stdout.fileno(), fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY


def _forget_output() -> None:
    """What is left in the buffer goes nowhere, and Python does not complain of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
