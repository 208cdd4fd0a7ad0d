"""A webhook receiver on loopback that verifies every signature and answers as a test decides."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_" + base64.b64encode(b"r" * 32).decode()


@dataclass(frozen=True, slots=True)
class Got:
    """One delivery whose signature was right."""

    path: str
    headers: Mapping[str, str]
    event: dict[str, Any]

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


def _is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """By the standard's own library, which also looks at the clock unless the test's runs ahead."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    if abs(datetime.now(UTC) - at) < timedelta(minutes=4):
        try:
            Webhook(SECRET).verify(body, dict(headers))
        except WebhookVerificationError:
            return False
        return True
    return headers["webhook-signature"] == str(Webhook(SECRET).sign(headers["webhook-id"], at, body.decode()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class Receiver:
    """Takes what is posted. `answers[path]` are (status, headers) in turn, the last for always; 204 where none are.

    `hang[path]` is an event: deliveries to that path wait for it before they are answered. `consent[path]` are the
    headers that answer OPTIONS, `asked` the paths that were asked.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.forged = 0
        self.answers: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.hang: dict[str, threading.Event] = {}
        self.consent: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.came: Callable[[Got], None] = lambda _: None
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *exc: Any) -> None:
        for waits in self.hang.values():
            waits.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def ids(self, path: str) -> list[str]:
        """Event ids in the order in which they came, repeats too."""
        return [got.id for got in self.got if got.path == path]

    def take(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        """Verify, remember, and say what to answer."""
        if not _is_signed(body, headers):
            self.forged += 1
            return 401, {}
        got = Got(path, headers, json.loads(body))
        with self._lock:
            self.got.append(got)
            answers = self.answers.get(path) or [(204, {})]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.came(got)
        if path in self.hang:
            self.hang[path].wait(30)
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if len(body) < int(self.headers["content-length"]):
                    self.close_connection = True  # who sent it was killed meanwhile
                    return
                status, headers = receiver.take(self.path, body, {k.lower(): v for k, v in self.headers.items()})
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    if status != 204:
                        self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # who asked did not wait for the answer

            def do_OPTIONS(self) -> None:
                receiver.asked.append(self.path)
                self.send_response(200)
                for name, value in (receiver.consent.get(self.path, {}) | {"Content-Length": "0"}).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: tests look at what was got."""

        return Handler
