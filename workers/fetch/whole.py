"""A body as it grows in memory, up to a cap."""

from __future__ import annotations

import io

from workers.fetch.sieve import SitemapSieve, is_sitemap

PIECE = 1 << 16
ROOM = 2 << 20


class AboveCap(Exception):
    """The body, or what one of its codings makes of it, is above the cap."""


class Whole:
    """A body as it grows. Past 2 MiB it takes its whole room at once: growing further piece by piece needs it twice."""

    def __init__(self, cap: int, *, sieve: bool = False) -> None:
        self._cap = cap
        self._buffer = io.BytesIO()
        self._size = 0
        self._has_room = cap <= ROOM
        self._may_sieve = sieve
        self._sieve: SitemapSieve | None = None

    @property
    def is_empty(self) -> bool:
        return not self._size

    def add(self, piece: bytes) -> None:
        if self._sieve is None and self._size + len(piece) > self._cap and self._is_sitemap():
            self._sieve = SitemapSieve()
            self._sift(self._sieve)
        self._append(piece if self._sieve is None else self._sieve.feed(piece))

    def finish(self) -> None:
        if self._sieve is not None:
            self._append(self._sieve.rest())

    def _is_sitemap(self) -> bool:
        return self._may_sieve and is_sitemap(bytes(self._buffer.getbuffer()[:4096]))

    def _sift(self, sieve: SitemapSieve) -> None:
        """Goes through what there is, in its own room: what comes out is never longer than what went in."""
        at = kept = 0
        while at < self._size:
            self._buffer.seek(at)
            some = self._buffer.read(min(PIECE, self._size - at))
            at += len(some)
            self._buffer.seek(kept)
            kept += self._buffer.write(sieve.feed(some))
        self._size = kept
        self._buffer.seek(kept)

    def _append(self, piece: bytes) -> None:
        if self._size + len(piece) > ROOM and not self._has_room:
            self._has_room = True
            self._buffer.seek(self._cap)
            self._buffer.write(b"\0")
            self._buffer.seek(self._size)
        fits = piece[: self._cap - self._size]
        self._size += self._buffer.write(fits)
        if len(fits) < len(piece):
            raise AboveCap

    def content(self) -> bytes:
        self._buffer.truncate(self._size)
        return self._buffer.getvalue()
