"""Connections that are kept, lost, replaced and let go of."""

from __future__ import annotations

import gc
import logging
import os
import random
import socket
import stat
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.servers import CA_FILE, HangUp, Server, answer, says
from workers.errors import KhabarError, Unreachable
from workers.fetch.deadline import Watchdog
from workers.fetch.guard import AddressGuard, Answer
from workers.fetch.target import Target
from workers.fetch.transport import Exchange, Routes, Tickets, on_behalf_of


def to_loopback(host: str, port: int) -> Sequence[Answer]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def open_sockets() -> int:
    """How many descriptors of this process are sockets."""
    count = 0
    for number in os.listdir("/dev/fd"):
        try:
            count += stat.S_ISSOCK(os.fstat(int(number)).st_mode)
        except OSError:
            pass  # the listing's own
    return count


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def hang_up(connection: socket.socket, reset: bool) -> None:
    if reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise HangUp


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("reset", [False, True])
def test_a_server_that_closes_a_kept_connection_as_it_is_asked_is_asked_again(
    client_for: ClientFor, tls: bool, reset: bool
) -> None:
    fresh = threading.local()  # a thread of the server is a connection

    def script(connection: socket.socket, head: str) -> None:
        if getattr(fresh, "used", False):
            hang_up(connection, reset)
        fresh.used = True
        connection.sendall(answer(head.split(" ")[1].encode()))

    with Server(script, tls=tls) as server:
        client = client_for(server, ca_file=str(CA_FILE))
        for turn in range(4):
            assert client.get(f"{server.url}/{turn}").body == f"/{turn}".encode()
    assert server.paths() == ["/0", "/1", "/1", "/2", "/2", "/3", "/3"]
    assert server.connections == 4


