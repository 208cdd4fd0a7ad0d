"""What happened in one turn can be found together."""

from __future__ import annotations

import re

import pytest

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.pipeline import turns
from workers.pipeline.tick import tick
from workers.pipeline.traces import Trace

TRACEPARENT = re.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-01")
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def parts(traceparent: str) -> tuple[str, str]:
    match = TRACEPARENT.fullmatch(traceparent)
    assert match is not None, traceparent
    return match[1], match[2]


def test_a_span_belongs_to_the_trace_of_its_parent() -> None:
    trace = Trace(PARENT)
    one, other = parts(trace.span()), parts(trace.span())
    assert one[0] == other[0] == PARENT[3:35]
    assert len({one[1], other[1], PARENT[36:52]}) == 3


@pytest.mark.parametrize("parent", [None, "", "x", PARENT.upper(), PARENT[:-1], f"00-{'0' * 32}-{'1' * 16}-01"])
def test_without_a_good_parent_a_new_trace_begins(parent: str | None) -> None:
    assert parts(Trace(parent).span())[0] not in (PARENT[3:35], "0" * 32)


def test_the_events_of_a_turn_are_spans_of_the_ticks_trace(desk: Desk, site: Site) -> None:
    links = [site.put(f"/{n}", article(f"Title {n} of the day in the harbour")) for n in range(3)]
    desk.sources_are(one=site.put("/feed", feed(links), kind="application/rss+xml"))
    desk.poll()
    while tick(desk).harvest:
        turns.harvest(desk, PARENT)
        desk.wait(0.5)
    spans = [parts(event["traceparent"]) for event in desk.events()]
    assert {trace for trace, _ in spans} == {PARENT[3:35]}
    assert len({span for _, span in spans}) == 3
