from __future__ import annotations

import gzip
import pickle
import socket
import threading
from datetime import UTC, datetime

import pytest

from tests.fetch.conftest import AGENT, ClientFor
from tests.fetch.servers import CA_FILE, HangUp, Server, answer, says
from workers.errors import (
    AskedToWait,
    Elsewhere,
    Gone,
    KhabarError,
    Refused,
    ServerTrouble,
    TooLarge,
    Unreachable,
    Unreadable,
)
from workers.fetch.guard import Answer
from workers.records import Hop, Validators

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def resolving_to(address: str) -> object:
    def resolver(host: str, port: int) -> list[Answer]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return resolver


def test_a_page_comes_whole_with_what_was_sent_and_when(client_for: ClientFor) -> None:
    head = ['ETag: W/"x"', "Last-Modified: Tue, 24 Nov 2026 11:00:00 GMT", "X-Twice: a", "X-Twice: b"]
    with Server(says(answer("مرحبا".encode(), headers=head))) as server:
        fetched = client_for(server).get(f"{server.url}/a", now=NOW)
    assert fetched.body.decode() == "مرحبا"
    assert (fetched.status, fetched.url, fetched.final_url) == (200, f"{server.url}/a", f"{server.url}/a")
    assert fetched.validators == Validators('W/"x"', "Tue, 24 Nov 2026 11:00:00 GMT")
    assert fetched.headers["x-twice"] == "a, b"
    assert (fetched.fetched_at, fetched.wire_bytes) == (NOW, 10)


def test_the_request_names_us_and_carries_no_referer_and_no_cookie(client_for: ClientFor) -> None:
    with Server(says(answer())) as server:
        client_for(server).get(f"{server.url}/a")
    lines = server.requests[0].split("\r\n")
    assert f"User-Agent: {AGENT}" in lines
    assert f"Host: 127.0.0.1:{server.port}" in lines
    assert not any(line.lower().startswith(("cookie:", "referer:")) for line in lines)


def test_validators_go_back_byte_for_byte_and_304_has_no_body(client_for: ClientFor) -> None:
    with Server(says(b'HTTP/1.1 304 Not Modified\r\nETag: W/"\xe9 ,"\r\n\r\n')) as server:
        client = client_for(server)
        validators = Validators('W/"\xe9 ,"', "yesterday, perhaps")
        fetched = client.get(f"{server.url}/feed", validators=validators, accept="feed")
        client.get(f"{server.url}/feed", validators=validators)
    assert (fetched.status, fetched.body) == (304, b"")
    assert 'If-None-Match: W/"\xe9 ,"\r\n' in server.requests[0]
    assert "If-Modified-Since: yesterday, perhaps\r\n" in server.requests[0]
    assert "A-IM: feed\r\n" in server.requests[0]
    assert "A-IM" not in server.requests[1]
    assert server.connections == 1  # kept alive


def test_a_304_nobody_asked_for_is_the_servers_trouble(client_for: ClientFor) -> None:
    with Server(says(b"HTTP/1.1 304 Not Modified\r\n\r\n")) as server, pytest.raises(ServerTrouble, match="304"):
        client_for(server).get(server.url)


def test_a_delta_that_was_not_asked_for_is_no_page(client_for: ClientFor) -> None:
    for made, is_read in (("feed", True), ("Feed;x=1", True), ("vcdiff", False), ("feed, gzip", False)):
        with Server(says(answer(status="226 IM Used", headers=[f"IM: {made}"]))) as server:
            if is_read:
                assert client_for(server).get(server.url).body == b"hello"
            else:
                with pytest.raises(Unreadable, match="answers 226"):
                    client_for(server).get(server.url)


@pytest.mark.parametrize(("line", "status"), [("226 IM Used", 226), ("203 Non-Authoritative", 200)])
def test_a_delta_and_a_transformed_page_are_pages(client_for: ClientFor, line: str, status: int) -> None:
    with Server(says(answer(status=line))) as server:
        assert client_for(server).get(server.url).status == status


