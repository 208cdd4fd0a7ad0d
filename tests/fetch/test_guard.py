from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator, Sequence

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.servers import HangUp, Server, answer, says
from workers.errors import KhabarError, Refused, Unreachable
from workers.fetch.addresses import special_kind
from workers.fetch.guard import AddressGuard, Answer, system_resolver

NAMES: dict[str, tuple[str, ...]] = {
    "loopback.test": ("127.0.0.1",),
    "loopback6.test": ("::1",),
    "private.test": ("10.0.0.8",),
    "mixed.test": ("93.184.216.34", "127.0.0.1"),
    "mixed-first.test": ("127.0.0.1", "93.184.216.34"),
    "mixed6.test": ("93.184.216.34", "::1"),
    "mapped.test": ("::ffff:127.0.0.1",),
    "zone.test": ("fe80::1%lo",),
    "nat64.test": ("64:ff9b::7f00:1",),
    "localhost.": ("127.0.0.1",),
    "xn--nxasmq6b.test": ("127.0.0.1",),
    "xn--fa-hia.test": ("127.0.0.1",),
}


def from_table(host: str, port: int) -> Sequence[Answer]:
    """Names from the table, addresses in any spelling from the system, nothing from the network."""
    if host in NAMES:
        return [answer for address in NAMES[host] for answer in system_resolver(address, port)]
    if host == "localhost":
        return system_resolver("127.0.0.1", port)
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)


# Spellings that the operating system takes for 127.0.0.1, {port} being where somebody listens.
LOOPBACK_SPELLINGS = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7F.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://00000177.0.0.01:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://loopback.test:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://127。0．0｡1:{port}/",
    "http://①②⑦.⓪.0.1:{port}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "http://loc\u00adalhost:{port}/",
    "http://faß.test:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "HTTP://127.0.0.1:{port}/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:{port}\\@good.example/",
    "http://127.0.0.1:{port}#@good.example/",
    "http://127.0.0.1:{port}?@good.example/",
]
REFUSED_EVERYWHERE = [
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://127.255.255.254:{port}/",
    "http://[::]:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://[fc00::1]:{port}/",
    "http://[fd00:ec2::254]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://[ff02::1]:{port}/",
    "http://[5f00::1]:{port}/",
    "http://[3fff::1]:{port}/",
    "http://[2001:db8::1]:{port}/",
    "http://[100::1]:{port}/",
    "http://[4000::1]:{port}/",
    "http://10.0.0.8:{port}/",
    "http://172.16.0.1:{port}/",
    "http://172.31.255.255:{port}/",
    "http://192.168.1.1:{port}/",
    "http://100.64.0.1:{port}/",
    "http://100.100.100.200:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16:{port}/",
    "http://192.0.0.8:{port}/",
    "http://192.0.0.192:{port}/",
    "http://192.0.2.1:{port}/",
    "http://192.88.99.1:{port}/",
    "http://198.18.0.1:{port}/",
    "http://198.51.100.1:{port}/",
    "http://203.0.113.1:{port}/",
    "http://224.0.0.1:{port}/",
    "http://240.0.0.1:{port}/",
    "http://255.255.255.255:{port}/",
    "http://loopback6.test:{port}/",
    "http://private.test:{port}/",
    "http://mixed.test:{port}/",
    "http://mixed-first.test:{port}/",
    "http://mixed6.test:{port}/",
    "http://mapped.test:{port}/",
    "http://zone.test:{port}/",
    "http://nat64.test:{port}/",
    "http://good.example@127.0.0.1:{port}/",
    "http://good.example:80@127.0.0.1:{port}/",
    "http://good.example%40127.0.0.1:{port}/",
    "http://good.example\\@127.0.0.1:{port}/",
    "http://good.example#@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/",
    "http://127.0.0.1%00.good.example:{port}/",
    "http://127.0.0.1%2fgood.example:{port}/",
    "http://127%2e0.0.1:{port}/",
    "http://127.0.0.1%09:{port}/",
    "http://127.0.\t0.1:{port}/",
    "http://127.0.0.1\n:{port}/",
    "http://127.0.0.1\r\nX-Evil: 1:{port}/",
    "http://127.0.0.1 :{port}/",
    "http:///127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}/",
    "http://[127.0.0.1]:{port}/",
    "http://[::1:{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1:25/",
    "http://127.0.0.1:6379/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:{port}x/",
    "http://127.0.0.1:８０/",
    "http:///",
    "http://./",
    "http://a..test/",
    "http://" + "a" * 64 + ".test/",
    "http://" + "a." * 200 + "test/",
    "http://\ud800.test/",
    "http://a\u202eb.test\uffff/",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_x",
    "dict://127.0.0.1:{port}/x",
    "data:text/html,x",
    "javascript:alert(1)",
    "jar:http://127.0.0.1:{port}/!x",
    "",
]


