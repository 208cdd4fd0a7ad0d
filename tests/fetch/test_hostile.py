from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import time
from urllib.parse import quote, unquote

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.hostile import BROKEN_OFF, DRIP, TOO_MUCH, TOO_SLOW, WITHOUT_END, calendar
from tests.fetch.servers import CA_FILE, Script, Server, answer, says
from workers.errors import Refused, TooSlow, Unreachable, Unreadable


def by_name(scripts: dict[str, Script]) -> Script:
    """Serves /<name> by the script of that name, /plain plainly."""

    def script(connection: socket.socket, head: str) -> None:
        name = unquote(head.split(" ")[1][1:])
        (scripts.get(name) or says(answer()))(connection, head)

    return script


def test_bombs_and_floods_end_in_time_and_cost_little_memory() -> None:
    with Server(by_name(TOO_MUCH)) as server:
        urls = [f"{server.url}/plain", *(f"{server.url}/{quote(name)}" for name in TOO_MUCH)]
        command = [sys.executable, "-m", "tests.fetch.hostile_client", str(server.port), "10"]
        run = subprocess.run(command, input="\n".join(urls), capture_output=True, text=True, check=True)
    plain, *reports = map(json.loads, run.stdout.splitlines())
    assert plain["came"] == "5 bytes"
    assert {report["url"]: report["came"] for report in reports} == dict.fromkeys(urls[1:], "TooLarge")
    assert sum(report["grown"] for report in reports) <= 20
    assert max(report["seconds"] for report in reports) <= 11


@pytest.mark.parametrize("name", TOO_SLOW)
def test_whoever_drips_is_cut_off_at_the_deadline(client_for: ClientFor, name: str) -> None:
    with Server(TOO_SLOW[name]) as server:
        client = client_for(server, deadline=0.4)
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"within 0\.4 s"):
            client.get(server.url)
        assert time.monotonic() - began <= 1.4
        client.close()


def test_a_dripped_tls_handshake_and_a_drip_over_tls_are_cut_off(client_for: ClientFor) -> None:
    def handshake_drip(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")
        for _ in range(100):
            connection.sendall(b"\x02")
            time.sleep(DRIP)

    with Server(says(answer())) as server:
        server.on_accept = handshake_drip
        with pytest.raises(TooSlow):
            client_for(server, deadline=0.5).get(f"https://127.0.0.1:{server.port}/")
    with Server(TOO_SLOW["body drip to the end of the connection"], tls=True) as server, pytest.raises(TooSlow):
        client_for(server, deadline=0.5, ca_file=str(CA_FILE)).get(server.url)


def test_an_endless_calendar_ends_with_the_redirects(client_for: ClientFor) -> None:
    with Server(calendar()) as server, pytest.raises(Unreadable, match="more than 5 times"):
        client_for(server).get(server.url)
    assert len(server.requests) == 6


@pytest.mark.parametrize("name", WITHOUT_END)
def test_redirects_without_end_end_and_cost_a_handful_of_requests(client_for: ClientFor, name: str) -> None:
    with Server(WITHOUT_END[name]) as server:
        with pytest.raises((Unreadable, Refused, Unreachable)):
            client_for(server).get(f"{server.url}/{quote(name)}")
        assert len(server.requests) <= 6


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_half_an_answer_is_never_taken_for_one(client_for: ClientFor, name: str) -> None:
    with Server(BROKEN_OFF[name]) as server, pytest.raises(Unreachable) as caught:
        client_for(server).get(server.url)
    assert caught.value.why.isprintable()
    assert len(caught.value.why) < 300


def test_a_closed_client_lets_go_of_what_is_under_way(client_for: ClientFor) -> None:
    with Server(lambda connection, head: client.close()) as server:
        client = client_for(server)
        with pytest.raises((TooSlow, Unreachable)):
            client.get(server.url)


def test_tls_itself_is_not_weakened() -> None:
    from workers.fetch.transport import tls_context

    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
