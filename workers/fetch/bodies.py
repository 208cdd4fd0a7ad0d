"""A whole body or an error: decoded from its content coding, under its cap, with its end proven where it can be.

Every stage hands on small pieces, so a bomb is met piece by piece and never stands in memory.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

import brotli
import urllib3

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from workers.errors import TooLarge, Unreachable, Unreadable
from workers.fetch.deadline import Watch
from workers.fetch.escape import printable
from workers.fetch.sieve import MOST_SITEMAP, is_sitemap
from workers.fetch.whole import PIECE, AboveCap, Whole

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MAX_CODINGS = 5
MAX_MEMBERS = 1024
CRUMBS, SMALLEST = 10_000, 16  # beyond so many pieces they must have so many bytes on average
_GZIP = b"\x1f\x8b\x08"
_NO_CODING = frozenset({"", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8"})  # seen in the wild


class Damaged(Exception):
    """The bytes are not what their content coding promises."""


class Truncated(Damaged):
    """The bytes end before their content coding does."""


class Decoder(Protocol):
    """One content coding: pieces in, pieces of at most `PIECE` out; `finish` raises Truncated."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...
    def finish(self) -> None: ...


class _Members:
    """Counts the members (gzip) or frames (zstd) of a body: millions of empty ones would cost time for nothing."""

    def __init__(self) -> None:
        self._left = MAX_MEMBERS

    def count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise AboveCap


class _Zlib:
    """gzip (RFC 1952, members after one another too) and deflate (RFC 1950; RFC 1951 as some servers send it)."""

    def __init__(self, gzipped: bool) -> None:
        self._gzipped = gzipped
        self._members = _Members()
        self._member = zlib.decompressobj(31 if gzipped else 15)
        self._begun = False
        self._done = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data and not self._begun:
            if not self._gzipped and not _has_zlib_header(data):
                self._member = zlib.decompressobj(-15)
            self._begun = True
        while data and not self._done:
            piece = self._piece(data)
            if piece:
                yield piece
            data = self._member.unconsumed_tail
            if self._member.eof:
                data = self._member.unused_data
                # What follows the last member (zeros, stray bytes) is padding, as gunzip has it.
                self._done = not (self._gzipped and data[:2] == b"\x1f\x8b")
                if not self._done:
                    self._members.count()
                    self._member = zlib.decompressobj(31)

    def finish(self) -> None:
        if self._begun and not self._member.eof:
            raise Truncated

    def _piece(self, data: bytes) -> bytes:
        try:
            return self._member.decompress(data, PIECE)
        except zlib.error as e:
            raise Damaged from e


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        while not self._stream.is_finished():
            try:
                piece: bytes = self._stream.process(data, output_buffer_limit=PIECE)
            except brotli.error as e:
                raise Damaged from e
            if piece:
                yield piece
            elif self._stream.can_accept_more_data():  # only then: it also says so while it still holds output back
                return
            data = b""

    def finish(self) -> None:
        if self._begun and not self._stream.is_finished():
            raise Truncated


class _Zstd:
    """zstd frames after one another (RFC 8878), with the 8 MB window that RFC 9659 allows on the web."""

    def __init__(self) -> None:
        self._frame = self._next()
        self._members = _Members()
        self._begun = False

    @staticmethod
    def _next() -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        while data or not self._frame.needs_input:
            if self._frame.eof:
                data = self._frame.unused_data + data
                if not data:
                    return
                self._members.count()
                self._frame = self._next()
            try:
                piece = self._frame.decompress(data, PIECE)
            except zstd.ZstdError as e:
                raise Damaged from e
            data = b""
            if piece:
                yield piece

    def finish(self) -> None:
        if self._begun and not self._frame.eof:
            raise Truncated


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(gzipped=True),
    "x-gzip": lambda: _Zlib(gzipped=True),
    "deflate": lambda: _Zlib(gzipped=False),
    "br": _Brotli,
    "zstd": _Zstd,
}


