"""The fingerprint of an article's text: a bottom-k sketch of its shingles, small enough for a row of its own.

A shingle is five words in a row (eight characters in scripts without blanks), hashed to 64 bits. The sketch keeps
the `SKETCH` smallest hashes of the set (Broder 1997): from two sketches both resemblance and containment are
estimated, exactly for texts of up to `SKETCH` shingles. The `KEYS` smallest ones are also the index keys: two
texts that share a good part of their shingles share at least one of them with near certainty, and which hash is
smallest does not depend on where in the text a shingle stands, so tails may be cut and paragraphs be moved.

    shared part of all shingles        .2     .3     .4     .5     .7
    chance of no common key of 8      .17    .06    .017   .004   7e-5

Beside it stand the numbers of the text, each with the words around it: a daily report has yesterday's words and
other numbers (see likeness.py).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from xxhash import xxh3_64_intdigest, xxh32_intdigest

from workers.dedupe import shingles
from workers.dedupe.folding import LANE, NUMBER, is_unspaced, token_lanes
from workers.dedupe.shingles import Run
from workers.records import Article

SKETCH: Final = 96
KEYS: Final = 8
EDGE: Final = 4  # paragraphs from each end where boilerplate may stand
NUMBERS: Final = 32
TITLE_WORDS: Final = 24
LONGEST_TEXT: Final = 200_000  # characters that are looked at; more is a book, or an attack

_SAID: Final = 1000  # tokens
_WIDTH: Final = 5
_WIDTH_UNSPACED: Final = 8
_TOP: Final = 1 << 64
_IS_NUMBER: Final = re.compile(re.escape(NUMBER[:1]) + b"(?=" + re.escape(NUMBER[1:]) + b")")  # overlapping ones, too
_HEAD: Final = struct.Struct("<BBBBIIIIQI")
_TITLE: Final = b"title"  # set before a title's words, so that a title is no paragraph
_LOW: Final = (1 << 64) - 1
_FORMAT: Final = 2


@cache
def _row(kind: str, count: int) -> struct.Struct:
    """`count` integers in a row; a format given as a string would be read again each time."""
    return struct.Struct(f"<{count}{kind}")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of an article's words for telling copies.

    `keys` are signed 64-bit integers for the index of candidates, empty where the text is shorter than a shingle.
    `words` counts two characters of a script without blanks as one word, and what is printed again and again once.
    `size` is the number of distinct shingles, `sketch` the upper 32 bits of the smallest ones in order, and the bits
    of `leading` say which of those stand in the first third of the text.
    """

    size: int
    words: int
    sketch: tuple[int, ...]
    leading: int
    keys: tuple[int, ...]
    numbers: tuple[tuple[int, int], ...]  # (hash of the words around, hash of the number), 16 bits each
    title: tuple[int, ...]  # hashes of the title's words, 16 bits each, in order
    title_hash: int  # of the folded title
    title_form: int  # of the folded title without its numbers
    body_hash: int  # of the folded body
    edges: tuple[int, ...] = ()  # hashes of title, first and last paragraphs, for learning boilerplate
    said: bytes = b""  # the tokens of the beginning of the body, see `folding.token_lanes`

    def to_bytes(self) -> bytes:
        """At most 596 bytes; `from_bytes` gives the fingerprint back, all but keys, edges and words."""
        head = _HEAD.pack(
            _FORMAT, len(self.sketch), len(self.numbers), len(self.title), self.size, self.words, self.title_hash,
            self.title_form, self.leading & _LOW, self.leading >> 64,
        )  # fmt: skip
        flat = [half for pair in self.numbers for half in pair]
        body = struct.pack(
            f"<I{len(self.sketch)}I{len(flat)}H{len(self.title)}H", self.body_hash, *self.sketch, *flat, *self.title
        )
        return head + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The inverse of `to_bytes`, without keys, edges and words; raises ValueError for what is no fingerprint."""
        try:
            form, sketched, numbered, titled, size, words, title_hash, title_form, low, high = _HEAD.unpack_from(data)
            body_hash, *sketch = _row("I", 1 + sketched).unpack_from(data, _HEAD.size)
            halves = _row("H", 2 * numbered + titled).unpack_from(data, _HEAD.size + 4 + 4 * sketched)
        except struct.error as error:
            raise ValueError("not a fingerprint") from error
        if form != _FORMAT:
            raise ValueError(f"a fingerprint of format {form}")
        pairs = iter(halves[: 2 * numbered])
        return cls(
            size=size,
            words=words,
            sketch=tuple(sketch),
            leading=high << 64 | low,
            keys=(),
            numbers=tuple(zip(pairs, pairs, strict=True)),
            title=halves[2 * numbered :],
            title_hash=title_hash,
            title_form=title_form,
            body_hash=body_hash,
        )


def fingerprint(
    title: str, paragraphs: Sequence[str], language: str | None = None, boilerplate: Collection[int] = frozenset()
) -> Fingerprint:
    """The fingerprint of an article.

    Paragraphs near an end whose `paragraph_hash` is in `boilerplate` (see boilerplate.py) don't count, nor does one
    that repeats the title; a title in it is no title. The script of each paragraph says how it is cut, not `language`
    (BCP 47), which publishers get wrong.
    """
    name, runs, edges = _read(title, paragraphs, boilerplate)
    name_key = _hash64(_TITLE + name)
    told = b"" if name_key in boilerplate else name[: LANE * TITLE_WORDS]
    lanes = b"".join([lanes for _, lanes in runs])
    low = shingles.lowest(runs, SKETCH, placed=KEYS, lead=max(24, len(lanes) // LANE // 3))
    return Fingerprint(
        size=low.size,
        words=min(_words(runs), low.size + _WIDTH - 1),
        sketch=tuple(low.values),
        leading=low.leading,
        keys=_keys(runs, low.starts),
        numbers=_numbers(lanes),
        title=tuple(short_hashes(told)),
        title_hash=xxh32_intdigest(name),
        title_form=xxh32_intdigest(_without_numbers(name)),
        body_hash=xxh32_intdigest(lanes),
        edges=(name_key, *edges),
        said=lanes[: LANE * _SAID],
    )


def current(stored: bytes, article: Article) -> bytes:
    """The stored fingerprint of an article, made anew where an earlier version of khabar wrote it."""
    if stored[:1] == bytes([_FORMAT]):
        return stored
    return fingerprint(article.title, article.paragraphs, article.language).to_bytes()


def all_shingles(title: str, paragraphs: Sequence[str], boilerplate: Collection[int] = frozenset()) -> frozenset[int]:
    """All shingles of an article's body as hashes of 30 bits, for an exact comparison by `likeness.verify`."""
    _, runs, _ = _read(title, paragraphs, boilerplate)
    return shingles.every(runs)


