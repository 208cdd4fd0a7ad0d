"""JSON lines in and out, fast: over real feeds the standard library's JSON and Base64 would take two fifths of all time
that `khabar feed` needs.
"""

from __future__ import annotations

import binascii
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

try:
    from pybase64 import b64decode
except ModuleNotFoundError:  # a platform without its wheel: the same bytes, later

    def _unpacked(base64: bytes | memoryview) -> bytes:
        return binascii.a2b_base64(base64, strict_mode=True)
else:

    def _unpacked(base64: bytes | memoryview) -> bytes:
        return b64decode(base64, validate=True)


def lines_of_stdin() -> Iterator[bytes]:
    """Each line as soon as it is there; read by the megabyte, since a line may hold that much."""
    try:
        number = sys.stdin.fileno()
    except OSError:  # no file behind it, as in a test
        yield from sys.stdin.buffer
        return
    with open(number, "rb", buffering=1 << 20, closefd=False) as stream:
        yield from stream


def contents(name: str) -> bytes:
    """What lies in the file, or comes on stdin where the name is "-"; raises OSError."""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def place_of(name: str) -> str:
    """The URL of a file; stdin has none."""
    return "" if name == "-" else Path(name).absolute().as_uri()


def value_of(line: bytes) -> Any:
    """The JSON value in `line` (UTF-8); raises ValueError or RecursionError."""
    try:
        return orjson.loads(line)
    except ValueError:  # half of a surrogate pair, which JSON allows; or really broken: json tells where
        return json.loads(line.decode())


def bytes_of(base64: bytes | memoryview) -> bytes:
    """What Base64 (RFC 4648 section 4) stands for; raises ValueError where a character is none of its alphabet."""
    return _unpacked(base64)


def line_of(value: dict[str, Any]) -> bytes:
    """`value` as one line of JSON in UTF-8 with its line break; what UTF-8 cannot carry is escaped."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half of a surrogate pair, or a number beyond 64 bits
        return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
