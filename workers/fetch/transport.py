"""Connections: urllib3's, made to dial only what the guard allows and to end when the exchange's time is up."""

from __future__ import annotations

import re
import ssl
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Timeout

from workers.errors import Refused
from workers.fetch.deadline import Watch
from workers.fetch.escape import printable
from workers.fetch.guard import AddressGuard
from workers.fetch.target import Target
from workers.fetch.wire import CappedResponse


class Sessions:
    """TLS sessions of names that were verified, for a cheaper handshake with the same name; the last few hundred.

    A session is only ever offered to the name and port it was made with, since resuming one verifies no name.
    """

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._known: OrderedDict[tuple[str, int], ssl.SSLSession] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, int]) -> ssl.SSLSession | None:
        with self._lock:
            return self._known.get(key)

    def keep(self, key: tuple[str, int], session: ssl.SSLSession | None) -> None:
        if session is None or not session.has_ticket:
            return
        with self._lock:
            self._known[key] = session
            self._known.move_to_end(key)
            if len(self._known) > self._size:
                self._known.popitem(last=False)


@dataclass(slots=True)
class Exchange:
    """What the connections of one request have to know; `dialled` tells whether a new connection was made."""

    url: str  # printable, for messages
    guard: AddressGuard
    watch: Watch
    connect_timeout: float
    max_header_bytes: int
    sessions: Sessions
    dialled: bool = False


Manager = TypeVar("Manager", bound=urllib3.PoolManager)

# urllib3 makes and keeps connections by itself, in the calling thread: this is how the exchange reaches them.
_here = threading.local()


@cache
def tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """The one TLS context of a process: loading the authorities costs 20 ms, so it is never done twice."""
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    context.set_alpn_protocols(["http/1.1"])
    return context


class Transport:
    """Keeps connections alive, at most `hosts` x `connections` idle ones a route; safe for threads."""

    def __init__(self, hosts: int, connections: int, ca_file: str | None = None) -> None:
        self._options: dict[str, Any] = {
            "num_pools": hosts,
            "maxsize": connections,
            "ssl_context": tls_context(ca_file),
        }
        self.sessions = Sessions()
        self._direct = _pools(urllib3.PoolManager(**self._options))
        self._proxied: dict[str, urllib3.ProxyManager] = {}
        self._lock = threading.Lock()

    def send(
        self,
        exchange: Exchange,
        target: Target,
        headers: Mapping[str, str],
        *,
        method: str = "GET",
        body: bytes | None = None,
        proxy: str | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """Sends one request and reads the header of its answer; the body is still to be read, undecoded.

        Raises what urllib3 raises, DeadlinePassed, and Refused or Unreachable from the guard.
        """
        if proxy:
            exchange.guard.judge_unseen(exchange.url, target.host, target.port)
        manager = self._through(exchange.url, proxy) if proxy else self._direct
        pool = manager.connection_from_host(target.host, target.port, target.scheme)
        left = exchange.watch.left()
        timeout = Timeout(connect=min(exchange.connect_timeout, left), read=left + 1)
        _here.exchange = exchange
        try:
            return pool.urlopen(
                method,
                target.url if proxy and target.scheme == "http" else target.path,
                body=body,
                headers=headers,
                retries=False,
                redirect=False,
                assert_same_host=False,
                timeout=timeout,
                preload_content=False,
                decode_content=False,
            )
        finally:
            _here.exchange = None

    def close(self) -> None:
        self._direct.clear()
        with self._lock:
            for manager in self._proxied.values():
                manager.clear()

    def _through(self, about: str, proxy: str) -> urllib3.ProxyManager:
        with self._lock:
            if proxy not in self._proxied:
                if not re.match(r"http://[^/]", proxy, re.IGNORECASE):
                    raise Refused(about, f"the proxy {printable(proxy, 100)} is not of the form http://host:port")
                auth = urllib3.util.parse_url(proxy).auth
                headers = urllib3.make_headers(proxy_basic_auth=auth) if auth else None
                manager = urllib3.ProxyManager(proxy, proxy_headers=headers, **self._options)
                self._proxied[proxy] = _pools(manager)
            return self._proxied[proxy]


class _Guarded(HTTPConnection):
    """Dials through the guard, puts its socket under the exchange's watch, and caps the answer's header."""

    def _new_conn(self) -> Any:
        exchange: Exchange = _here.exchange
        exchange.dialled = True
        dial = _UNGUARDED.dial if self.proxy else exchange.guard.dial  # a proxy is the operator's own choice
        connection = dial(exchange.url, self._dns_host.strip("[]"), self.port, float(self.timeout or 1))
        exchange.watch.attach(connection)
        return connection

    def request(self, *args: Any, **kwargs: Any) -> None:
        exchange: Exchange = _here.exchange
        self._cap_header(exchange)
        if self.sock is not None:  # kept alive from an exchange before
            exchange.watch.attach(self.sock)
        super().request(*args, **kwargs)

    def _cap_header(self, exchange: Exchange) -> None:
        make = partial(CappedResponse, max_header_bytes=exchange.max_header_bytes)
        self.response_class = make  # type: ignore[assignment]  # only ever called


class _GuardedTLS(_Guarded, HTTPSConnection):
    """The same over TLS: the name is verified, whatever address was dialled."""

    _sessions: Sessions | None = None
    _session_key = ("", 0)

    def connect(self) -> None:
        exchange: Exchange = _here.exchange
        self.sock = self._new_conn()
        name = self.host
        if self._tunnel_host:
            self._has_connected_to_proxy = True
            self._cap_header(exchange)
            self._tunnel()
            name = self._tunnel_host
        assert self.ssl_context is not None
        name = name.strip("[]").rstrip(".")
        self._sessions, self._session_key = exchange.sessions, (name, self._tunnel_port or self.port)
        # The handshake comes after `attach`: a server that drips it must not outlive the deadline.
        secured = self.ssl_context.wrap_socket(
            self.sock,
            server_hostname=name,
            do_handshake_on_connect=False,
            session=self._sessions.get(self._session_key),
        )
        self.sock = secured
        exchange.watch.attach(secured)
        secured.do_handshake()
        self.is_verified = True

    def close(self) -> None:
        # Tickets come with the first answer; copying one out takes 0.2 ms, and one serves many times.
        secured = self.sock if self.is_verified and isinstance(self.sock, ssl.SSLSocket) else None
        if self._sessions is not None and secured is not None and not secured.session_reused:
            self._sessions.keep(self._session_key, secured.session)
        super().close()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class _Anywhere(AddressGuard):
    def why_not(self, address: str) -> str | None:
        return None

    def why_not_port(self, port: int) -> str | None:
        return None


_UNGUARDED = _Anywhere()


def _pools(manager: Manager) -> Manager:
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TLSPool}
    return manager
