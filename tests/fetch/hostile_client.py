"""A process of its own that asks each URL of standard input once and reports what came of it, as JSON lines.

Its memory is its own, so that what a bomb costs can be told from what else a test run holds.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from workers.errors import KhabarError
from workers.fetch.http import FetchPolicy, HttpClient


def main() -> None:
    port, deadline = int(sys.argv[1]), float(sys.argv[2])
    policy = FetchPolicy("khabar-test", deadline=deadline, allow_networks=("127.0.0.1/32",), allow_ports=(port,))
    client = HttpClient(policy)
    urls = sys.stdin.read().split()
    for url in urls:
        before, began = _peak(), time.monotonic()
        try:
            came = f"{len(client.get(url).body)} bytes"
        except KhabarError as e:
            came = type(e).__name__
        line = {"url": url, "came": came, "seconds": time.monotonic() - began, "grown": _peak() - before}
        print(json.dumps(line), flush=True)
    client.close()


def _peak() -> float:
    """The most memory that this process ever had, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
