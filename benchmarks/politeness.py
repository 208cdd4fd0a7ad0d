"""Reads a request log of the world and tells how each site was treated.

    python -m benchmarks.politeness DIR/requests.jsonl [--max-connections N] [--min-gap SECONDS] [--robots-first]

prints a line a site and exits 1 where a limit was broken, 2 where the file is no request log.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.world_log import Line, Note, Request, read_log


@dataclass(frozen=True, slots=True)
class Treatment:
    """How one site was treated. `smallest_gap` is between the starts of two requests, None below two requests.

    `connections` counts open ones, also those that idle; `in_flight` requests that waited for their answer.
    `robots_first` is None where nothing but robots.txt was ever asked for.
    """

    site: int
    requests: int
    connections: int
    in_flight: int
    smallest_gap: float | None
    robots_first: bool | None
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a site may be asked to bear; None: anything."""

    connections: int | None = None
    in_flight: int | None = None
    gap: float | None = None
    robots_first: bool = False


def treatments(notes: Iterable[Note], gap_of_robots: bool = False) -> list[Treatment]:
    """One row a site, in the order of the sites. Requests for robots.txt count for the gap only if asked to."""
    by_site: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        by_site[note.site].append(note)
    return [_treatment(site, rows, gap_of_robots) for site, rows in sorted(by_site.items())]


def _treatment(site: int, notes: Sequence[Note], gap_of_robots: bool) -> Treatment:
    requests = sorted((note for note in notes if isinstance(note, Request)), key=lambda request: request.started)
    paced = [request.started for request in requests if gap_of_robots or not _is_robots(request)]
    lines = [(note.at, 1 if note.event == "open" else -1) for note in notes if isinstance(note, Line)]
    waits = [(r.started, 1) for r in requests] + [(r.ended, -1) for r in requests]
    gaps = [later - earlier for earlier, later in pairwise(paced)]
    robots = [request.started for request in requests if _is_robots(request) and request.status]
    others = [request.started for request in requests if not _is_robots(request)]
    return Treatment(
        site=site,
        requests=len(requests),
        connections=_peak(lines),
        in_flight=_peak(waits),
        smallest_gap=min(gaps, default=None),
        robots_first=bool(robots) and robots[0] < others[0] if others else None,
        agents=tuple(sorted({request.agent for request in requests})),
    )


def _is_robots(request: Request) -> bool:
    return request.path == "/robots.txt"


def _peak(steps: Iterable[tuple[float, int]]) -> int:
    """The highest level; at one instant what ends goes before what begins."""
    level = peak = 0
    for _, step in sorted(steps):
        level += step
        peak = max(peak, level)
    return peak


def violations(rows: Iterable[Treatment], limits: Limits) -> list[str]:
    """One sentence a broken limit."""
    found: list[str] = []
    for row in rows:
        if limits.connections is not None and row.connections > limits.connections:
            found.append(f"site {row.site}: {row.connections} connections at once, {limits.connections} allowed")
        if limits.in_flight is not None and row.in_flight > limits.in_flight:
            found.append(f"site {row.site}: {row.in_flight} requests at once, {limits.in_flight} allowed")
        if limits.gap is not None and row.smallest_gap is not None and row.smallest_gap < limits.gap:
            found.append(f"site {row.site}: {row.smallest_gap:.3f} s between two requests, {limits.gap} s promised")
        if limits.robots_first and row.robots_first is False:
            found.append(f"site {row.site}: a page was asked for before robots.txt")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.politeness", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("log", type=Path)
    parser.add_argument("--max-connections", type=int, help="open at once, a site")
    parser.add_argument("--max-in-flight", type=int, help="requests under way at once, a site")
    parser.add_argument("--min-gap", type=float, help="seconds between the starts of two requests to a site")
    parser.add_argument("--robots-first", action="store_true", help="robots.txt must be asked for before anything else")
    parser.add_argument("--robots-in-gap", action="store_true", help="the gap holds for robots.txt too")
    parser.add_argument("--jsonl", action="store_true", help="one JSON object a site")
    options = parser.parse_args(arguments)
    try:
        with options.log.open(encoding="utf-8") as lines:
            rows = treatments(read_log(lines), options.robots_in_gap)
    except (OSError, ValueError) as error:
        print(f"{options.log}: {error}", file=sys.stderr)
        return 2
    for row in rows:
        print(json.dumps(asdict(row)) if options.jsonl else _told(row))
    limits = Limits(options.max_connections, options.max_in_flight, options.min_gap, options.robots_first)
    broken = violations(rows, limits)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


def _told(row: Treatment) -> str:
    gap = "-" if row.smallest_gap is None else f"{row.smallest_gap:.3f} s"
    robots = {True: "yes", False: "NO", None: "-"}[row.robots_first]
    return (
        f"site {row.site:3d}: {row.requests:5d} requests, at most {row.connections:2d} connections and "
        f"{row.in_flight:2d} requests at once, smallest gap {gap}, robots first: {robots}"
    )


if __name__ == "__main__":
    sys.exit(main())
