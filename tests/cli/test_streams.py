"""Standard streams that are closed or full: one sentence, no traceback, and no database in their place."""

from __future__ import annotations

import subprocess

import pytest

from tests.khabar_runs import KHABAR, Khabar


def _in_shell(khabar: Khabar, words: str, redirections: str) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {words} {redirections}', "sh", *KHABAR],
        env=khabar.environment,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("redirections", [">&-", "<&- >&-"])
def test_a_closed_standard_output_is_one_sentence(khabar: Khabar, redirections: str) -> None:
    khabar.run("sources", "add", "https://a.org/feed")
    said = (1, "khabar: cannot write the output: standard output is closed\n")
    assert _in_shell(khabar, "sources list", redirections) == said


@pytest.mark.parametrize("words", ["--help", "sources export"])
def test_a_full_disk_is_one_sentence(khabar: Khabar, words: str) -> None:
    said = (1, "khabar: cannot write the output: the disk is full\n")
    assert _in_shell(khabar, words, "> /dev/full") == said


def test_what_prints_nothing_needs_no_standard_stream(khabar: Khabar) -> None:
    assert _in_shell(khabar, "export articles", "<&- >&-") == (0, "")