@pytest.fixture
def victim() -> Iterator[Server]:
    """Somebody on loopback who must never be reached."""
    with Server(says(answer(b"secret"))) as server:
        yield server


@pytest.mark.parametrize("vector", LOOPBACK_SPELLINGS + REFUSED_EVERYWHERE)
def test_no_spelling_reaches_an_inner_address(client_for: ClientFor, victim: Server, vector: str) -> None:
    ports = (80, 443, victim.port)
    client = client_for(victim, allow_networks=(), allow_ports=ports, resolver=from_table, deadline=3.0)
    with pytest.raises((Refused, Unreachable)):
        client.get(vector.replace("{port}", str(victim.port)))
    assert victim.connections == 0


@pytest.mark.parametrize("vector", LOOPBACK_SPELLINGS)
def test_the_spellings_are_live_where_the_network_is_opened(client_for: ClientFor, victim: Server, vector: str) -> None:
    client = client_for(victim, resolver=from_table)
    assert client.get(vector.replace("{port}", str(victim.port))).body == b"secret"


@pytest.mark.parametrize("vector", LOOPBACK_SPELLINGS + REFUSED_EVERYWHERE)
def test_no_redirect_reaches_an_inner_address_either(client_for: ClientFor, victim: Server, vector: str) -> None:
    location = vector.replace("{port}", str(victim.port)).replace("\r", "").replace("\n", "")
    raw = answer(b"", "302 Found", ["Location: LOCATION"]).replace(b"LOCATION", location.encode("utf-8", "replace"))

    def front(connection: socket.socket, head: str) -> None:
        connection.sendall(raw if head.startswith("GET /front ") else answer(b"front again"))

    with Server(front) as server:
        client = client_for(server, allow_ports=(80, 443, server.port), resolver=from_table, deadline=3.0)
        try:
            client.get(f"{server.url}/front")
        except KhabarError:
            pass  # all but those that are merely relative
    assert victim.connections == 0


def test_a_refusal_names_the_address_and_its_kind(client_for: ClientFor) -> None:
    client = client_for(allow_networks=(), allow_ports=(80,), resolver=from_table)
    with pytest.raises(Refused) as caught:
        client.get("http://private.test/x")
    assert str(caught.value) == "http://private.test/x: 10.0.0.8 is a private address"
    with pytest.raises(Refused, match=r"port 8080 is not allowed \(only 80\)"):
        client.get("http://private.test:8080/x")


def test_a_name_that_changes_its_address_is_judged_at_every_dial(client_for: ClientFor) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.8"], ["127.0.0.1"]])

    def rebinding(host: str, port: int) -> Sequence[Answer]:
        return [a for address in next(answers) for a in system_resolver(address, port)]

    def once(connection: socket.socket, head: str) -> None:
        connection.sendall(answer(headers=["Connection: close"]))
        raise HangUp

    with Server(once) as server:
        client = client_for(server, resolver=rebinding)
        assert client.get(f"http://rebind.test:{server.port}/").body == b"hello"
        with pytest.raises(Refused, match=r"10\.0\.0\.8"):
            client.get(f"http://rebind.test:{server.port}/")
        assert client.get(f"http://rebind.test:{server.port}/").body == b"hello"
    assert next(answers, None) is None  # one lookup a dial: there is no second one to lie to


