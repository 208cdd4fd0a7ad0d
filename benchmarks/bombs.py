"""What bombs, floods and drips cost: `python -m benchmarks.bombs`.

Every hostile answer that the tests know, and XML bombs that are parsed besides, is asked for by one process whose only
task that is. A line a case says what came of it, after how long, and by how much the process's memory grew beyond
what it had before (the peak meanwhile, on Linux; elsewhere beyond the highest peak so far). The aims: never more than
20 MiB, and each exchange over by its deadline and a second.
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from tests.fetch.hostile import BROKEN_OFF, TOO_MUCH, TOO_SLOW, WITHOUT_END
from tests.fetch.servers import Script, Server, answer, says
from workers.errors import KhabarError
from workers.fetch.http import FetchPolicy, HttpClient
from workers.parse.document import read_document

MOST_MEMORY, GRACE = 20.0, 1.0  # MiB, seconds


def _entities(levels: int, width: int) -> bytes:
    text = '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * width}">' for n in range(1, levels))
    return f"<!DOCTYPE rss [{text}]>".encode()


def _feed(title: str, doctype: bytes = b"", rest: str = "") -> bytes:
    start = b"<?xml version='1.0'?>" + doctype
    return start + f"<rss><channel><title>n</title><item><title>{title}</title></item>{rest}</channel></rss>".encode()


XML_BOMBS: dict[str, bytes] = {
    "billion laughs": _feed("&e9;", _entities(10, 10)),
    "billion laughs in a sitemap": _entities(10, 10).replace(b"rss", b"urlset")
    + b"<urlset><url><loc>&e9;</loc></url></urlset>",
    "quadratic entities": _feed("&a;" * 30_000, b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 30_000 + b'">]>'),
    "parameter entities": _feed("x", b"<!DOCTYPE rss [<!ENTITY % a \"<!ENTITY b '&#37;a;'>\">%a;%a;]>"),
    "entity of a file": _feed("&a;", b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "endless entity": _feed("&a;", b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///dev/zero">]>'),
    "entity that is itself": _feed("&a;", b'<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
    "20,000 name spaces": b"<rss " + b" ".join(b'xmlns:n%d="u"' % n for n in range(20_000)) + b"><channel/></rss>",
    "10,000 attributes": b"<rss " + b" ".join(b'a%d="u"' % n for n in range(10_000)) + b"><channel/></rss>",
    "nested 100,000 deep": _feed("x", rest="<a>" * 100_000),
    "JSON nested 100,000 deep": b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000,
}


def scripts() -> dict[str, Script]:
    bombs = {name: says(answer(body, headers=["Content-Type: application/xml"])) for name, body in XML_BOMBS.items()}
    return {"plain": says(answer()), **TOO_MUCH, **WITHOUT_END, **BROKEN_OFF, **bombs, **TOO_SLOW}


def asked(port: int, deadline: float) -> None:
    """The process that asks: names on standard input, JSON lines out."""
    policy = FetchPolicy("khabar-benchmark", deadline=deadline, allow_networks=("127.0.0.1/32",), allow_ports=(port,))
    client = HttpClient(policy)
    for name in ["plain", "billion laughs"]:  # what is loaded once is not the bombs'
        _ask(client, port, name)
    names = sys.stdin.read().splitlines()
    for name in [name for name in names if name not in TOO_SLOW]:
        _tell(name, *_ask(client, port, name))
    slow = [name for name in names if name in TOO_SLOW]
    threads = [threading.Thread(target=lambda n=name: _tell(n, *_ask(client, port, n))) for name in slow]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.close()


def _ask(client: HttpClient, port: int, name: str) -> tuple[str, float, float]:
    before, began = _memory_now(), time.monotonic()
    try:
        fetched = client.get(f"http://127.0.0.1:{port}/{quote(name)}", accept="feed")
        came = f"{len(fetched.body)} bytes"
        seconds = time.monotonic() - began
        if name in XML_BOMBS:
            document = read_document(fetched.body, url="http://a.example/", fetched_at=datetime.now(UTC))
            came += f", {len(document.entries)} entries"
    except KhabarError as e:
        came, seconds = type(e).__name__, time.monotonic() - began
    return came, seconds, _peak() - before


def _tell(name: str, came: str, seconds: float, grown: float) -> None:
    sys.stdout.write(json.dumps([name, came, seconds, grown]) + "\n")  # in one piece: threads tell at once
    sys.stdout.flush()


def _memory_now() -> float:
    """MiB; the peak begins anew where the system can do that."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass  # not Linux: the highest peak so far is what counts
    return _peak()


def _peak() -> float:
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deadline", type=float, default=5.0, help="seconds that an exchange may take")
    parser.add_argument("--asked", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.asked:
        asked(options.asked, options.deadline)
        return
    known = scripts()

    def script(connection: socket.socket, head: str) -> None:
        path = unquote(head.split(" ")[1][1:]).partition("?")[0]
        name = path if path in known else path.partition("/")[0]  # redirects lead below their own name
        known["slow redirects" if name == "day" else name](connection, head)

    with Server(script) as server:
        command = [sys.executable, "-m", "benchmarks.bombs", "--asked", str(server.port), "--deadline"]
        names = [name for name in known if name != "plain"]
        done = subprocess.run(
            [*command, str(options.deadline)], input="\n".join(names), stdout=subprocess.PIPE, text=True, check=True
        )
    raise SystemExit(0 if judged(done.stdout, options.deadline) else 1)


def judged(lines: str, deadline: float) -> bool:
    """Prints a line a case; whether all aims are met."""
    rows = [json.loads(line) for line in lines.splitlines()]
    print(f"{'':42} {'came of it':28} {'seconds':>8} {'MiB more':>9}")
    for name, came, seconds, grown in rows:
        wrong = "  NOT MET" * (seconds > deadline + GRACE or grown > MOST_MEMORY)
        print(f"{name:42} {came:28} {seconds:8.2f} {grown:9.1f}{wrong}")
    slowest, largest = max(row[2] for row in rows), max(row[3] for row in rows)
    met: bool = slowest <= deadline + GRACE and largest <= MOST_MEMORY
    print(
        f"\n{len(rows)} cases: at most {slowest:.2f} s (deadline {deadline:g} s and {GRACE:g}) and {largest:.1f} MiB "
        f"(<= {MOST_MEMORY:g}): {'met' if met else 'NOT MET'}"
    )
    return met


if __name__ == "__main__":
    main()
