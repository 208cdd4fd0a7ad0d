"""The address guard: nothing but the public internet is dialled, whatever a URL, redirect or DNS answer says.

A name is resolved once; one answer that is not public refuses them all (a rebinding name would otherwise be
tried until it fits); the very address that was judged is dialled, and the peer is compared with it afterwards.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from workers.errors import Refused, Unreachable
from workers.fetch.addresses import IPAddress, special_kind
from workers.fetch.escape import printable

SockAddr = tuple[Any, ...]
Answer = tuple[int, int, int, str, SockAddr]  # as socket.getaddrinfo gives them
Resolver = Callable[[str, int], Sequence[Answer]]


def system_resolver(host: str, port: int) -> Sequence[Answer]:
    """The addresses of `host` as the operating system knows them."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class AddressGuard:
    """Decides which addresses and ports may be dialled, and dials them.

    `allow_networks` opens exactly the networks it names ("10.20.0.0/16", "fd12::/48"), mapped and translated
    forms of them not included; `allow_ports` alone decides on ports, there as everywhere.
    """

    def __init__(
        self,
        allow_networks: Sequence[str] = (),
        allow_ports: Sequence[int] = (80, 443),
        resolver: Resolver | None = None,
    ) -> None:
        self._networks = tuple(ipaddress.ip_network(network) for network in allow_networks)
        self._ports = frozenset(allow_ports)
        self._resolver = resolver or system_resolver

    def why_not(self, address: str) -> str | None:
        """Why this address must not be dialled ("10.0.0.8 is a private address"); None where it may be."""
        try:
            ip = _ip(address)
        except ValueError:
            return f"{printable(address, 60)} is no address"
        kind = special_kind(ip)
        if kind is None or self._is_allowed(ip):
            return None
        return f"{ip} is {kind}"

    def why_not_port(self, port: int) -> str | None:
        """Why this port must not be dialled; None where it may be."""
        if port in self._ports:
            return None
        return f"port {port} is not allowed (only {', '.join(map(str, sorted(self._ports)))})"

    def resolve(self, url: str, host: str, port: int, seconds: float) -> Sequence[Answer]:
        """Every address of `host`, all of them fit to be dialled; raises Refused or Unreachable about `url`."""
        reason = self.why_not_port(port)
        if reason is None:
            answers = self._answers(url, host, port, seconds)
            reason = next(filter(None, (self.why_not(str(answer[4][0])) for answer in answers)), None)
        if reason is not None:
            raise Refused(url, reason)
        return answers

    def judge_unseen(self, url: str, host: str, port: int) -> None:
        """What can be judged of a target that a proxy will look up and dial: its port, and an address as a host."""
        if _is_numeric(host):
            self.resolve(url, host, port, 1.0)
        elif (reason := self.why_not_port(port)) is not None:
            raise Refused(url, reason)

    def dial(self, url: str, host: str, port: int, seconds: float) -> socket.socket:
        """A connected TCP socket to a judged address of `host`, within `seconds` for lookup and all attempts."""
        ends_at = time.monotonic() + seconds
        answers = self.resolve(url, host, port, seconds)
        why = "the name has no address"
        for number, answer in enumerate(answers):
            left = ends_at - time.monotonic()
            if left <= 0:
                break
            # A dead address must leave time for the others.
            share = left if number == len(answers) - 1 else max(left / 2, 0.05)
            try:
                return self._connect(url, answer, share)
            except OSError as e:
                why = f"no connection to {answer[4][0]}: {_reason(e, share)}"
        raise Unreachable(url, why)

    def _is_allowed(self, ip: IPAddress) -> bool:
        return any(ip.version == network.version and ip in network for network in self._networks)

    def _answers(self, url: str, host: str, port: int, seconds: float) -> Sequence[Answer]:
        try:
            answers = self._resolver(host, port) if _is_numeric(host) else self._in_time(host, port, seconds)
        except (OSError, UnicodeError) as e:
            raise Unreachable(url, f"{printable(host, 100)} has no address: {_reason(e, seconds)}") from e
        if not answers:
            raise Unreachable(url, f"{printable(host, 100)} has no address")
        return answers

    def _in_time(self, host: str, port: int, seconds: float) -> Sequence[Answer]:
        """A lookup cannot be interrupted, so it runs beside us and is left alone when its time is up."""
        outcome: queue.SimpleQueue[Sequence[Answer] | OSError | UnicodeError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                outcome.put(self._resolver(host, port))
            except (OSError, UnicodeError) as e:
                outcome.put(e)

        threading.Thread(target=look_up, name="fetch-lookup", daemon=True).start()
        try:
            result = outcome.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(result, Exception):
            raise result
        return result

    def _connect(self, url: str, answer: Answer, seconds: float) -> socket.socket:
        family, kind, protocol, _, address = answer
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(address)
            peer = str(connection.getpeername()[0])
            if not _same(peer, str(address[0])):
                raise Refused(url, f"connected to {printable(peer, 60)} in place of {printable(str(address[0]), 60)}")
        except BaseException:  # also what ends the process: nobody else knows of this socket yet
            connection.close()
            raise
        return connection


def _is_numeric(host: str) -> bool:
    """Whether the system reads `host` as an address without asking anybody (it knows forms such as 0x7f.1)."""
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return True


def _same(one: str, other: str) -> bool:
    return one == other or _ip(one) == _ip(other)


@lru_cache(maxsize=8192)
def _ip(address: str) -> IPAddress:
    return ipaddress.ip_address(address.partition("%")[0])


def _reason(error: OSError | UnicodeError, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {seconds:.1f} s"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return printable(text, 120)
