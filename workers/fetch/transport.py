"""Connections: urllib3's pools, made to dial only what the guard allows and to end when the exchange's time is up.

`session` sends requests through them.
"""

from __future__ import annotations

import queue
import re
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ClosedPoolError

from workers.errors import Refused
from workers.fetch.deadline import DeadlinePassed, Watch
from workers.fetch.guard import AddressGuard
from workers.fetch.target import Target
from workers.fetch.wire import CappedResponse


class Tickets:
    """TLS sessions of names that were verified, for a cheaper handshake with the same name; the last few hundred.

    A session is only ever offered to the name and port it was made with, since resuming one verifies no name.
    """

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._known: OrderedDict[tuple[str, int], ssl.SSLSession] = OrderedDict()
        self._lock = threading.RLock()  # a connection closed by the garbage collector may come in between

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
    tickets: Tickets
    max_idle: float  # seconds after which a kept-alive connection is not trusted any more
    anew: bool = False  # a kept-alive connection had gone stale: dial
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


@contextmanager
def on_behalf_of(exchange: Exchange) -> Iterator[None]:
    """What is sent in this thread meanwhile is sent for this exchange."""
    _here.exchange = exchange
    try:
        yield
    finally:
        _here.exchange = None


class Routes:
    """The pools: connections kept alive, at most `hosts` x `connections` idle ones, by proxy as directly."""

    def __init__(self, hosts: int, connections: int, ca_file: str | None = None) -> None:
        self._options: dict[str, Any] = {
            "num_pools": hosts,
            "maxsize": connections,
            "ssl_context": tls_context(ca_file),
        }
        self.direct = _pools(urllib3.PoolManager(**self._options))
        self._proxied: dict[str, urllib3.ProxyManager] = {}
        self._lock = threading.Lock()

    def pool_for(self, exchange: Exchange, target: Target, proxy: str | None) -> HTTPConnectionPool:
        """Where connections to `target` are kept; raises Refused for what may not be asked through a proxy."""
        manager: urllib3.PoolManager = self.direct
        if proxy:
            exchange.guard.judge_unseen(exchange.url, target.host, target.port)
            manager = self._through(exchange.url, proxy)
        return manager.connection_from_host(target.host, target.port, target.scheme)

    def close(self) -> None:
        """Closes what is idle; what is in use is closed when it comes back."""
        self.direct.clear()
        with self._lock:
            for manager in self._proxied.values():
                manager.clear()

    def _through(self, about: str, proxy: str) -> urllib3.ProxyManager:
        with self._lock:
            if proxy not in self._proxied:
                if not re.match(r"http://[^/]", proxy, re.IGNORECASE):
                    # Not shown, since it may hold a password.
                    raise Refused(about, "the source's proxy is not of the form http://host:port")
                auth = urllib3.util.parse_url(proxy).auth
                headers = urllib3.make_headers(proxy_basic_auth=auth) if auth else None
                manager = urllib3.ProxyManager(proxy, proxy_headers=headers, **self._options)
                self._proxied[proxy] = _pools(manager)
            return self._proxied[proxy]


class _Guarded(HTTPConnection):
    """Dials through the guard, puts its socket under the exchange's watch, and caps the answer's header."""

    _watch: Watch | None = None
    _resting_since = 0.0
    _max_idle = 0.0

    def _new_conn(self) -> Any:
        exchange: Exchange = _here.exchange
        exchange.dialled = True
        dial = _UNGUARDED.dial if self.proxy else exchange.guard.dial  # a proxy is the operator's own choice
        connection = dial(exchange.url, self._dns_host.strip("[]"), self.port, float(self.timeout or 1))
        try:
            exchange.watch.attach(connection)
        except DeadlinePassed:
            connection.close()  # nobody else knows it yet
            raise
        return connection

    def request(self, *args: Any, **kwargs: Any) -> None:
        exchange: Exchange = _here.exchange
        self._cap_header(exchange)
        self._watch, self._max_idle = exchange.watch, exchange.max_idle
        if self.sock is not None:  # kept alive from an exchange before
            exchange.watch.attach(self.sock)
        super().request(*args, **kwargs)

    def rest(self) -> None:
        """The exchange is done with this connection: from now on its deadline is not to touch it."""
        if self._watch is not None:
            self._watch.release()
        self._watch = None
        self._resting_since = time.monotonic()
        if self._max_idle <= 0:
            self.close()  # nothing is kept alive; it dials when it is used again

    def is_older_than(self, seconds: float) -> bool:
        """Whether it has been idle for so long that firewalls on the way may have forgotten it without a word."""
        return self.sock is not None and time.monotonic() - self._resting_since >= seconds

    def _cap_header(self, exchange: Exchange) -> None:
        make = partial(CappedResponse, max_header_bytes=exchange.max_header_bytes)
        self.response_class = make  # type: ignore[assignment]  # only ever called


class _GuardedTLS(_Guarded, HTTPSConnection):
    """The same over TLS: the name is verified, whatever address was dialled."""

    _tickets: Tickets | None = None
    _ticket_key = ("", 0)

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
        self._tickets, self._ticket_key = exchange.tickets, (name, self._tunnel_port or self.port)
        # The handshake comes after `attach`: a server that drips it must not outlive the deadline.
        secured = self.ssl_context.wrap_socket(
            self.sock,
            server_hostname=name,
            do_handshake_on_connect=False,
            session=self._tickets.get(self._ticket_key),
        )
        self.sock = secured
        exchange.watch.attach(secured)
        secured.do_handshake()
        self.is_verified = True

    def close(self) -> None:
        # Tickets come with the first answer; copying one out takes 0.2 ms, and one serves many times.
        secured = self.sock if self.is_verified and isinstance(self.sock, ssl.SSLSocket) else None
        if self._tickets is not None and secured is not None and not secured.session_reused:
            self._tickets.keep(self._ticket_key, secured.session)
        super().close()


class _PlainPool(HTTPConnectionPool):
    """A pool that may be closed at any moment: whoever uses it meanwhile only finds nothing kept alive in it."""

    ConnectionCls = _Guarded

    def _get_conn(self, timeout: float | None = None) -> Any:
        exchange: Exchange = _here.exchange
        try:
            connection = super()._get_conn(timeout)
        except ClosedPoolError:
            return self._new_conn()
        if isinstance(connection, _Guarded) and (exchange.anew or connection.is_older_than(exchange.max_idle)):
            connection.close()  # it dials when it is used
        return connection

    def _put_conn(self, conn: Any) -> None:
        if isinstance(conn, _Guarded):
            conn.rest()  # before another thread can get hold of it
        kept = self.pool
        try:
            if kept is None:
                raise queue.Full
            kept.put(conn, block=False)
        except queue.Full:  # urllib3 would log a warning; a burst on one host is nothing to warn of
            if conn is not None:
                conn.close()
        if kept is not None and self.pool is not kept:
            _close_all(kept)  # the pool was closed just now


class _TLSPool(_PlainPool, HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class _Anywhere(AddressGuard):
    def why_not(self, address: str) -> str | None:
        return None

    def why_not_port(self, port: int) -> str | None:
        return None


_UNGUARDED = _Anywhere()


def _close_all(kept: queue.LifoQueue[Any]) -> None:
    while True:
        try:
            connection = kept.get(block=False)
        except queue.Empty:
            return
        if connection is not None:
            connection.close()


def _pools(manager: Manager) -> Manager:
    """urllib3 leaves a pool it lets go of to the garbage collector, and its open connections with it."""
    manager.pools.dispose_func = HTTPConnectionPool.close
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TLSPool}
    return manager
