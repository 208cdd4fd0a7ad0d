from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator

import pytest

from workers.fetch.deadline import DeadlinePassed, Watchdog


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


def test_a_late_exchange_has_its_socket_shut(watchdog: Watchdog) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, watchdog.watch(0.05) as watch:
        watch.attach(ours)
        assert ours.recv(1) == b""  # blocks until the watchdog comes
        assert watch.expired
        with pytest.raises(DeadlinePassed):
            watch.left()
        with pytest.raises(DeadlinePassed):
            watch.attach(ours)


def test_a_released_socket_is_not_touched(watchdog: Watchdog) -> None:
    ours, theirs = socket.socketpair()
    unconnected = socket.socket()  # shutting it fails, and that is nobody's concern
    with ours, theirs, unconnected, watchdog.watch(0.05) as late, watchdog.watch(0.1) as later:
        late.attach(ours)
        late.release()
        later.attach(unconnected)
        third, its_peer = socket.socketpair()
        with third, its_peer, watchdog.watch(0.3) as last:
            last.attach(third)
            third.recv(1)
        assert late.expired
        assert later.expired
        theirs.sendall(b"a")
        assert ours.recv(1) == b"a"


def test_an_exchange_in_time_is_left_alone(watchdog: Watchdog) -> None:
    with watchdog.watch(60) as watch:
        assert 59 < watch.left() <= 60
        assert not watch.is_over()


def test_one_thread_watches_all_and_ends_with_the_client(watchdog: Watchdog) -> None:
    before = threading.active_count()
    with watchdog.watch(60), watchdog.watch(60), watchdog.watch(60):
        assert threading.active_count() == before + 1
    watchdog.close()
    assert threading.active_count() == before
    with pytest.raises(RuntimeError, match="closed"), watchdog.watch(1):
        pass


def test_a_tls_handshake_under_way_is_ended_too(watchdog: Watchdog) -> None:
    ours, theirs = socket.socketpair()
    context = ssl.create_default_context()
    secured = context.wrap_socket(ours, server_hostname="a.example", do_handshake_on_connect=False)
    with theirs, secured, watchdog.watch(0.05) as watch:
        watch.attach(secured)
        with pytest.raises(OSError, match=r"EOF|reset|closed|shutdown"):
            secured.do_handshake()
        assert watch.expired
