"""Answers that want to fill the memory of whoever asks, or never to let go; one script a name."""

from __future__ import annotations

import gzip
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from itertools import count

import brotli

from tests.fetch.servers import HangUp, Script, answer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTE = bytes(1 << 20)
DRIP = 0.05  # seconds between two bytes


def gzip_bomb(megabytes: int) -> bytes:
    stream = zlib.compressobj(9, wbits=31)
    return b"".join(stream.compress(MEGABYTE) for _ in range(megabytes)) + stream.flush()


def brotli_bomb(megabytes: int) -> bytes:
    stream = brotli.Compressor(quality=1)
    return b"".join(stream.process(MEGABYTE) for _ in range(megabytes)) + bytes(stream.finish())


def zstd_bomb(megabytes: int) -> bytes:
    stream = zstd.ZstdCompressor()
    return b"".join(stream.compress(MEGABYTE) for _ in range(megabytes)) + stream.flush()


def zstd_of(data: bytes) -> bytes:
    return zstd.compress(data)


def coded(coding: str, make: Callable[[], bytes]) -> Script:
    made: list[bytes] = []

    def script(connection: socket.socket, head: str) -> None:
        if not made:
            made.append(make())
        connection.sendall(answer(made[0], headers=[f"Content-Encoding: {coding}"]))

    return script


def forever(begin: bytes, *pieces: bytes, wait: float = 0.0) -> Script:
    """Sends `begin`, then the pieces round and round until the other side has had enough."""

    def script(connection: socket.socket, head: str) -> None:
        connection.sendall(begin)
        for number in count():
            connection.sendall(pieces[number % len(pieces)])
            if wait:
                time.sleep(wait)

    return script


def then_closes(data: bytes, reset: bool = False) -> Script:
    def script(connection: socket.socket, head: str) -> None:
        connection.sendall(data)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise HangUp

    return script


def calendar(wait: float = 0.0) -> Script:
    """Every page redirects to tomorrow's."""
    days: Iterator[int] = count()

    def script(connection: socket.socket, head: str) -> None:
        time.sleep(wait)
        connection.sendall(answer(b"", "302 Found", [f"Location: /day/{next(days)}"]))

    return script


def silent(connection: socket.socket, head: str) -> None:
    connection.recv(1)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_GZIP = _OK + b"Content-Encoding: gzip\r\n\r\n"
_NOTHING_IN_ZSTD = zstd.compress(b"") * 8192

TOO_MUCH: dict[str, Script] = {
    "gzip bomb": coded("gzip", lambda: gzip_bomb(100)),
    "deflate bomb": coded("deflate", lambda: zlib.compress(MEGABYTE * 100)),
    "brotli bomb": coded("br", lambda: brotli_bomb(100)),
    "zstd bomb": coded("zstd", lambda: zstd_bomb(100)),
    "gzip in gzip": coded("gzip, gzip", lambda: gzip.compress(gzip_bomb(100))),
    "brotli in zstd in gzip": coded("br, zstd, gzip", lambda: gzip.compress(zstd.compress(brotli_bomb(100)))),
    "much that unpacks to nothing": coded("zstd, gzip", lambda: gzip.compress(_NOTHING_IN_ZSTD * 50)),
    "endless empty gzip members": forever(_GZIP, gzip.compress(b"") * 1000),
    "endless body": forever(_OK + b"\r\n", MEGABYTE),
    "endless chunks of one byte": forever(_CHUNKED, chunk(b"a") * 10_000),
    "endless chunks": forever(_CHUNKED, chunk(MEGABYTE)),
    "flood of chunk extensions": forever(_CHUNKED, b"1;" + b"x" * 6000 + b"\r\na\r\n"),
    "endless chunk size": forever(_CHUNKED, b"0" * 10000),
    "endless chunk extension": forever(_CHUNKED + b"1;", b"x" * 10000),
    "flood of trailers": forever(_CHUNKED + chunk(b"abc") + b"0\r\n", b"X: y\r\n" * 1000),
    "endless trailer": forever(_CHUNKED + chunk(b"abc") + b"0\r\nX: ", b"y" * 10000),
    "100 MB page": lambda c, head: c.sendall(answer(MEGABYTE * 100)),
    "endless header lines": forever(_OK, b"X-A: " + b"a" * 1000 + b"\r\n"),
    "endless header line": forever(_OK + b"X-A: ", b"a" * 10000),
    "endless status line": forever(b"HTTP/1.1 200 ", b"a" * 10000),
    "endless tiny header lines": forever(_OK, b"A: b\r\n" * 1000),
    "flood of 100 Continue": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "flood of 103 Early Hints": forever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100),
}

