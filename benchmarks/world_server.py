"""A cheap HTTP/1.1 server for many sites in one thread: raw asyncio, bodies kept compressed, every request logged."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from typing import Any, Protocol

from benchmarks.world_faults import Fault
from benchmarks.world_log import Line, Note, Request
from benchmarks.world_site import Answer

_REASONS = {200: "OK", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone", 500: "Internal Server Error"}
_GARBAGE = bytes(range(256)) * 40
_HTML = (
    b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Welcome</h1><p>No feed here.</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer ready to be sent: the body compressed, the head's lines that do not change."""

    answer: Answer
    packed: bytes
    etag: str

    @classmethod
    def of(cls, answer: Answer, level: int = 4) -> Prepared:
        packed = gzip.compress(answer.body, level, mtime=0)
        return cls(
            Answer(answer.status, answer.content_type, b"", answer.modified, answer.kind, answer.number),
            packed,
            f'"{zlib.crc32(answer.body):08x}{len(answer.body):x}"',
        )


class Host(Protocol):
    """What a connection is served from; called in the server's thread only."""

    open: set[Connection]

    def find(self, site: int, path: str) -> Prepared: ...

    def note(self, note: Note) -> None: ...

    def fault_of(self, site: int) -> Fault | None: ...


_numbers = itertools.count(1)


class Connection(asyncio.Protocol):
    """One connection to one site."""

    def __init__(self, site: int, host: Host) -> None:
        self._site = site
        self._host = host
        self._number = next(_numbers)
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host.open.add(self)
        self._host.note(Line("open", self._site, self._number, time.monotonic()))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._transport = None
        self._host.open.discard(self)
        self._host.note(Line("close", self._site, self._number, time.monotonic()))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._transport and b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._answer(head)
        if len(self._buffer) > 65536 and self._transport:
            self._transport.abort()

    def _answer(self, head: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        method, target, *_ = [*lines[0].split(" "), "", ""]
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        started = time.monotonic()
        path = target.partition("?")[0]
        prepared = self._host.find(self._site, path)
        fault = self._host.fault_of(self._site)
        asked = _Asked(method, target, headers, started)
        if fault and fault.strikes(prepared.answer.kind, prepared.answer.number):
            self._spoil(fault, asked, prepared)
        else:
            self._send_well(asked, prepared)

    def _send_well(self, asked: _Asked, prepared: Prepared) -> None:
        answer = prepared.answer
        stamp = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
        lines = [f"ETag: {prepared.etag}", f"Last-Modified: {stamp}"]
        tag = asked.headers.get("if-none-match")
        known = tag == prepared.etag if tag else asked.headers.get("if-modified-since") == stamp
        if answer.status != 200:
            self._send(asked, answer.status, answer.content_type, gzip.decompress(prepared.packed))
        elif known:
            self._send(asked, 304, "", b"", lines)
        elif "gzip" in asked.headers.get("accept-encoding", ""):
            lines += ["Content-Encoding: gzip", "Vary: Accept-Encoding"]
            self._send(asked, 200, answer.content_type, prepared.packed, lines)
        else:
            self._send(asked, 200, answer.content_type, gzip.decompress(prepared.packed), lines)

    def _spoil(self, fault: Fault, asked: _Asked, prepared: Prepared) -> None:
        kind, content_type = fault.kind, prepared.answer.content_type
        body = gzip.decompress(prepared.packed)
        if kind == "hang":
            self._log(asked, 0)
        elif kind == "slow":
            self._later(fault.seconds, self._send_well, asked, prepared)
        elif kind == "drip":
            self._start_dripping(asked, content_type, body, fault.seconds)
        elif kind == "reset":
            self._reset(asked)
        elif kind == "truncate":
            self._send(asked, 200, content_type, body[: len(body) // 2], promised=len(body))
            self.close()
        elif kind in ("500", "404", "flaky"):
            self._send(asked, 500 if kind == "flaky" else int(kind), "text/html", b"<h1>Sorry</h1>")
        elif kind == "503-retry-after":
            self._send(asked, 503, "text/html", b"<h1>Later</h1>", [f"Retry-After: {fault.retry_after}"])
        elif kind == "redirect-loop":
            path, _, turn = asked.target.partition("?turn=")
            self._send(asked, 302, "text/html", b"", [f"Location: {path}?turn={int(turn or 0) + 1}"])
        else:
            spoiled = {"garbage": _GARBAGE, "empty": b"", "html-feed": _HTML}[kind]
            self._send(asked, 200, "text/html" if kind == "html-feed" else content_type, spoiled)

    def _send(
        self,
        asked: _Asked,
        status: int,
        content_type: str,
        body: bytes,
        lines: list[str] | None = None,
        promised: int | None = None,
    ) -> None:
        if self._transport is None:
            return
        head = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Trouble')}"]
        if status != 304:
            head += [f"Content-Type: {content_type}", f"Content-Length: {len(body) if promised is None else promised}"]
        text = "\r\n".join([*head, *(lines or ()), "", ""]).encode("latin-1")
        # Noted before it is sent: who has an answer finds it in the log.
        self._log(asked, status)
        self._transport.write(text + body if asked.method != "HEAD" else text)
        if asked.headers.get("connection", "").lower() == "close":
            self.close()

    def _start_dripping(self, asked: _Asked, content_type: str, body: bytes, seconds: float) -> None:
        self._log(asked, 200)
        if self._transport:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode("latin-1"))
        self._drip(body, 0, seconds)

    def _drip(self, body: bytes, sent: int, seconds: float) -> None:
        if self._transport and sent < len(body):
            self._transport.write(body[sent : sent + 1])
            self._later(seconds, self._drip, body, sent + 1, seconds)

    def _later(self, seconds: float, call: Callable[..., None], *values: Any) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, call, *values)

    def _reset(self, asked: _Asked) -> None:
        self._log(asked, 0)
        if self._transport:
            plug = self._transport.get_extra_info("socket")
            # Lingering for no time turns the close into a RST.
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    def close(self) -> None:
        """Ends the connection when all that was written has been sent."""
        if self._transport:
            self._transport.close()

    def abort(self) -> None:
        """Ends the connection now."""
        if self._transport:
            self._transport.abort()

    def _log(self, asked: _Asked, status: int) -> None:
        agent = asked.headers.get("user-agent", "")
        ended = time.monotonic()
        self._host.note(
            Request(self._site, asked.target, status, self._number, agent, asked.started, ended, time.time())
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    target: str
    headers: dict[str, str]
    started: float
