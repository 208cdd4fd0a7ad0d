"""Each fault of the invented world is seen on the wire, where it was asked for and nowhere else."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from benchmarks.world import World
from benchmarks.world_faults import Fault
from tests.demo.asking import ask


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("404", 404), ("503-retry-after", 503)])
def test_a_refusing_site_answers_with_its_status(kind: str, status: int) -> None:
    with World(1, 1, faults={0: {"kind": kind, "retry_after": "7"}}) as world:
        reply = ask(world.sites[0].url(0))
        assert reply.status == status
        assert reply.headers.get("retry-after") == ("7" if kind == "503-retry-after" else None)


def test_robots_is_spared_unless_the_fault_names_it() -> None:
    with World(1, 1, faults={0: {"kind": "500"}}) as world:
        robots = f"{world.sites[0].site.base}/robots.txt"
        assert ask(robots).status == 200
        world.set_fault(0, {"kind": "500", "where": "robots"})
        assert ask(robots).status == 500
        assert ask(world.sites[0].url(0)).status == 200


def test_a_hanging_site_takes_the_request_and_says_nothing() -> None:
    with World(1, 1, faults={0: {"kind": "hang"}}) as world:
        with pytest.raises(TimeoutError):
            ask(world.sites[0].url(0), timeout=0.2)
        assert [request.status for request in world.log()] == [0]


def test_a_slow_site_answers_in_the_end() -> None:
    with World(1, 1, faults={0: {"kind": "slow", "seconds": 0.1}}) as world:
        assert ask(world.sites[0].url(0)).status == 200
        [request] = world.log()
        assert request.ended - request.started >= 0.09


def test_a_dripping_site_sends_a_byte_at_a_time() -> None:
    with World(1, 1, faults={0: {"kind": "drip", "seconds": 0.02}}) as world:
        parts = urlsplit(world.sites[0].url(0))
        with socket.create_connection((parts.hostname, parts.port), timeout=5) as plug:
            plug.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            received = b""
            while len(received.partition(b"\r\n\r\n")[2]) < 3:
                received += plug.recv(65536)
        assert received.partition(b"\r\n\r\n")[2] == b"<!D"


def test_a_resetting_site_cuts_the_connection() -> None:
    with World(1, 1, faults={0: {"kind": "reset"}}) as world, pytest.raises(ConnectionResetError):
        ask(world.sites[0].url(0))


def test_a_truncating_site_promises_more_than_it_sends() -> None:
    with World(1, 1, faults={0: {"kind": "truncate"}}) as world, pytest.raises(http.client.IncompleteRead):
        ask(world.sites[0].url(0))


def test_garbage_emptiness_and_a_page_for_a_feed_come_as_good_answers() -> None:
    with World(1, 1) as world:
        feed = world.sources()[0].url
        world.set_fault(0, {"kind": "garbage"})
        assert ask(feed).body.startswith(bytes(range(256)))
        world.set_fault(0, {"kind": "empty"})
        assert (ask(feed).status, ask(feed).body) == (200, b"")
        world.set_fault(0, {"kind": "html-feed"})
        assert ask(feed).headers["content-type"] == "text/html"
        assert b"Welcome" not in ask(world.sites[0].url(0)).body


def test_a_redirect_loop_never_repeats_a_url() -> None:
    with World(1, 1, faults={0: {"kind": "redirect-loop"}}) as world:
        base, url = world.sites[0].site.base, world.sites[0].url(0)
        seen = {url}
        for _ in range(6):
            reply = ask(url)
            assert reply.status == 302
            url = base + reply.headers["location"]
            assert url not in seen
            seen.add(url)


def test_a_flaky_site_fails_every_other_time() -> None:
    with World(1, 1, faults={0: {"kind": "flaky"}}) as world:
        url = world.sites[0].url(0)
        assert [ask(url).status for _ in range(4)] == [200, 500, 200, 500]


def test_a_fault_can_spoil_single_pages_and_heal() -> None:
    with World(1, 3, faults={0: Fault("500", where="pages", only={1}, first=2)}) as world:
        urls = [world.sites[0].url(number) for number in range(3)]
        assert [ask(url).status for url in urls] == [200, 500, 200]
        assert ask(world.sources()[0].url).status == 200
        assert [ask(urls[1]).status for _ in range(2)] == [500, 200]


def test_a_fault_of_one_site_leaves_the_others_alone_and_can_be_taken_away() -> None:
    with World(2, 1, faults={0: {"kind": "500"}}) as world:
        assert [ask(site.url(0)).status for site in world.sites] == [500, 200]
        world.set_fault(0, None)
        assert ask(world.sites[0].url(0)).status == 200


def test_an_unknown_fault_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no such fault: explode"):
        World(1, 1, faults={0: {"kind": "explode"}})
    with pytest.raises(ValueError, match="no such place of a fault: cellar"):
        Fault("500", where="cellar")