def paragraph_hash(paragraph: str) -> int:
    """A signed 64-bit hash of a paragraph's folded words."""
    return _hash64(token_lanes([paragraph[:LONGEST_TEXT]])[0])


def _read(
    title: str, paragraphs: Sequence[str], boilerplate: Collection[int]
) -> tuple[bytes, list[Run], tuple[int, ...]]:
    """The tokens of the title, those of the body without what does not count, and the hashes of its first and last
    paragraphs."""
    runs: list[tuple[int, list[bytes]]] = []
    edges: list[int] = []
    last = len(paragraphs) - EDGE
    read = _beginning(paragraphs)
    name, *tokens = token_lanes([title[:2000], *read])
    for place, (paragraph, lanes) in enumerate(zip(read, tokens, strict=True)):
        if place < EDGE or place >= last:
            key = _hash64(lanes)
            edges.append(key)
            if key in boilerplate:
                continue
        if lanes == name:
            continue
        has_many = 4 * len(lanes) // LANE > min(len(paragraph), 160)  # tokens, as only characters can be
        width = _WIDTH_UNSPACED if has_many and is_unspaced(paragraph) else _WIDTH
        if runs and runs[-1][0] == width:
            runs[-1][1].append(lanes)
        else:
            runs.append((width, [lanes]))
    return name, [(width, b"".join(parts)) for width, parts in runs], tuple(edges)


def _beginning(paragraphs: Sequence[str]) -> Sequence[str]:
    """As much of the text as is looked at."""
    if sum(map(len, paragraphs)) + len(paragraphs) <= LONGEST_TEXT:
        return paragraphs
    kept: list[str] = []
    left = LONGEST_TEXT
    for paragraph in paragraphs:
        if left <= 0:
            break
        kept.append(paragraph[:left])
        left -= len(paragraph) + 1
    return kept


def short_hashes(lanes: bytes) -> list[int]:
    """16 bits of each token."""
    return memoryview(lanes).cast("H")[:: LANE // 2].tolist()


def _hash64(lanes: bytes) -> int:
    value = xxh3_64_intdigest(lanes)
    return value - _TOP if value >> 63 else value


def _words(runs: Sequence[Run]) -> int:
    return sum([len(lanes) // LANE // (1 if width == _WIDTH else 2) for width, lanes in runs])


def _keys(runs: Sequence[Run], starts: Iterable[int]) -> tuple[int, ...]:
    """64 bits of hash of the shingles that begin there."""
    found: list[int] = []
    for start in starts:
        for width, lanes in runs:
            if start < len(lanes) // LANE:
                found.append(_hash64(lanes[LANE * start : LANE * (start + width)]))
                break
            start -= len(lanes) // LANE
    return tuple(found)


def _numbers(lanes: bytes) -> tuple[tuple[int, int], ...]:
    """The numbers whose surroundings have the smallest hashes, so that two texts choose the same places."""
    found: dict[int, int] = {}
    for at in _places_of_numbers(lanes)[:2000]:
        before, after = lanes[max(at - 3 * LANE, 0) : at], lanes[at + LANE : at + 3 * LANE]
        around = _without_numbers(before + after)
        found.setdefault(xxh32_intdigest(around) >> 16, int.from_bytes(lanes[at : at + 2], "little"))
    return tuple(sorted(found.items())[:NUMBERS])


def _places_of_numbers(lanes: bytes) -> list[int]:
    """Where the lanes of numbers begin."""
    found = [match.start() - 4 for match in _IS_NUMBER.finditer(lanes)]
    return [at for at in found if at % LANE == 0]


def _without_numbers(lanes: bytes) -> bytes:
    for at in reversed(_places_of_numbers(lanes) if NUMBER in lanes else ()):
        lanes = lanes[:at] + lanes[at + LANE :]
    return lanes