def read_body(
    response: urllib3.BaseHTTPResponse,
    url: str,
    watch: Watch,
    max_bytes: int,
    *,
    cut: bool = False,
    sieve: bool = False,
) -> tuple[bytes, int]:
    """The decoded body and its size on the wire; with `cut` a body above the cap ends there, else it is TooLarge.

    With `sieve` a sitemap may be as long as its protocol lets it; above the cap it comes without what nobody reads. A
    file that is gzip (`sitemap.xml.gz`, whatever its headers say) is then unpacked as it arrives, under the same caps.

    Raises TooLarge, Unreachable (cut short), Unreadable (no such coding, damaged); what urllib3 raises passes through.
    """
    decoders = decoders_for(response.headers.get("content-encoding", ""), url)
    announced = response.headers.get("content-length", "")
    most = max(max_bytes, MOST_SITEMAP) if sieve else max_bytes
    is_long = not cut and announced.isdigit() and int(announced) > max_bytes
    if is_long and int(announced) > most:
        raise TooLarge(url, f"the body has {int(announced)} bytes, above the cap of {max_bytes}")
    wire = _Wire(response, watch)
    whole = Whole(max_bytes, sieve=sieve)
    pieces = _decoded(wire, decoders, most, watch)
    try:
        for piece in _gunzipped(pieces, most, watch) if sieve else pieces:
            if is_long and whole.is_empty and not decoders and not is_sitemap(piece):
                raise TooLarge(url, f"the body has {int(announced)} bytes, above the cap of {max_bytes}")
            whole.add(piece)
        whole.finish()
    except AboveCap:
        if not cut:
            raise TooLarge(url, f"the body is above the cap of {max_bytes} bytes") from None
        response.close()
    except Truncated:
        raise Unreachable(url, "the compressed body is cut short") from None
    except Damaged:
        promised = "what its Content-Encoding promises" if decoders else "the gzip file that it begins like"
        raise Unreadable(url, f"the body is not {promised}") from None
    return whole.content(), wire.size


def decoders_for(content_encoding: str, url: str) -> list[Decoder]:
    """The stages that undo a Content-Encoding header, outermost first; raises Unreadable."""
    codings = [coding for c in content_encoding.split(",") if (coding := c.strip().lower()) not in _NO_CODING]
    if len(codings) > MAX_CODINGS:
        raise Unreadable(url, f"the body is coded {len(codings)} times over")
    for coding in codings:
        if coding not in _DECODERS:
            raise Unreadable(url, f"the content coding {printable(coding, 40)} is unknown")
    return [_DECODERS[coding]() for coding in reversed(codings)]


class _Wire:
    """The pieces as they come in; `size` counts their bytes."""

    def __init__(self, response: urllib3.BaseHTTPResponse, watch: Watch) -> None:
        self._response = response
        self._watch = watch
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        pieces = 0
        while data := self._response.read1(PIECE, decode_content=False):
            self._watch.left()
            self.size += len(data)
            pieces += 1
            if pieces > CRUMBS and self.size < pieces * SMALLEST:
                raise AboveCap  # megabytes in chunks of one byte would keep a core busy until the deadline
            yield data
        self._watch.left()  # at the deadline the socket is shut, which looks like the end


def _decoded(wire: _Wire, decoders: list[Decoder], cap: int, watch: Watch) -> Iterator[bytes]:
    stream: Iterator[bytes] = _capped(wire, cap, watch)
    for decoder in decoders:
        stream = _capped(_stage(stream, decoder), cap, watch)
    return stream


def _gunzipped(stream: Iterator[bytes], cap: int, watch: Watch) -> Iterator[bytes]:
    """The stream; unpacked where it is a gzip file, which as a whole would take its room twice."""
    first = b""
    while len(first) < len(_GZIP) and (piece := next(stream, b"")):
        first += piece
    rest = chain([first], stream) if first else stream
    return _capped(_stage(rest, _Zlib(gzipped=True)), cap, watch) if first.startswith(_GZIP) else iter(rest)


def _stage(stream: Iterable[bytes], decoder: Decoder) -> Iterator[bytes]:
    for data in stream:
        yield from decoder.feed(data)
    decoder.finish()


def _capped(stream: Iterable[bytes], cap: int, watch: Watch) -> Iterator[bytes]:
    """No stage may put out more than the cap: a bomb inside a bomb never shows at the end."""
    size = 0
    for data in stream:
        if size > cap:
            raise AboveCap
        size += len(data)
        watch.left()
        yield data


def _has_zlib_header(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and (len(data) < 2 or (data[0] << 8 | data[1]) % 31 == 0)
