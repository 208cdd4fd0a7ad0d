"""A small HTTP/1.1 server for one site: keep-alive, validators and 304, gzip for those who accept it."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_SERVED_UNDER = 1400  # a body below this many bytes is not worth compressing


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path serves."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    modified: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    status: int = 200

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


Find = Callable[[str], Resource | None]


class SiteServer:
    """One site on one port. `find` answers a path with a resource, or None for a 404; it is called in threads."""

    def __init__(self, host: str, port: int, find: Find) -> None:
        """Binds at once, so that the port is known before anything is served; raises OSError."""
        self._server = _Server((host, port), find)
        self._thread = threading.Thread(target=self._serve, name=f"site-{self.port}", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends open connections too; the port is free afterwards."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.close_connections()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], find: Find) -> None:
        super().__init__(address, _Handler)
        self.find = find
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def server_bind(self) -> None:
        # HTTPServer's own asks the resolver for the host's name, which hangs on machines without one.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def close_connections(self) -> None:
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other side was faster

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = 60
    wbufsize = -1  # head and body leave together, else the body waits for the reader's delayed acknowledgement
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        found = self.server.find(urlsplit(self.path).path)
        resource = found or Resource(b"<!DOCTYPE html><title>404</title><h1>404</h1>", status=404)
        if resource.status == 200 and self._is_known(resource):
            self.send_response(304)
            self._validators(resource)
            self.end_headers()
            return
        body = resource.body
        self.send_response(resource.status)
        self.send_header("Content-Type", resource.content_type)
        self.send_header("Vary", "Accept-Encoding")
        if len(body) > _SERVED_UNDER and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 5, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if resource.status == 200:
            self._validators(resource)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _validators(self, resource: Resource) -> None:
        self.send_header("ETag", resource.etag)
        self.send_header("Last-Modified", format_datetime(resource.modified.astimezone(UTC), usegmt=True))

    def _is_known(self, resource: Resource) -> bool:
        """RFC 9110 section 13.2.2: If-None-Match decides alone where it is given."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or resource.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return resource.modified.astimezone(UTC).replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False  # RFC 9110 section 13.1.3: an invalid date is ignored

    def log_message(self, format: str, *args: object) -> None:
        """The newsroom's own log would be noise beside the program it is shown with."""
