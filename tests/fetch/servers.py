"""A real HTTP server on loopback whose every byte a test decides on."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

DATA = Path(__file__).parent / "data"
CA_FILE = DATA / "ca.pem"

Script = Callable[[socket.socket, str], None]
"""Writes an answer to the socket; gets the request's head. The connection is kept when it returns."""


class HangUp(Exception):
    """Raised by a script to close the connection."""


def answer(
    body: bytes = b"hello", status: str = "200 OK", headers: Sequence[str] = (), content_length: bool = True
) -> bytes:
    """A plain answer as bytes."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if content_length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def says(data: bytes) -> Script:
    """A script that always gives the same answer."""
    return lambda connection, _: connection.sendall(data)


class Server:
    """Listens on 127.0.0.1 in threads; `requests` are the heads it was sent, `connections` how often it was dialled."""

    def __init__(self, script: Script, *, tls: bool = False, host: str = "127.0.0.1") -> None:
        self.requests: list[str] = []
        self.connections = 0
        self.resumed: list[bool | None] = []  # one a TLS handshake
        self._script = script
        self.on_accept: Callable[[socket.socket], None] = lambda connection: None  # before anything was asked
        self._context: ssl.SSLContext | None = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(DATA / "server.pem")
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((host, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self._closed = False
        self._threads: list[threading.Thread] = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        with self._lock:
            self._closed = True
            connections = list(self._open)
        for connection in [self._listener, *connections]:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # gone already
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.requests]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
                if self._closed:
                    connection.close()
                    return
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        connection = raw
        try:
            if self._context is not None:
                connection = self._context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
                with self._lock:
                    self._open.add(connection)
                connection.do_handshake()
                self.resumed.append(connection.session_reused)
            self.on_accept(connection)
            while head := self._head(connection):
                self.requests.append(head)
                self._script(connection, head)
        except (OSError, HangUp):
            pass  # the other side, or the script, has had enough
        finally:
            with self._lock:
                self._open -= {raw, connection}
            connection.close()
            raw.close()

    @staticmethod
    def _head(connection: socket.socket) -> str:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return ""
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\ncontent-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += connection.recv(65536)
        data = head + b"\r\n\r\n" + body
        return data.decode("latin-1")
