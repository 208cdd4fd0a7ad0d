"""The shingles of a text, all hashed at once: which are the lowest, and where each first stands.

A hash a shingle, and choosing in Python among a thousand of them, is what a fingerprint would cost most by; here
long integers and bytes do both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Final

from xxhash import xxh32_intdigest

from workers.dedupe.folding import LANE

WIDEST: Final = 8  # tokens of a shingle

_STEPS: Final = 64  # values of the highest byte of 30 bits
_AT_ONCE: Final = 4096  # shingles
_BITS_30: Final = int.from_bytes(b"\xff\xff\xff\x3f\0\0\0\0" * (_AT_ONCE + WIDEST), "little")
_HALVES: Final = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * (_AT_ONCE + WIDEST), "little")
_FACTORS: Final = [xxh32_intdigest(bytes([n])) >> 3 | 1 for n in range(WIDEST)]  # any odd ones of 29 bits would do
_BY_WIDTH: Final = [
    sum([factor << 8 * LANE * place for place, factor in enumerate(reversed(_FACTORS[:width]))])
    for width in range(WIDEST + 1)
]
_BELOW: Final = [b"\1" * limit + bytes(256 - limit) for limit in range(_STEPS + 1)]
_DIGITS: Final = b"01" + bytes(254)

Run = tuple[int, bytes]  # paragraphs that follow each other and are cut into shingles of one width: (width, tokens)


@dataclass(frozen=True, slots=True)
class Lowest:
    """The lowest hashes of a text's shingles."""

    size: int  # distinct shingles of the text
    values: list[int]  # in order
    starts: list[int]  # with which token of the text the first few of them begin
    leading: int  # a bit of each that begins before the `lead`-th token


def lowest(runs: Sequence[Run], most: int, *, placed: int, lead: int) -> Lowest:
    """The `most` lowest hashes, and where the `placed` lowest ones begin first.

    Of a long text only what lies well below the limit is looked at, and the number of distinct ones is estimated.
    """
    parts = _hashes(runs)
    count = sum([len(hashes) // LANE for _, hashes in parts])
    limit = -(-_STEPS * (most + most // 2) // count) if count > 2 * most else _STEPS
    seen, led = _seen(parts, limit, lead)
    distinct = set(seen)
    if len(distinct) < most and limit < _STEPS:
        limit = _STEPS
        seen, led = _seen(parts, limit, lead)
        distinct = set(seen)
    size = len(distinct) if limit == _STEPS else count * len(distinct) // len(seen)
    values = sorted(distinct)[:most]
    leads = bytes(map(set(seen[:led]).__contains__, values))
    leading = int(leads[::-1].translate(_DIGITS) or b"0", 2)
    return Lowest(size, values, [_start(parts, value) for value in values[:placed]], leading)


_Part = tuple[int, bytes]  # (which token of the text the first one starts with, 30 bits of hash of each shingle)


def _seen(parts: Sequence[_Part], limit: int, lead: int) -> tuple[list[int], int]:
    """The hashes whose highest byte is below the limit, in order of place, and how many of them begin before `lead`."""
    values: list[int] = []
    led = 0
    for start, hashes in parts:
        each: Iterable[int] = memoryview(hashes).cast("Q")
        chosen = hashes[LANE // 2 - 1 :: LANE].translate(_BELOW[limit])
        values += compress(each, chosen)
        led += chosen.count(1, 0, max(0, lead - start))
    return values, led


def _start(parts: Sequence[_Part], value: int) -> int:
    """With which token of the text the shingle of that hash begins first."""
    wanted = value.to_bytes(LANE // 2, "little")  # the other half is zero
    for start, hashes in parts:
        at = hashes.find(wanted)
        while at % LANE and at >= 0:
            at = hashes.find(wanted, at + 1)
        if at >= 0:
            return start + at // LANE
    raise ValueError("no such shingle")


def _hashes(runs: Sequence[Run]) -> list[_Part]:
    """The hashes of all shingles, part by part, `LANE` bytes each."""
    parts: list[_Part] = []
    start = 0
    for width, lanes in runs:
        tokens = len(lanes) // LANE
        for at in range(0, tokens - width + 1, _AT_ONCE):
            piece = lanes[LANE * at : LANE * (at + _AT_ONCE + width - 1)]
            parts.append((start + at, _multilinear(piece, width)))
        start += tokens
    return parts


def _multilinear(lanes: bytes, width: int) -> bytes:
    """30 bits of hash of each `width` tokens in a row (multilinear hashing, Lemire and Kaser 2014), all at once.

    One long integer has 32 bits of each token in 64 of its own, another the factors of the words of a shingle, last one
    first: in their product, each 64 bits are the sum of `width` tokens in a row, each times its factor. Factors of 29
    bits and tokens of 32 leave the sum of eight products below 64 bits.
    """
    tokens = int.from_bytes(lanes, "little") & _HALVES
    sums = tokens * _BY_WIDTH[width] >> 8 * LANE * (width - 1)
    return (sums & _BITS_30).to_bytes(len(lanes), "little")[: len(lanes) - LANE * (width - 1)]


def every(runs: Sequence[Run]) -> frozenset[int]:
    """The hashes of all shingles."""
    return frozenset(chain.from_iterable([memoryview(hashes).cast("Q") for _, hashes in _hashes(runs)]))
