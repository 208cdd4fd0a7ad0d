from __future__ import annotations

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.servers import Server, says
from workers.errors import TooLarge

BODY = b"Content-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200\r\n",
        b"HTTP/1.1 200 \r\n",
        b"HTTP/1.1  200 OK\r\n",
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n",
        b"HTTP/1.1 200 OK\n",
        b"HTTP/1.1 200 \xd8\xa3\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nno colon at all\r\n",
        b"HTTP/1.1 200 OK\r\n: no name\r\n",
        b"HTTP/1.1 200 OK\r\nBad Name: x\r\n folded bad\r\n",
        b"HTTP/1.1 200 OK\r\n folded before anything\r\n",
        b"HTTP/1.1 200 OK\r\nX-A : 1\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 150,
    ],
)
def test_odd_headers_lose_nothing(client_for: ClientFor, head: bytes) -> None:
    with Server(says(head + b"X-Kept: yes\r\n" + BODY)) as server:
        client = client_for(server)
        fetched = client.get(server.url)
        assert (fetched.body, fetched.headers["x-kept"]) == (b"hello", "yes")
        client.get(server.url)
    assert server.connections == 1


def test_a_folded_line_belongs_to_the_field_before(client_for: ClientFor) -> None:
    with Server(says(b'HTTP/1.1 200 OK\r\nETag: "a\r\n\t b"\r\n' + BODY)) as server:
        assert client_for(server).get(server.url).headers["etag"] == '"a b"'


def test_chunks_win_over_a_length(client_for: ClientFor) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: Chunked\r\n\r\n"
    with Server(says(head + b"5\r\nhello\r\n0\r\n\r\n")) as server:
        client = client_for(server)
        assert [client.get(server.url).body for _ in range(2)] == [b"hello"] * 2


@pytest.mark.parametrize("size", [1000, 100_000])
def test_the_header_has_a_cap_of_its_own(client_for: ClientFor, size: int) -> None:
    with Server(says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * size + b"\r\n" + BODY)) as server:
        with pytest.raises(TooLarge, match="header is above the cap of 1000 bytes"):
            client_for(server, max_header_bytes=1000).get(server.url)
        assert client_for(server, max_header_bytes=200_000).get(server.url).body == b"hello"
