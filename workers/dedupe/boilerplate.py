"""What a source prints on every article, learned from its articles: footers, disclaimers, titles of every day.

A source's memory is a bounded table of paragraph hashes with counts (Misra and Gries 1982): a paragraph that stands
in more than one of 32 articles cannot be missed, and nothing grows. The memory is a value: it is given
in and given back, stored as bytes, and two of them may be added, so that workers may learn apart.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

ROOM: Final = 256

_FEWEST: Final = 4  # articles that a paragraph has to stand in
_PART: Final = 0.02  # and which part of the source's articles
_KEPT: Final = 5_000  # articles after which old counts fade
_HEAD: Final = struct.Struct("<BI")
_ITEM: Final = struct.Struct("<qI")
_FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """How many of a source's articles had which title, and which paragraph near an end."""

    articles: int = 0
    counts: dict[int, int] = field(default_factory=dict)

    def recurring(self) -> frozenset[int]:
        """The hashes of the titles and paragraphs that don't count, for `fingerprint(..., boilerplate=...)`."""
        least = max(_FEWEST, self.articles * _PART)
        return frozenset([key for key, count in self.counts.items() if count >= least])

    def learn(self, articles: Iterable[Sequence[int]]) -> Boilerplate:
        """The memory after further *new* articles, each as its `Fingerprint.edges`; none may be counted twice."""
        seen, counts = self.articles, dict(self.counts)
        for edges in articles:
            seen += 1
            for key in set(edges):
                counts[key] = counts.get(key, 0) + 1
            if len(counts) > 2 * ROOM:
                counts = _cut(counts)
        return _faded(seen, _cut(counts))

    def plus(self, other: Boilerplate) -> Boilerplate:
        """What two workers learned apart, together."""
        counts = dict(self.counts)
        for key, count in other.counts.items():
            counts[key] = counts.get(key, 0) + count
        return _faded(self.articles + other.articles, _cut(counts))

    def to_bytes(self) -> bytes:
        """At most 3,077 bytes."""
        items = sorted(self.counts.items())
        return _HEAD.pack(_FORMAT, self.articles) + b"".join([_ITEM.pack(*item) for item in items])

    @classmethod
    def from_bytes(cls, data: bytes) -> Boilerplate:
        """The inverse of `to_bytes`; raises ValueError for what is no such memory."""
        try:
            form, articles = _HEAD.unpack_from(data)
            items = dict(_ITEM.iter_unpack(data[_HEAD.size :]))
        except struct.error as error:
            raise ValueError("not a memory of boilerplate") from error
        if form != _FORMAT:
            raise ValueError(f"a memory of boilerplate of format {form}")
        return cls(articles, items)


def _cut(counts: dict[int, int]) -> dict[int, int]:
    """The table brought down to `ROOM` rows: the counts of the rows that go are taken from all that stay."""
    if len(counts) <= ROOM:
        return counts
    ranked = sorted(counts.values(), reverse=True)
    loss = ranked[ROOM]
    return {key: count - loss for key, count in counts.items() if count > loss}


def _faded(articles: int, counts: dict[int, int]) -> Boilerplate:
    """Counts halve every `_KEPT` articles, so that what a source gave up is forgotten."""
    while articles > _KEPT:
        articles //= 2
        counts = {key: count // 2 for key, count in counts.items() if count > 1}
    return Boilerplate(articles, counts)