def test_a_redirect_is_looked_up_and_judged_anew(client_for: ClientFor) -> None:
    with Server(says(answer(status="301 Moved", headers=["Location: http://private.test/"]))) as server:
        client = client_for(server, allow_ports=(80, server.port), resolver=from_table)
        with pytest.raises(Refused, match=r"10\.0\.0\.8 is a private address"):
            client.get(server.url)


def test_a_refresh_header_or_meta_is_not_followed(client_for: ClientFor, victim: Server) -> None:
    body = f'<meta http-equiv="refresh" content="0; url={victim.url}">'.encode()
    with Server(says(answer(body, headers=[f"Refresh: 0; url={victim.url}"]))) as server:
        assert client_for(server, victim).get(server.url).body == body
    assert victim.connections == 0


def test_a_peer_that_is_not_the_judged_address_is_refused() -> None:
    with Server(says(answer())) as server:
        guard = AddressGuard(["0.0.0.0/32"], [server.port])
        with pytest.raises(Refused, match=r"connected to 127\.0\.0\.1 in place of 0\.0\.0\.0"):
            guard.dial("http://0/", "0.0.0.0", server.port, 5.0)


@pytest.mark.parametrize(
    ("networks", "address", "is_open"),
    [
        (["10.20.0.0/16"], "10.20.255.255", True),
        (["10.20.0.0/16"], "10.21.0.0", False),
        (["10.20.0.0/16"], "10.19.255.255", False),
        (["10.20.0.0/16"], "::ffff:10.20.0.1", False),
        (["10.20.0.0/16"], "2002:a14:1::", False),
        (["fd12::/48"], "fd12::1", True),
        (["fd12::/48"], "fd12:0:1::1", False),
        (["::ffff:10.20.0.0/112"], "::ffff:10.20.0.1", True),
        (["::ffff:10.20.0.0/112"], "10.20.0.1", False),
        ([], "93.184.216.34", True),
        ([], "2606:2800:220:1::1", True),
        ([], "1.1.1.1%eth0", True),
        ([], "no address", False),
    ],
)
def test_an_allowed_network_opens_exactly_what_it_names(networks: list[str], address: str, is_open: bool) -> None:
    assert (AddressGuard(networks).why_not(address) is None) is is_open


def test_an_opened_network_does_not_open_ports() -> None:
    guard = AddressGuard(["127.0.0.0/8"], [8080])
    with pytest.raises(Refused, match="port 80 is not allowed"):
        guard.dial("http://127.0.0.1/", "127.0.0.1", 80, 1.0)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2003::1",
        "2606:4700::1",
        "3ffd::1",
    ],
)
def test_public_addresses_stay_open_up_to_the_edges(address: str) -> None:
    assert special_kind(ipaddress.ip_address(address)) is None


def test_a_lookup_that_hangs_ends_in_time(client_for: ClientFor) -> None:
    release = threading.Event()

    def hanging(host: str, port: int) -> Sequence[Answer]:
        release.wait(30)
        return []

    client = client_for(allow_ports=(80,), resolver=hanging, connect_timeout=0.2)
    with pytest.raises(Unreachable, match="no answer within"):
        client.get("http://slow.test/")
    release.set()


@pytest.mark.parametrize("problem", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_name_without_an_address_is_unreachable(client_for: ClientFor, problem: Exception) -> None:
    def failing(host: str, port: int) -> Sequence[Answer]:
        raise problem

    client = client_for(allow_ports=(80,), resolver=failing)
    with pytest.raises(Unreachable, match=r"nowhere\.test has no address"):
        client.get("http://nowhere.test/")
    with pytest.raises(Unreachable, match="has no address"):
        client_for(allow_ports=(80,), resolver=lambda host, port: []).get("http://nowhere.test/")


def test_a_dead_first_address_leaves_time_for_the_second(client_for: ClientFor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()[1]

    def two(host: str, port: int) -> Sequence[Answer]:
        return [*system_resolver("127.0.0.1", dead), *system_resolver("127.0.0.1", port)]

    with Server(says(answer())) as server:
        assert client_for(server, resolver=two).get(f"http://two.test:{server.port}/").body == b"hello"
