"""Runs benchmarks one after another, each in a process of its own: `make bench ARGS="feeds extraction"`.

    python -m benchmarks            all of them, the long ones at a smaller size
    python -m benchmarks NAME ...   these, at their full size
    python -m benchmarks --list     what there is

Exit code 1 where one failed, 2 where a name is none. Each takes options of its own: `python -m benchmarks.NAME --help`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What it measures, and the options that make it short among others."""

    about: str
    short: tuple[str, ...] = ()


BENCHMARKS = {
    "feeds": Benchmark("feeds to entries, beside feedparser"),
    "extraction": Benchmark("pages to article records, beside trafilatura where it is installed"),
    "cadence": Benchmark(
        "one day of 180,000 sources: delays to discovery, beside a fixed interval", ("--sources", "3000")
    ),
    "scheduling": Benchmark(
        "ticks and claims over 1,000,000 sources, SQLite and PostgreSQL", ("--sources", "50000", "--seconds", "10")
    ),
    "polling": Benchmark(
        "polls of unchanged feeds by real workers, on PostgreSQL and Valkey (Linux only)", ("--sources", "3000")
    ),
    "manners": Benchmark(
        "how four worker processes treat many sites, by the sites' request logs",
        ("--sites", "20", "--articles", "6", "--delay", "1"),
    ),
    "fetching": Benchmark("polls of an unchanged feed, beside requests"),
    "bombs": Benchmark("memory and time that bombs, floods and drips cost", ("--deadline", "2")),
    "duplicates": Benchmark(
        "near-duplicates, beside SimHash and datasketch where it is installed", ("--articles", "6000")
    ),
    "candidates": Benchmark(
        "finding an article's copies among many stored ones, SQLite and PostgreSQL",
        ("--stored", "50000", "--articles", "600"),
    ),
    "storing": Benchmark(
        "eight processes storing the same articles at once, SQLite and PostgreSQL",
        ("--rounds", "1", "--articles", "400"),
    ),
    "relay": Benchmark("outbox to stream on a real Valkey, beside plain XADD"),
    "announcing": Benchmark("from the commit of an event to its place in the stream", ("--seconds", "10")),
    "webhooks": Benchmark("events to 200 endpoints of which 40 are broken", ("--seconds", "20")),
}
TOOLS = {
    "world": "many sites served on loopback, to measure whole runs against",
    "politeness": "what a request log of the world says about manners",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="say what there is and run nothing")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        print(f"benchmarks: there is no {unknown[0]!r}, only {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    if options.list:
        print(*listing(), sep="\n")
        return 0
    failed = [name for name in options.names or BENCHMARKS if not ran_well(name, short=not options.names)]
    if failed:
        print(f"benchmarks: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def listing() -> list[str]:
    """A line for each benchmark, and for each tool that is started by itself."""
    lines = [f"{name:12} {benchmark.about}" for name, benchmark in BENCHMARKS.items()]
    return lines + [f"{name:12} python -m benchmarks.{name}: {about}" for name, about in TOOLS.items()]


def ran_well(name: str, *, short: bool) -> bool:
    """Runs one to its end, its output going where ours goes."""
    options = BENCHMARKS[name].short if short else ()
    print(" ".join(["== python -m", f"benchmarks.{name}", *options]), flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
