"""The events that are to be delivered, read once for all subscribers: the latest in memory, older ones in chunks."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from workers.notify.events import dumps, thin, with_sequence
from workers.records import Announcement, EventType

WINDOW = 256  # events kept in memory for those that are up to date ...
WINDOW_LETTERS = 4_000_000  # ... and no more text than this
CHUNK = 64  # events read at once for those that are not ...
CHUNK_LETTERS = 1_000_000  # ... and kept, as far as they are no more text than this, one at least
CHUNKS = 8  # chunks kept: many that are behind are so at the same place

EventsAfter = Callable[[int, int], Sequence[Announcement]]
"""(position, limit) -> the next rows behind it that are in the stream, in order."""


class Told:
    """One event, parsed and written out once however many want it."""

    def __init__(self, row: Announcement) -> None:
        self.row = row
        self.position = row.position or 0

    @cached_property
    def event(self) -> Mapping[str, Any] | None:
        """None where the row is no event, or of a type that no schema knows: the relay's alarm tells of it."""
        if not isinstance(self.row.type, EventType):
            return None
        try:
            event = json.loads(self.row.body)
        except (ValueError, RecursionError):
            return None
        return event if isinstance(event, dict) else None

    @cached_property
    def full(self) -> str:
        """The body of a delivery: the event as it is in the stream."""
        return with_sequence(self.row.body, self.position)

    @cached_property
    def thin(self) -> str:
        """The same without its text."""
        return dumps(thin(json.loads(self.full)))

    def body(self, variant: str) -> str:
        """The body that this variant of subscribers gets."""
        return self.thin if variant == "thin" else self.full


class Feed:
    """Events behind any cursor. Rows become visible in the order of their positions, so the window has no holes."""

    def __init__(self, read: EventsAfter) -> None:
        self._read = read
        self._from: int | None = None  # the window holds all that is behind this position ...
        self._window: list[Told] = []
        self._behind: deque[tuple[int, list[Told]]] = deque(maxlen=CHUNKS)  # each with the position before it
        self._at_once = CHUNK

    def look(self) -> None:
        """Reads what has come; called once for however many subscribers then ask."""
        if self._from is None:
            return
        self._window += [Told(row) for row in self._read(self._last, WINDOW)]
        too_many = max(0, len(self._window) - WINDOW)
        letters = sum(len(one.row.body) for one in self._window[too_many:])
        while letters > WINDOW_LETTERS and too_many < len(self._window) - 1:
            letters -= len(self._window[too_many].row.body)
            too_many += 1
        if too_many:
            self._from = self._window[too_many - 1].position
            self._window = self._window[too_many:]

    def after(self, cursor: int) -> Sequence[Told]:
        """The next events behind `cursor` as far as they were read, in order; none where it is up to date."""
        if self._from is not None and cursor > self._last:
            self.look()
        if self._from is None or cursor > self._last:  # ahead of all that was read
            self._from, self._window = cursor, []
            self.look()
        if cursor >= self._from:
            return _behind(self._window, cursor)
        return _behind(self._chunk(cursor), cursor)

    def _chunk(self, cursor: int) -> list[Told]:
        """Events among which the next behind `cursor` is, with no hole before it; none where nothing is behind."""
        for one in self._behind:
            begin, chunk = one
            if begin <= cursor < chunk[-1].position:
                self._behind.remove(one)
                self._behind.append(one)
                return chunk
        read = [Told(row) for row in self._read(cursor, self._at_once)]
        fits, letters = 0, 0
        for told in read:
            letters += len(told.row.body)
            if fits and letters > CHUNK_LETTERS:
                break
            fits += 1
        if fits < len(read):
            self._at_once = fits  # what follows is likely as long: it is not to be read in vain again
        else:
            self._at_once = min(CHUNK, 2 * self._at_once)
        if chunk := read[:fits]:
            self._behind.append((cursor, chunk))
        return chunk

    @property
    def _last(self) -> int:
        return self._window[-1].position if self._window else self._from or 0


def _behind(events: list[Told], cursor: int) -> Sequence[Told]:
    return events[bisect_right(events, cursor, key=lambda one: one.position) :]