def test_an_empty_page_is_never_taken_for_one_but_an_empty_robots_txt_is(client_for: ClientFor) -> None:
    with Server(says(answer(b""))) as server:
        client = client_for(server)
        with pytest.raises(ServerTrouble, match="empty body"):
            client.get(server.url)
        assert client.get(f"{server.url}/robots.txt", accept="robots").body == b""


STATUSES: list[tuple[str, list[str], type[KhabarError], str]] = [
    ("404 Not Found", [], Gone, "404"),
    ("410 Gone", [], Gone, "gone for ever"),
    ("400 Bad Request", [], Refused, "400"),
    ("401 Unauthorized", [], Refused, "login"),
    ("402 Payment Required", [], Refused, "payment"),
    ("403 Forbidden", [], Refused, "403"),
    ("451 Unavailable For Legal Reasons", [], Refused, "legal"),
    ("418 I'm a teapot", [], Refused, "418"),
    ("429 Too Many Requests", [], AskedToWait, "429"),
    ("403 Forbidden", ["Retry-After: 7"], AskedToWait, "asks to wait 7 s"),
    ("503 Service Unavailable", [], ServerTrouble, "503"),
    ("500 Oops", [], ServerTrouble, "500"),
    ("522 Origin Down", [], ServerTrouble, "522"),
    ("408 Request Timeout", [], ServerTrouble, "408"),
    ("425 Too Early", [], ServerTrouble, "425"),
    ("202 Accepted", [], ServerTrouble, "202"),
    ("204 No Content", [], Unreadable, "204"),
    ("206 Partial Content", [], Unreadable, "206"),
    ("301 Moved", [], Unreadable, "301"),
    ("999 Request Denied", [], Refused, "999"),
]


@pytest.mark.parametrize(("line", "headers", "kind", "words"), STATUSES)
def test_each_status_is_an_error_with_a_sentence(
    client_for: ClientFor, line: str, headers: list[str], kind: type[KhabarError], words: str
) -> None:
    with Server(says(answer(b"", status=line, headers=headers))) as server, pytest.raises(kind, match=words) as caught:
        client_for(server).get(server.url)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), vars(again)) == (str(caught.value), vars(caught.value))


