"""Logs: one line an event, whatever strangers wrote into a URL, a header or a body that stands in it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import unicodedata

EVIL = "\x1b]0;red\x07 \x9b31m \u202eright\u2066 one\u2028two\r\nthree \x85 \U000e0041"
SAY = f"""
import logging, structlog
from workers import logs
logs.set_up(logging.INFO)
evil = {EVIL!a}
structlog.get_logger("one").warning("page.refused", url=evil, why=[evil], number=3, nothing=None)
try:
    raise ValueError(evil)
except ValueError:
    structlog.get_logger("two").exception("poll.bug", source_id="a")
    logging.getLogger("celery").error("raised %s", evil, exc_info=True)
"""


def _unfit(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}


def test_lines_of_json_hold_every_character_and_show_no_control_character() -> None:
    said = subprocess.run([sys.executable, "-c", SAY], capture_output=True, check=True).stderr.decode()
    assert _unfit(said) == {"\n"}
    first, second, third = [json.loads(line) for line in said.splitlines()]
    assert (first["url"], first["why"], first["number"], first["nothing"]) == (EVIL, [EVIL], 3, None)
    assert second["exception"].endswith(f"ValueError: {EVIL}")
    assert EVIL in third["event"]


def test_a_terminal_is_sent_no_control_character_but_our_own_colours() -> None:
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", SAY], stderr=theirs, check=True)
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:
        pass  # how Linux says that nobody holds the other end any more
    os.close(ours)
    plain = re.sub(r"\x1b\[[\d;]*m", "", said.decode())
    assert "page.refused" in plain
    assert "Traceback" in plain
    assert _unfit(plain) <= {"\n", "\r"}
