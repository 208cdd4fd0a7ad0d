"""Events are read once, however many are behind and wherever."""

from __future__ import annotations

from collections.abc import Sequence

from workers.notify.feed import CHUNK, CHUNK_LETTERS, Feed
from workers.records import Announcement, EventType


class Outbox:
    """Rows at `positions`, and how much was read of them."""

    def __init__(self, positions: Sequence[int], letters: int = 2) -> None:
        self.rows = [Announcement(f"e{n}", EventType.CREATED, "article/1", " " * letters, n) for n in positions]
        self.reads: list[int] = []

    def after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        read = [row for row in self.rows if (row.position or 0) > cursor][:limit]
        self.reads.append(len(read))
        return read


def walk(feed: Feed, cursor: int, end: int) -> list[int]:
    """The positions that one gets who goes on event by event."""
    got = []
    while cursor < end:
        cursor = feed.after(cursor)[0].position
        got.append(cursor)
    return got


def test_who_is_behind_is_read_for_chunk_by_chunk() -> None:
    outbox = Outbox(range(1, 601))
    feed = Feed(outbox.after)
    assert feed.after(600) == []
    outbox.reads.clear()
    assert walk(feed, 0, 600) == list(range(1, 601))
    assert len(outbox.reads) <= 600 / CHUNK + 1
    assert sum(outbox.reads) == 600


def test_those_that_are_behind_at_different_places_share_what_was_read() -> None:
    outbox = Outbox(range(1, 601, 3))  # positions with gaps
    feed = Feed(outbox.after)
    feed.after(600)
    outbox.reads.clear()
    cursors = [0, 1, 2, 50, 100]
    for _ in range(30):
        cursors = [feed.after(cursor)[0].position for cursor in cursors]
    assert cursors == [88, 91, 91, 139, 190]
    assert len(outbox.reads) <= 5


def test_a_chunk_of_long_events_is_short_and_is_not_read_in_vain() -> None:
    outbox = Outbox(range(1, 131), letters=CHUNK_LETTERS // 2)
    feed = Feed(outbox.after)
    feed.after(130)
    outbox.reads.clear()
    assert len(feed.after(0)) == 2
    assert walk(feed, 0, 130) == list(range(1, 131))
    assert sum(outbox.reads) <= 64 + 4 * 130 / 2


def test_an_event_longer_than_a_chunk_is_told_too() -> None:
    outbox = Outbox([1, 2, 3], letters=CHUNK_LETTERS + 1)
    feed = Feed(outbox.after)
    feed.after(3)
    assert [told.position for told in feed.after(0)] == [1]
    assert walk(feed, 0, 3) == [1, 2, 3]


def test_nothing_behind_a_cursor_is_asked_again() -> None:
    outbox = Outbox([])
    feed = Feed(outbox.after)
    assert feed.after(9) == []
    assert feed.after(3) == []
    outbox.rows += Outbox([5]).rows
    assert [told.position for told in feed.after(3)] == [5]
