"""JSON lines: what goes in comes out, with and without the fast decoder."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from workers.cli.lines import bytes_of, line_of, value_of


def test_text_is_written_as_it_is_read_and_not_escaped() -> None:
    line = line_of({"title": "خبر 📰", "entries": [None, 1.5, True]})
    assert line == '{"title":"خبر 📰","entries":[null,1.5,true]}\n'.encode()
    assert value_of(line) == {"title": "خبر 📰", "entries": [None, 1.5, True]}


@pytest.mark.parametrize("value", [{"id": "\ud800 half a pair"}, {"id": 2**70}])
def test_what_utf8_or_64_bits_cannot_carry_is_carried_all_the_same(value: dict[str, object]) -> None:
    line = line_of(value)
    assert line.endswith(b"}\n")
    assert json.loads(line) == value


def test_half_a_surrogate_pair_in_a_line_is_read() -> None:
    assert value_of(b'{"html":"\\ud83d"}') == {"html": "\ud83d"}


@pytest.mark.parametrize("line", [b"{broken", b"", b'{"a":"\xff"}', b"[1,]"])
def test_a_broken_line_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is json's own
        value_of(line)


@pytest.mark.parametrize("packed", [b"QUJ", b"QU*D", b"QUI=QUJD", b"QUJD\n", b"===="])
def test_what_is_no_base64_is_a_value_error(packed: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the decoder's own
        bytes_of(packed)


def test_base64_is_read_where_the_fast_decoder_is_not_installed() -> None:
    program = (
        "import sys; sys.modules['pybase64'] = None\n"
        "from workers.cli.lines import bytes_of\n"
        "print(bytes_of(memoryview(b'2K7YqNix')).decode('utf-8', 'replace').isalpha())\n"
        "try: bytes_of(b'QU*D')\n"
        "except ValueError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "refused"]
