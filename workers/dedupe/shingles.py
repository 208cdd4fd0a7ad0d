"""The shingles of a text, all hashed at once: which are the lowest, and where each first stands.

A hash a shingle, and choosing in Python among a thousand of them, is what a fingerprint would cost most by; here
long integers and bytes do both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress
from typing import Final

from xxhash import xxh32_intdigest

from workers.dedupe.folding import LANE

WIDEST: Final = 8  # tokens of a shingle

_STEPS: Final = 64  # values of the highest byte of 30 bits
_AT_ONCE: Final = 4096  # shingles
_BITS_30: Final = int.from_bytes(b"\xff\xff\xff\x3f\0\0\0\0" * (_AT_ONCE + WIDEST), "little")
_HALVES: Final = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * (_AT_ONCE + WIDEST), "little")
_FACTORS: Final = tuple(
    [xxh32_intdigest(bytes([n])) >> 3 | 1 for n in range(WIDEST)]
)  # any odd ones of 29 bits would do

Run = tuple[int, bytes]  # paragraphs that follow each other and are cut into shingles of one width: (width, tokens)
_Part = tuple[int, memoryview]  # (which token of the text the first one starts with, 30 bits of hash of each shingle)


def lowest(runs: Sequence[Run], most: int) -> tuple[int, list[int], list[int]]:
    """How many distinct shingles there are, the hashes of the `most` lowest in order, and where each first starts.

    Of a long text only what lies well below the limit is looked at, and the number of distinct ones is estimated.
    """
    parts = _hashes(runs)
    count = sum([len(hashes) for _, hashes in parts])
    if count > 2 * most:
        limit = -(-_STEPS * (most + most // 2) // count)
        below = b"\1" * limit + bytes(256 - limit)
        chosen = [hashes.tobytes()[3::LANE].translate(below) for _, hashes in parts]
        where = _where(parts, chosen)
        if len(where) >= most:
            seen = sum([part.count(1) for part in chosen])
            return (count * len(where) // seen, *_low(where, most))
    where = _where(parts, [b"\1" * len(hashes) for _, hashes in parts])
    return (len(where), *_low(where, most))


def _where(parts: Sequence[_Part], chosen: Sequence[bytes]) -> dict[int, int]:
    """The chosen hashes -> where each first starts."""
    values: list[int] = []
    places: list[int] = []
    for (start, hashes), mine in zip(parts, chosen, strict=True):
        values += compress(hashes.tolist(), mine)
        places += compress(range(start, start + len(hashes)), mine)
    return dict(zip(reversed(values), reversed(places), strict=True))  # of equal ones a dictionary keeps the last


def _low(where: dict[int, int], most: int) -> tuple[list[int], list[int]]:
    values = sorted(where)[:most]
    return values, [where[value] for value in values]


def _hashes(runs: Sequence[Run]) -> list[_Part]:
    """The hashes of all shingles, part by part."""
    parts: list[_Part] = []
    start = 0
    for width, lanes in runs:
        tokens = len(lanes) // LANE
        for at in range(0, tokens - width + 1, _AT_ONCE):
            piece = lanes[LANE * at : LANE * (at + _AT_ONCE + width - 1)]
            parts += [(start + at, _multilinear(piece, width))]
        start += tokens
    return parts


def _multilinear(lanes: bytes, width: int) -> memoryview[int]:
    """30 bits of hash of each `width` tokens in a row (multilinear hashing, Lemire and Kaser 2014), all at once.

    One long integer has 32 bits of each token in 64 of its own: it is multiplied by the factor of the first word, moved
    on by one token, multiplied by the factor of the second ... and all is added. Factors of 29 bits and tokens of 32
    leave the sum of eight products below 64 bits.
    """
    tokens = int.from_bytes(lanes, "little") & _HALVES
    total = tokens * _FACTORS[0]
    for place in range(1, width):
        total += (tokens >> 8 * LANE * place) * _FACTORS[place]
    bits = (total & _BITS_30).to_bytes(len(lanes), "little")
    return memoryview(bits).cast("Q")[: len(lanes) // LANE - width + 1]


def every(runs: Sequence[Run]) -> frozenset[int]:
    """The hashes of all shingles."""
    return frozenset(chain.from_iterable([hashes.tolist() for _, hashes in _hashes(runs)]))
