from __future__ import annotations

import gzip
import socket
import zlib

import brotli
import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.hostile import chunk, then_closes, zstd_of
from tests.fetch.servers import Server, answer, says
from workers.errors import TooLarge, Unreadable

PAGE = "<p>خبر</p>".encode() * 20_000
RAW_DEFLATE = zlib.compressobj(wbits=-15)
CODINGS = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "GZip ": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "Deflate": RAW_DEFLATE.compress(PAGE) + RAW_DEFLATE.flush(),
    "br": bytes(brotli.compress(PAGE)),
    "zstd": zstd_of(PAGE),
    "identity": PAGE,
    "utf-8": PAGE,
    "gzip, br": bytes(brotli.compress(gzip.compress(PAGE))),
    "identity,gzip,,zstd": zstd_of(gzip.compress(PAGE)),
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("framing", ["length", "chunks", "tiny chunks", "end of connection"])
def test_every_coding_is_undone_in_every_framing(client_for: ClientFor, coding: str, framing: str) -> None:
    data = CODINGS[coding]
    header = f"Content-Encoding: {coding}"
    if framing == "length":
        sent = answer(data, headers=[header])
    elif framing == "end of connection":
        sent = answer(data, headers=[header], content_length=False)
    else:
        size = 7 if framing == "tiny chunks" else 5000
        chunks = [chunk(data[at : at + size]) for at in range(0, min(len(data), 7000), size)]
        rest = data[len(chunks) * size :]
        chunked = b"".join(chunks) + (chunk(rest) if rest else b"") + b"0\r\nX-Trailer: 1\r\n\r\n"
        sent = answer(chunked, headers=[header, "Transfer-Encoding: chunked"], content_length=False)
    with Server(then_closes(sent) if framing == "end of connection" else says(sent)) as server:
        client = client_for(server)
        fetched = client.get(server.url)
        assert (fetched.body, fetched.wire_bytes) == (PAGE, len(data))
        assert client.get(server.url).body == PAGE
    assert server.connections == (2 if framing == "end of connection" else 1)


def test_members_after_one_another_are_one_body(client_for: ClientFor) -> None:
    for coding, data in (
        ("gzip", gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two")),
        ("gzip", gzip.compress(b"one two") + b"\0" * 600),
        ("zstd", zstd_of(b"one ") + zstd_of(b"") + zstd_of(b"two")),
    ):
        with Server(says(answer(data, headers=[f"Content-Encoding: {coding}"]))) as server:
            assert client_for(server).get(server.url).body == b"one two"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_body_that_is_not_what_its_coding_says_is_unreadable(client_for: ClientFor, coding: str) -> None:
    with Server(says(answer(b"\xff<html>not packed</html>", headers=[f"Content-Encoding: {coding}"]))) as server:
        client = client_for(server)
        with pytest.raises(Unreadable, match="Content-Encoding"):
            client.get(server.url)


@pytest.mark.parametrize(
    ("coding", "words"), [("rot13", "coding rot13 is unknown"), ("a\x1b[1m", "unknown"), ("gzip," * 6, "6 times over")]
)
def test_unknown_and_endless_codings_are_unreadable(client_for: ClientFor, coding: str, words: str) -> None:
    with Server(says(answer(PAGE, headers=[f"Content-Encoding: {coding}"]))) as server:
        client = client_for(server)
        with pytest.raises(Unreadable, match=words) as caught:
            client.get(server.url)
    assert str(caught.value).isprintable()


def test_the_cap_is_on_the_decoded_body_and_exact(client_for: ClientFor) -> None:
    def page(connection: socket.socket, head: str) -> None:
        size = int(head.split(" ")[1][1:])
        data = gzip.compress(b"a" * size)
        connection.sendall(answer(data, headers=["Content-Encoding: gzip"]))

    with Server(page) as server:
        client = client_for(server, max_bytes=100_000)
        assert len(client.get(f"{server.url}/100000").body) == 100_000
        with pytest.raises(TooLarge, match="above the cap of 100000 bytes"):
            client.get(f"{server.url}/100001")
        assert len(client.get(f"{server.url}/100000").body) == 100_000


def test_an_asked_for_beginning_is_cut_at_its_size(client_for: ClientFor) -> None:
    with Server(says(answer(PAGE))) as server:
        assert client_for(server).ask(server.url, cut_at=1000).body == PAGE[:1000]
