"""`python -m workers.demo`: serves the sample newsroom until it is interrupted and prints its sources as TOML."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from workers.demo.newsroom import Newsroom, to_toml


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m workers.demo", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to bind (default %(default)s)")
    parser.add_argument("--port-base", type=int, default=0, help="the first site's port; 0 takes free ones")
    parser.add_argument("--public-host", help="the host name in links, where it is not the bound address")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        with Newsroom(options.host, options.port_base, options.public_host) as newsroom:
            print(to_toml(newsroom.sources()), flush=True)
            ended.wait()
    except OSError as error:
        print(f"khabar demo: cannot serve on {options.host}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
