from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.fetch.conftest import AGENT, ClientFor
from tests.fetch.hostile import TOO_SLOW, gzip_bomb
from tests.fetch.servers import Server, answer, says
from workers.errors import KhabarError, Refused, TooLarge, TooSlow, Unreachable, Unreadable
from workers.fetch.deadline import Watchdog
from workers.fetch.guard import AddressGuard
from workers.fetch.session import GuardedSession, Outgoing
from workers.fetch.target import Target
from workers.fetch.transport import Exchange, Tickets


@pytest.fixture
def session() -> Iterator[GuardedSession]:
    with GuardedSession(hosts=4, connections=2) as made:
        yield made


def test_the_session_sends_nothing_that_has_no_guard_and_no_deadline(session: GuardedSession) -> None:
    with Server(says(answer())) as server:
        for ask in (session.get, session.post, session.head):
            with pytest.raises(Refused, match="guard"):
                ask(server.url)
        with pytest.raises(requests.exceptions.InvalidSchema):
            session.get("file:///etc/passwd")
    assert server.connections == 0


def test_an_exchange_of_its_own_reaches_the_server_through_requests(session: GuardedSession) -> None:
    dog = Watchdog()
    with Server(says(answer(headers=["X-A: 1", "X-A: 2", "Set-Cookie: a=b"]))) as server, dog.watch(20) as watch:
        guard = AddressGuard(["127.0.0.1/32"], [server.port])
        exchange = Exchange(server.url, guard, watch, 10, 65536, Tickets(), 60)
        response = session.send(
            Outgoing(exchange, Target.of(f"{server.url}/a//b?"), {"Accept-Encoding": "br", "User-Agent": AGENT})
        )
        assert (response.status_code, response.headers["x-a"], response.raw.read()) == (200, "1, 2", b"hello")
        assert list(session.cookies) == []
    dog.close()
    expected = ["GET /a//b? HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Accept-Encoding: br", f"User-Agent: {AGENT}"]
    assert server.requests[0].split("\r\n") == [*expected, "", ""]


def test_a_late_deadline_does_not_touch_the_next_exchange_on_the_connection(session: GuardedSession) -> None:
    dog = Watchdog()
    with Server(says(answer())) as server, dog.watch(20) as first, dog.watch(20) as second:
        guard = AddressGuard(["127.0.0.1/32"], [server.port])

        def ask(exchange: Exchange) -> requests.Response:
            return session.send(Outgoing(exchange, Target.of(server.url), {}))

        assert ask(Exchange(server.url, guard, first, 10, 65536, Tickets(), 60)).raw.read() == b"hello"
        response = ask(Exchange(server.url, guard, second, 10, 65536, Tickets(), 60))
        first.expire()  # its owner has not come to release it yet
        assert response.raw.read() == b"hello"
        assert server.connections == 1
        ask(Exchange(server.url, guard, second, 10, 65536, Tickets(), 60)).raw.read()
        assert server.connections == 1
    dog.close()


def test_neither_a_netrc_nor_a_ca_bundle_of_the_environment_is_used(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Server(says(answer()), tls=True) as server:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
        client = client_for(server)
        with pytest.raises(Unreachable, match="TLS"):
            client.get(server.url)
    with Server(says(answer())) as server:
        client_for(server).ask(server.url)
    assert "Authorization" not in server.requests[0]


def test_the_body_of_a_redirect_is_not_unpacked_on_the_way(client_for: ClientFor) -> None:
    bomb = gzip_bomb(20)
    head = b"HTTP/1.1 302 F\r\nLocation: /end\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)

    def script(connection: socket.socket, asked: str) -> None:
        connection.sendall(answer(b"whole") if "/end" in asked else head + bomb)

    with Server(script) as server:
        client = client_for(server, max_bytes=1000)
        assert client.get(server.url).body == b"whole"
        assert client.ask(server.url).body == b"whole"
        posted = client.post(server.url, b"{}")
        assert (posted.status, len(posted.body)) == (302, 65536)


@pytest.mark.parametrize("name", ["header drip", "body drip", "slow redirects", "silence"])
def test_robots_and_webhooks_have_the_deadline_too(client_for: ClientFor, name: str) -> None:
    with Server(TOO_SLOW[name]) as server:
        client = client_for(server, deadline=0.25)
        with pytest.raises(TooSlow):
            client.ask(f"{server.url}/robots.txt", accept="robots")
        if name != "slow redirects":  # the first of them is the answer to a webhook
            with pytest.raises(TooSlow):
                client.post(server.url, b"{}")
        client.close()


LIES: list[tuple[bytes, type[KhabarError]]] = [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf", Unreachable),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Unreachable),
    (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf", Unreadable),
    (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", TooLarge),
    (b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: http://10.0.0.8/\r\n\r\n", Refused),
    (b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: http://[::ffff:a00:8]/\r\n\r\n", Refused),
    (b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: file:///etc/passwd\r\n\r\n", Refused),
    (b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: http://[\r\n\r\n", Unreadable),
]


@pytest.mark.parametrize(("data", "kind"), LIES)
def test_what_is_no_whole_and_allowed_answer_is_an_error_of_ours(
    client_for: ClientFor, data: bytes, kind: type[KhabarError]
) -> None:
    def script(connection: socket.socket, head: str) -> None:
        connection.sendall(data)
        if b"half" in data:
            connection.shutdown(socket.SHUT_WR)

    with Server(script) as server:
        client = client_for(server)
        for ask in (client.get, client.ask):
            with pytest.raises(kind):
                ask(server.url)


def test_a_post_without_a_body_says_so(client_for: ClientFor) -> None:
    with Server(says(answer())) as server:
        client_for(server).post(server.url, b"")
    assert "Content-Length: 0\r\n" in server.requests[0]
    assert "Transfer-Encoding" not in server.requests[0]


def test_a_proxys_password_goes_to_the_proxy_and_into_no_message(client_for: ClientFor) -> None:
    with Server(says(answer())) as proxy:
        client = client_for(proxy, allow_ports=(80,))
        client.get("http://news.test/", proxy=f"http://me:secret@127.0.0.1:{proxy.port}")
        with pytest.raises(Refused) as caught:
            client.get("http://news.test/", proxy="socks5://me:secret@127.0.0.1:1")
    assert "authorization: Basic bWU6c2VjcmV0" in proxy.requests[0]
    assert "secret" not in str(caught.value)


def test_sessions_of_many_threads_do_not_mix(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        path = head.split(" ")[1]
        connection.sendall(answer(path.encode(), headers=[f"Set-Cookie: at={path}"]))

    wrong: list[str] = []
    with Server(script) as server:
        client = client_for(server)

        def work(number: int) -> None:
            for turn in range(10):
                path = f"/{number}/{turn}"
                if client.ask(server.url + path).body != path.encode() or client.post(server.url, b"x").body != b"/":
                    wrong.append(path)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert not any("Cookie:" in head for head in server.requests)