def test_a_request_is_repeated_once_and_on_a_new_connection(client_for: ClientFor) -> None:
    ready = threading.Barrier(2)

    def script(connection: socket.socket, head: str) -> None:
        if "/first" not in head:
            raise HangUp
        ready.wait()
        connection.sendall(answer())

    with Server(script) as server:
        client = client_for(server)
        threads = [threading.Thread(target=client.get, args=(f"{server.url}/first",)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()  # two connections are kept now
        with pytest.raises(Unreachable, match="without an answer"):
            client.get(f"{server.url}/second")
    assert server.paths() == ["/first", "/first", "/second", "/second"]
    assert server.connections == 3


def test_a_webhook_is_never_sent_twice(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        if head.startswith("POST"):
            raise HangUp
        connection.sendall(answer())

    with Server(script) as server:
        client = client_for(server)
        client.get(server.url)
        with pytest.raises(Unreachable):
            client.post(server.url, b"{}")
    assert [head[:4] for head in server.requests] == ["GET ", "POST"]


def test_a_farewell_on_a_kept_connection_is_no_answer(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        if "/second" in head and server.connections == 1:
            connection.sendall(answer(b"", status="408 Request Timeout", headers=["Connection: close"]))
            raise HangUp
        connection.sendall(answer())

    with Server(script) as server:
        client = client_for(server)
        client.get(f"{server.url}/first")
        assert client.get(f"{server.url}/second").body == b"hello"
    assert server.connections == 2


def test_at_most_two_idle_connections_are_kept_to_a_host_and_no_warning_is_logged(
    client_for: ClientFor, caplog: pytest.LogCaptureFixture
) -> None:
    together = threading.Barrier(8)

    def script(connection: socket.socket, head: str) -> None:
        together.wait()
        connection.sendall(answer())

    with Server(script) as server, caplog.at_level(logging.WARNING):
        client = client_for(server)
        for _ in range(2):
            threads = [threading.Thread(target=client.get, args=(server.url,)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert server.connections == 8 + 6
    assert caplog.records == []


def test_a_connection_that_was_idle_for_too_long_is_not_used_again(client_for: ClientFor) -> None:
    with Server(says(answer())) as server:
        client = client_for(server, pool_idle=0.0)
        client.get(server.url)
        client.get(server.url)
    assert server.connections == 2


MISHAPS = {
    "whole": says(answer()),
    "error": says(answer(status="404 Gone")),
    "huge error": says(answer(bytes(200_000), status="500 Oops")),
    "no http": says(b"junk\r\n\r\n"),
    "video": says(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 5000\r\n\r\n"),
    "too large": says(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"),
    "damaged": says(answer(b"no gzip", headers=["Content-Encoding: gzip"])),
    "unknown coding": says(answer(b"x", headers=["Content-Encoding: rot13"])),
    "bad chunk": says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"),
    "to nowhere": says(answer(status="302 F", headers=["Location: http://10.0.0.8/"])),
    "circle": says(answer(status="302 F", headers=["Location: /circle"])),
}


@pytest.mark.parametrize("tls", [False, True])
def test_no_connection_is_left_behind_whatever_happens_on_it(client_for: ClientFor, tls: bool) -> None:
    def script(connection: socket.socket, head: str) -> None:
        name = head.split(" ")[1][1:].replace("%20", " ")
        if name == "hang up":
            raise HangUp
        MISHAPS[name](connection, head)

    before = open_sockets()
    with Server(script, tls=tls) as server, no_garbage_collection():
        client = client_for(server, ca_file=str(CA_FILE), resolver=to_loopback, pool_hosts=3)
        began = open_sockets()
        for number in range(6):  # more hosts than pools are kept for
            scheme = "https" if tls else "http"
            for name in [*MISHAPS, "hang up", "whole", "hang up", "whole"]:
                try:
                    client.get(f"{scheme}://{'news.test' if tls else f'h{number}.test'}:{server.port}/{name}")
                except KhabarError:
                    pass
        # Idle ones of three hosts at most, one each since they were asked one after another; both ends are ours.
        assert open_sockets() - began <= 2 * 3
        client.close()
    assert open_sockets() == before


def test_64_threads_on_a_server_that_closes_as_it_likes_lose_no_page_and_no_socket(client_for: ClientFor) -> None:
    dice = random.Random(7)

    def script(connection: socket.socket, head: str) -> None:
        connection.sendall(answer(head.split(" ")[1].encode()))
        if dice.random() < 0.4:
            raise HangUp

    came: list[str] = []
    before = open_sockets()
    with Server(script) as server:
        client = client_for(server)

        def work(number: int) -> None:
            for turn in range(15):
                path = f"/{number}/{turn}"
                try:
                    came.append("whole" if client.get(server.url + path).body == path.encode() else "wrong")
                except KhabarError as e:
                    came.append(str(e))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()
    assert came == ["whole"] * 960
    assert open_sockets() == before


def test_a_client_closed_meanwhile_keeps_no_connection(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
        client._session.close()  # the pools only: the exchange goes on
        connection.sendall(b"lo")

    before = open_sockets()
    with Server(script) as server:
        client = client_for(server)
        with no_garbage_collection():
            assert client.get(server.url).body == b"hello"
            assert client.get(server.url).body == b"hello"
        assert server.connections == 2
        client.close()
    assert open_sockets() == before


def test_a_pool_that_is_closed_before_it_is_used_dials_and_keeps_nothing() -> None:
    dog, routes = Watchdog(), Routes(hosts=1, connections=2)
    before = open_sockets()
    with Server(says(answer())) as server, dog.watch(20) as watch:
        guard = AddressGuard(["127.0.0.1/32"], [server.port])
        exchange = Exchange(server.url, guard, watch, 10, 65536, Tickets(), 60)
        pool = routes.pool_for(exchange, Target.of(server.url), None)
        routes.pool_for(exchange, Target.of("http://other.test/"), None)  # the first falls out of the list
        for _ in range(2):
            with on_behalf_of(exchange):
                response = pool.urlopen("GET", "/", retries=False, preload_content=False, decode_content=False)
            assert response.read() == b"hello"
    assert server.connections == 2
    assert open_sockets() == before
    dog.close()