TOO_SLOW: dict[str, Script] = {
    "silence": silent,
    "header drip": forever(_OK, *(bytes([c]) for c in b"X-Header: value\r\n"), wait=DRIP),
    "status drip": forever(b"", *(bytes([c]) for c in b"HTTP/1.1 200 OK "), wait=DRIP),
    "body drip": forever(_OK + b"Content-Length: 1000000\r\n\r\n", b"a", wait=DRIP),
    "body drip to the end of the connection": forever(_OK + b"\r\n", b"a", wait=DRIP),
    "body drip on a connection that closes": forever(_OK + b"Connection: close\r\n\r\n", b"a", wait=DRIP),
    "chunk drip": forever(_CHUNKED, *(bytes([c]) for c in b"1\r\na\r\n"), wait=DRIP),
    "chunk size drip": forever(_CHUNKED, b"0", wait=DRIP),
    "chunk extension drip": forever(_CHUNKED + b"5;", b"x", wait=DRIP),
    "trailer drip": forever(_CHUNKED + chunk(b"abc") + b"0\r\n", b"X: y\r\n", wait=DRIP),
    "gzip drip": forever(_GZIP, *(bytes([c]) for c in gzip.compress(b"a")), wait=DRIP),
    "100 Continue drip": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", wait=DRIP),
    "error page drip": forever(b"HTTP/1.1 404 Not Found\r\n\r\n", b"a", wait=DRIP),
    "redirect with a dripping body": forever(b"HTTP/1.1 302 F\r\nLocation: /x\r\n\r\n", b"a", wait=DRIP),
    "slow redirects": calendar(wait=0.3),
    "half a page, then silence": forever(answer(b"a" * 10)[:-5], b"", wait=DRIP),
}


def redirects(to: Callable[[str], str], body: bytes = b"", status: str = "302 Found") -> Script:
    """Redirects to what `to` makes of the path that was asked for."""

    def script(connection: socket.socket, head: str) -> None:
        location = to(head.split(" ")[1])
        connection.sendall(answer(body, status, [f"Location: {location}"]))

    return script


WITHOUT_END: dict[str, Script] = {
    "loop": redirects(lambda path: path),
    "loop over a query": redirects(lambda path: path.partition("?")[0] + ("" if "?" in path else "?1")),
    "calendar": redirects(lambda path: "/calendar/" + str(int(path.partition("/calendar/")[2] or 0) + 1)),
    "ever longer": redirects(lambda path: "/ever%20longer/" + "a" * (len(path) * 4)),
    "big bodies": redirects(lambda path: "/big%20bodies/" + str(len(path)) + "x" * len(path), MEGABYTE * 20),
    "cookies": redirects(lambda path: path, status="302 Found\r\nSet-Cookie: a=" + "b" * 4000),
}

_PAGE = gzip.compress(b"<p>news</p>" * 1000)
_BR = bytes(brotli.compress(b"<p>news</p>" * 1000))
_ZSTD = zstd.compress(b"<p>news</p>" * 1000)

BROKEN_OFF: dict[str, Script] = {
    "closed before a byte": then_closes(b""),
    "closed in the status line": then_closes(b"HTTP/1.1 20"),
    "closed in the header": then_closes(_OK + b"Content-Length: 5\r\n"),
    "closed in a header line": then_closes(_OK + b"Content-Len"),
    "shorter than Content-Length": then_closes(answer(b"a" * 1000)[:-1]),
    "Content-Length and nothing": then_closes(_OK + b"Content-Length: 1000\r\n\r\n"),
    "closed in a chunk": then_closes(_CHUNKED + b"64\r\nabc"),
    "closed between chunks": then_closes(_CHUNKED + chunk(b"abc")),
    "closed in a chunk size": then_closes(_CHUNKED + chunk(b"abc") + b"6"),
    "chunk size that is none": then_closes(_CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"),
    "chunk size with a sign": then_closes(_CHUNKED + b"-3\r\nabc\r\n0\r\n\r\n"),
    "chunk size in Python's spelling": then_closes(_CHUNKED + b"0x3\r\nabc\r\n0\r\n\r\n"),
    "chunk size cut off after a zero": then_closes(_CHUNKED + chunk(b"abc") + b"0"),
    "gzip without its trailer": then_closes(_GZIP + _PAGE[:-8]),
    "gzip with half a trailer": then_closes(_GZIP + _PAGE[:-1]),
    "half a gzip under a whole Content-Length": then_closes(
        answer(_PAGE[: len(_PAGE) // 2], headers=["Content-Encoding: gzip"])
    ),
    "half a brotli": then_closes(answer(_BR[: len(_BR) // 2], headers=["Content-Encoding: br"])),
    "half a zstd": then_closes(answer(_ZSTD[: len(_ZSTD) // 2], headers=["Content-Encoding: zstd"])),
    "half a deflate": then_closes(answer(zlib.compress(b"news")[:-3], headers=["Content-Encoding: deflate"])),
    "reset in the header": then_closes(_OK, reset=True),
    "reset in the body": then_closes(_OK + b"Content-Length: 1000\r\n\r\nabc", reset=True),
    "reset in a body without length": then_closes(_OK + b"\r\nabc", reset=True),
    "two lengths": then_closes(_OK + b"Content-Length: 5\r\nContent-Length: 3\r\n\r\nhello"),
    "length that is none": then_closes(_OK + b"Content-Length: +5\r\n\r\nhello"),
    "unknown transfer coding": then_closes(_OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "no HTTP": then_closes(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "HTTP/0.9": then_closes(b"<html>hello</html>\r\n"),
    "HTTP/2": then_closes(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00"),
    "NUL in a header": then_closes(_OK + b"X-A: a\x00b\r\nContent-Length: 5\r\n\r\nhello"),
}
