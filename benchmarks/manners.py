"""How four worker processes treat many sites, by the sites' own request logs: the verdict of `benchmarks.politeness`.

    python -m benchmarks.manners
    python -m benchmarks.manners --sites 60 --articles 20 --delay 2 --processes 4 --store sqlite

`khabar run --until-idle` reads a whole world of sites. Never more connections to a site than configured, open ones that
idle among them; never a gap below the delay between the starts of two requests, robots.txt among them; robots.txt
before anything else. Exit code 1 where a site was treated worse.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.politeness import Limits, treatments, violations
from benchmarks.storing import empty_store
from benchmarks.world import World
from tests.khabar_runs import Khabar

CONNECTIONS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.manners", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--delay", type=float, default=2.0, help="seconds between two requests to a site")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="postgresql")
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        empty_store(options.store) as url,
        World(sites=options.sites, articles=options.articles) as world,
    ):
        khabar = Khabar(Path(folder), {"KHABAR_DATABASE_URL": url})
        more = f"site_connections = {CONNECTIONS}\n"
        khabar.configure(world.sources(), world.ports, delay=f"{options.delay}s", more=more)
        begun = time.monotonic()
        done = khabar.run("run", "--until-idle", "--no-progress", "--processes", str(options.processes), timeout=900)
        seconds = time.monotonic() - begun
        rows = treatments(world.notes(), gap_of_robots=True)
    limits = Limits(connections=CONNECTIONS, in_flight=CONNECTIONS, gap=options.delay, robots_first=True)
    broken = violations(rows, limits)
    for sentence in broken:
        print(sentence)
    gap = min(row.smallest_gap for row in rows if row.smallest_gap is not None)
    connections, asked = max(row.connections for row in rows), sum(row.requests for row in rows)
    first = sum(row.robots_first is True for row in rows)
    print(
        f"{options.store}, {options.processes} processes, {len(rows)} sites, {asked} requests in {seconds:.0f} s: at "
        f"most {connections} connections to a site ({CONNECTIONS} allowed), smallest gap {gap:.3f} s "
        f"({options.delay:g} s promised), robots.txt first at {first} of {len(rows)}: "
        f"{'NOT POLITE' if broken else 'polite'}"
    )
    if done.returncode:
        print(f"khabar run ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return int(bool(broken) or done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
