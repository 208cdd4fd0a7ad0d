"""What a poll of an unchanged feed costs: `python -m benchmarks.fetching`.

The server is another process; counted is the CPU time of this one (all threads), so the figures are polls a second a
core. Beside it, in the same run, `requests` with a new session a poll, which is what most pollers do. The feed has
the size of the median feed of a real collection (46,007 bytes).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import multiprocessing
import platform
import random
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import certifi
import requests

from workers.fetch.http import FetchPolicy, HttpClient
from workers.records import Validators

DATA = Path(__file__).parent.parent / "tests" / "fetch" / "data"
ETAG = '"a-feed-that-does-not-change"'
AIMS = {"plain": 1200, "tls": 600}


def feed(size: int = 46_007) -> bytes:
    """A feed of this size that packs about as well as a real one (to a quarter)."""
    rng = random.Random(7)
    words = ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(3, 9))) for _ in range(1500)]
    text = "<rss>"
    while len(text) < size:
        text += f"<item><title>{' '.join(rng.choices(words, k=12))}</title></item>"
    return text[:size].encode()


def serve(pipe: Connection) -> None:
    """Listens on two ports, plain and TLS; the path says what is answered and whether the connection is kept."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "server.pem")
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(2)]
    pipe.send([listener.getsockname()[1] for listener in listeners])
    packed = gzip.compress(feed())
    answers = {
        b"304": f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n".encode(),
        b"200": f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\n".encode(),
    }

    def answer(raw: socket.socket, tls: bool) -> None:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with context.wrap_socket(raw, server_side=True) if tls else raw as connection:
                while head := connection.recv(65536):
                    what, how = head.split(b" ", 2)[1].strip(b"/").split(b"/")
                    close = b"Connection: close\r\n" if how == b"new" else b""
                    connection.sendall(answers[what] + close + b"\r\n" + (packed if what == b"200" else b""))
                    if close:
                        break
        except OSError:
            pass  # the client closed its connections

    def listen(listener: socket.socket, tls: bool) -> None:
        while True:
            threading.Thread(target=answer, args=(listener.accept()[0], tls), daemon=True).start()

    threading.Thread(target=listen, args=(listeners[1], True), daemon=True).start()
    listen(listeners[0], False)


def polls_a_second(poll: Callable[[], None], polls: int, rounds: int) -> float:
    poll()
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(polls):
            poll()
        best = min(best, (time.process_time() - began) / polls)
    return 1 / best


def khabar_poll(client: HttpClient, url: str, known: str, conditional: bool) -> Callable[[], None]:
    validators = Validators(etag=ETAG) if conditional else Validators()

    def poll() -> None:
        fetched = client.get(url, validators=validators, accept="feed")
        assert fetched.status == 304 or hashlib.sha256(fetched.body).hexdigest() == known

    return poll


def requests_poll(url: str, bundle: str, known: str, conditional: bool) -> Callable[[], None]:
    headers = {"If-None-Match": ETAG} if conditional else {}

    def poll() -> None:
        with requests.Session() as session:
            response = session.get(url, headers=headers, verify=bundle, timeout=30)
        assert response.status_code == 304 or hashlib.sha256(response.content).hexdigest() == known

    return poll


def measure(polls: int, rounds: int, ports: dict[str, int], bundle: str) -> bool:
    """Prints one line a case; whether all aims are met."""
    policy = FetchPolicy(
        "khabar-benchmark",
        allow_networks=("127.0.0.1/32",),
        allow_ports=tuple(ports.values()),
        ca_file=str(DATA / "ca.pem"),
    )
    client = HttpClient(policy)
    known = hashlib.sha256(feed()).hexdigest()
    cases = [(scheme, what, how) for scheme in ports for what in ("304", "200") for how in ("kept", "new")]
    urls = {(s, w, h): f"{'https' if s == 'tls' else 'http'}://127.0.0.1:{ports[s]}/{w}/{h}" for s, w, h in cases}
    # One after the other: the heap that a bundle of authorities a session leaves behind makes every later poll dearer.
    ours = {c: polls_a_second(khabar_poll(client, urls[c], known, c[1] == "304"), polls, rounds) for c in cases}
    client.close()
    fewer = {"tls": max(polls // 20, 5), "plain": max(polls // 4, 5)}
    theirs = {
        c: polls_a_second(requests_poll(urls[c], bundle, known, c[1] == "304"), fewer[c[0]], rounds) for c in cases
    }
    print(f"{'':8} {'answer':8} {'connection':12} {'khabar':>10} {'requests, new session':>22} {'times':>7}  aim")
    for case in cases:
        scheme, what, how = case
        verdict = f">= {AIMS[scheme]}: {'met' if ours[case] >= AIMS[scheme] else 'NOT MET'}"
        times = ours[case] / theirs[case]
        print(f"{scheme:8} {what:8} {how:12} {ours[case]:10,.0f} {theirs[case]:22,.0f} {times:7.1f}  {verdict}")
    return all(ours[case] >= AIMS[case[0]] for case in cases)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polls", type=int, default=1000, help="polls a round")
    parser.add_argument("--rounds", type=int, default=3, help="the best round counts")
    options = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    ports = dict(zip(("plain", "tls"), here.recv(), strict=True))
    print(f"polls/s a core, CPU time of the client, CPython {platform.python_version()}, feed of {len(feed())} bytes")
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as bundle:
        # What requests loads by default, and the authority of this server: the cost of loading it is the point.
        bundle.write(Path(certifi.where()).read_text("utf-8") + (DATA / "ca.pem").read_text("utf-8"))
        bundle.flush()
        met = measure(options.polls, options.rounds, ports, bundle.name)
    server.terminate()
    raise SystemExit(0 if met else 1)


if __name__ == "__main__":
    main()