def test_only_a_410_is_for_ever_and_not_behind_a_redirect_for_now(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        status, after = head[5:8], head[8:12]
        connection.sendall(answer(status=status, headers=[f"Location: {after}"] if after.startswith("/") else []))

    with Server(script) as server:
        client = client_for(server)
        for path, forever in (("404", False), ("410", True), ("301/410", True), ("302/410", False)):
            with pytest.raises(Gone) as caught:
                client.get(f"{server.url}/{path}")
            assert caught.value.forever is forever


RETRY_AFTER = [
    ("120, 30", 120),
    ("120", 120.0),
    ("0", 0.0),
    ("999999999999999999999999", 86400.0),
    ("Tue, 24 Nov 2026 03:05:00 GMT", 300.0),
    ("Tuesday, 24-Nov-26 03:05:00 GMT", 300.0),
    ("Tue Nov 24 03:05:00 2026", 300.0),
    ("Tue, 24 Nov 2026 02:05:00 GMT", 0.0),
    ("Wed, 25 Nov 2037 03:00:00 GMT", 86400.0),
    ("soon", None),
    ("-5", None),
    ("1e9", None),
    ("٣", None),
]


@pytest.mark.parametrize(("value", "seconds"), RETRY_AFTER)
def test_retry_after_is_read_in_seconds_and_relative_to_the_servers_clock(
    client_for: ClientFor, value: str, seconds: float | None
) -> None:
    headers = [f"Retry-After: {value}", "Date: Tue, 24 Nov 2026 03:00:00 GMT"]
    with Server(says(answer(status="429 Slow", headers=headers))) as server, pytest.raises(AskedToWait) as caught:
        client_for(server).get(server.url, now=NOW)
    assert caught.value.retry_after == seconds


def test_503_with_retry_after_asks_to_wait(client_for: ClientFor) -> None:
    with (
        Server(says(answer(status="503 Busy", headers=["Retry-After: 5"]))) as server,
        pytest.raises(AskedToWait) as caught,
    ):
        client_for(server).get(server.url)
    assert caught.value.retry_after == 5


def test_a_video_is_not_read_as_a_page(client_for: ClientFor) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: Video/MP4; x=y\r\nContent-Length: 5000000\r\n\r\n"
    with Server(says(head)) as server, pytest.raises(Unreadable, match="is video/mp4, not a page"):
        client_for(server).get(server.url)


def redirecting(connection: socket.socket, head: str) -> None:
    """/301/rest redirects with 301 to /rest, and so on."""
    status, _, rest = head.split(" ")[1][1:].partition("/")
    if status.isdigit():
        connection.sendall(answer(b"moved", status=f"{status} Moved", headers=[f"Location: /{rest}"]))
    else:
        connection.sendall(answer(head.split(" ")[1].encode()))


def test_redirects_are_followed_and_remembered(client_for: ClientFor) -> None:
    with Server(redirecting) as server:
        fetched = client_for(server).get(f"{server.url}/301/302/303/307/308/end")
    at = server.url
    assert fetched.final_url == f"{at}/end"
    assert [hop.status for hop in fetched.hops] == [301, 302, 303, 307, 308]
    assert fetched.hops[0] == Hop(301, f"{at}/302/303/307/308/end")
    assert server.connections == 1


def test_one_redirect_too_many_ends_it(client_for: ClientFor) -> None:
    with Server(redirecting) as server, pytest.raises(Unreadable, match="more than 2 times"):
        client_for(server, max_redirects=2).get(f"{server.url}/301/301/301/end")
    assert len(server.requests) == 3


def test_a_circle_of_redirects_is_seen(client_for: ClientFor) -> None:
    with (
        Server(says(answer(status="302 Found", headers=["Location: /b"]))) as server,
        pytest.raises(Unreadable, match="circle"),
    ):
        client_for(server).get(f"{server.url}/a")
    assert server.paths() == ["/a", "/b"]


def test_a_site_that_redirects_until_its_cookie_comes_back_is_read(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        if "Cookie: seen=1; b=2" in head:
            connection.sendall(answer(b"in"))
        else:
            cookies = ["Set-Cookie: seen=1; Path=/; HttpOnly", "Set-Cookie: b=2", "Location: /"]
            connection.sendall(answer(status="302 Found", headers=cookies))

    with Server(script) as server:
        client = client_for(server)
        assert client.get(f"{server.url}/").body == b"in"
        client.get(f"{server.url}/")
    assert ["Cookie" in head for head in server.requests] == [False, True, False, True]  # forgotten in between


def test_a_redirect_that_may_not_be_followed_is_handed_back(client_for: ClientFor) -> None:
    asked: list[str] = []

    def never(url: str) -> bool:
        asked.append(url)
        return False

    location = "Location: //other.example/أ b?q=1#part"
    with Server(says(answer(status="308 Moved", headers=[location]))) as server, pytest.raises(Elsewhere) as caught:
        client_for(server).get(server.url, may_follow=never)
    assert (caught.value.url, caught.value.status) == ("http://other.example/%D8%A3%20b?q=1", 308)
    assert asked == [caught.value.url]


def test_a_sources_own_headers_and_cookies_stay_with_its_site(client_for: ClientFor) -> None:
    with Server(says(answer())) as other:
        elsewhere = f"Location: http://localhost:{other.port}/"
        with Server(says(answer(status="302 Found", headers=[elsewhere]))) as server:
            client_for(server, other, allow_networks=("127.0.0.1/32", "::1/128")).get(
                f"{server.url}/",
                headers={"X-Key": "secret", "Accept-Language": "ar", "user-agent": "own"},
                cookies={"session": "secret"},
            )
    assert "X-Key: secret" in server.requests[0]
    assert "Cookie: session=secret" in server.requests[0]
    assert "secret" not in other.requests[0]
    assert "Accept-Language: ar" in other.requests[0]
    assert "user-agent: own" in other.requests[0]
    assert AGENT not in other.requests[0]


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "Range"])
def test_a_source_cannot_set_headers_that_frame_the_request(client_for: ClientFor, name: str) -> None:
    with Server(says(answer())) as server, pytest.raises(Refused, match=name):
        client_for(server).get(server.url, headers={name: "1"})
    assert server.requests == []


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "\u0645"])
def test_a_header_that_cannot_be_sent_is_refused(client_for: ClientFor, value: str) -> None:
    with Server(says(answer())) as server, pytest.raises(Refused, match="cannot be sent"):
        client_for(server).get(server.url, headers={"X-A": value})
    assert server.requests == []


def test_a_connection_that_went_stale_is_replaced_without_a_word(client_for: ClientFor) -> None:
    answered = threading.Event()

    def script(connection: socket.socket, head: str) -> None:
        if "/first" in head or server.connections > 1:
            connection.sendall(answer())
        else:
            answered.set()
            raise HangUp  # the request came, but this server had closed in its mind already

    with Server(script) as server:
        client = client_for(server)
        client.get(f"{server.url}/first")
        assert client.get(f"{server.url}/second").body == b"hello"
    assert answered.is_set()
    assert server.connections == 2


def test_a_server_that_hangs_up_on_a_new_connection_is_unreachable(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        raise HangUp

    with Server(script) as server, pytest.raises(Unreachable, match="without an answer"):
        client_for(server).get(server.url)
    assert server.connections == 1


def test_nobody_listening_is_unreachable(client_for: ClientFor) -> None:
    with Server(says(b"")) as server:
        client = client_for(server)
    with pytest.raises(Unreachable, match="refused"):
        client.get(server.url)


def test_tls_names_are_verified_whatever_address_was_dialled(client_for: ClientFor) -> None:
    with Server(says(answer()), tls=True) as server:
        client = client_for(server, ca_file=str(CA_FILE), resolver=resolving_to("127.0.0.1"))
        assert client.get(f"https://news.test:{server.port}/").body == b"hello"
        assert client.get(f"https://news.test:{server.port}/").body == b"hello"
        assert server.connections == 1
        with pytest.raises(Unreachable, match=r"TLS: .*(?i:mismatch)"):
            client.get(f"https://other.test:{server.port}/")
        with pytest.raises(Unreachable, match="TLS"):
            client_for(server, resolver=resolving_to("127.0.0.1")).get(f"https://news.test:{server.port}/")
    assert len(server.requests) == 2


def test_a_tls_session_is_resumed_for_the_same_name_and_no_other(client_for: ClientFor) -> None:
    def once(connection: socket.socket, head: str) -> None:
        connection.sendall(answer(headers=["Connection: close"]))
        raise HangUp

    with Server(once, tls=True) as server:
        client = client_for(server, ca_file=str(CA_FILE), resolver=resolving_to("127.0.0.1"))
        for _ in range(3):
            client.get(f"https://news.test:{server.port}/")
        with pytest.raises(Unreachable, match="TLS"):
            client.get(f"https://other.test:{server.port}/")
    assert server.resumed == [False, True, True]
    assert len(server.requests) == 3


def test_a_plain_server_behind_https_is_unreachable(client_for: ClientFor) -> None:
    with Server(says(answer())) as server:
        server.on_accept = lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with pytest.raises(Unreachable, match="TLS"):
            client_for(server).get(f"https://127.0.0.1:{server.port}/")


def test_environment_proxies_are_ignored(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(says(answer(b"proxy"))) as proxy, Server(says(answer(b"direct"))) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", "")
        assert client_for(server).get(server.url).body == b"direct"
    assert proxy.connections == 0


def test_a_configured_proxy_is_used_for_both_schemes(client_for: ClientFor) -> None:
    with Server(says(answer()), tls=True) as server:

        def script(connection: socket.socket, head: str) -> None:
            if not head.startswith("CONNECT"):
                connection.sendall(answer(b"by proxy"))
                return
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with socket.create_connection(("127.0.0.1", server.port)) as inner:
                pump = threading.Thread(target=copy, args=(inner, connection))
                pump.start()
                copy(connection, inner)
                pump.join()
            raise HangUp

        with Server(script) as proxy:
            client = client_for(server, ca_file=str(CA_FILE), allow_ports=(80, server.port))
            assert client.get("http://news.test/x", proxy=proxy.url).body == b"by proxy"
            assert client.get(f"https://news.test:{server.port}/y", proxy=proxy.url).body == b"hello"
            client.close()
    assert proxy.requests[0].startswith("GET http://news.test/x HTTP/1.1")
    assert proxy.requests[1].startswith(f"CONNECT news.test:{server.port} ")


def copy(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "https://127.0.0.1:1", "127.0.0.1:1", "http://"])
def test_a_proxy_of_another_kind_is_refused(client_for: ClientFor, proxy: str) -> None:
    with Server(says(answer())) as server, pytest.raises(Refused, match="proxy"):
        client_for(server).get(server.url, proxy=proxy)


def test_the_target_of_a_proxied_request_is_judged_too(client_for: ClientFor) -> None:
    with Server(says(answer())) as proxy:
        client = client_for(proxy, allow_networks=(), allow_ports=(80,))
        for url in ("http://127.0.0.1/", "http://0x7f.1/", "http://[::1]/"):
            with pytest.raises(Refused, match="is "):
                client.get(url, proxy=proxy.url)
        with pytest.raises(Refused, match="port 6379"):
            client.get("http://news.test:6379/", proxy=proxy.url)
    assert proxy.connections == 0


def test_a_webhook_is_posted_once_and_not_redirected(client_for: ClientFor) -> None:
    with Server(lambda c, head: c.sendall(answer(b"no", status="302 F", headers=["Location: /x"]))) as server:
        sent = client_for(server).post(server.url, b'{"a": 1}', headers={"Content-Type": "application/json"})
    assert (sent.status, sent.body) == (302, b"no")
    assert len(server.requests) == 1
    assert "Content-Length: 8" in server.requests[0]
    assert server.requests[0].endswith('{"a": 1}')


def test_threads_share_one_client(client_for: ClientFor) -> None:
    def script(connection: socket.socket, head: str) -> None:
        connection.sendall(answer(gzip.compress(head.split(" ")[1].encode()), headers=["Content-Encoding: gzip"]))

    with Server(script) as server:
        client = client_for(server)
        wrong: list[str] = []

        def work(number: int) -> None:
            for turn in range(20):
                path = f"/{number}/{turn}"
                if client.get(server.url + path).body != path.encode():
                    wrong.append(path)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(server.requests) == 640


def test_nothing_a_stranger_wrote_reaches_a_message_unescaped(client_for: ClientFor) -> None:
    location = b"Location: http://a\x1b[31m\xe2\x80\xae.example/" + b"x" * 9000 + b"\r\n"
    data = b"HTTP/1.1 302 \x1b[2J\r\n" + location + b"Content-Length: 0\r\n\r\n"
    with Server(says(data)) as server:
        client = client_for(server)
        messages = []
        for url in (
            server.url,
            f"{server.url}/\x1b[31m",
            "http://\u202eevil\x00/",
            "ht\x07tp://x/",
            "http://x/" + "y" * 9000,
        ):
            with pytest.raises(KhabarError) as caught:
                client.get(url)
            messages.append(str(caught.value))
    assert all(message.isprintable() and len(message) < 1000 for message in messages)


def test_too_large_is_told_before_a_byte_is_read(client_for: ClientFor) -> None:
    with (
        Server(says(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")) as server,
        pytest.raises(TooLarge, match="999999999 bytes"),
    ):
        client_for(server).get(server.url)
