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

import struct
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from xxhash import xxh3_64_intdigest, xxh32_intdigest

from workers.dedupe.folding import is_unspaced, token_hashes

SKETCH: Final = 96
KEYS: Final = 8
EDGE: Final = 4  # paragraphs from each end where boilerplate may stand
NUMBERS: Final = 32
TITLE_WORDS: Final = 24
LONGEST_TEXT: Final = 200_000  # characters that are looked at; more is a book, or an attack

_WIDTH: Final = 5
_WIDTH_UNSPACED: Final = 8
_TOP: Final = 1 << 64
_HEAD: Final = struct.Struct("<BBBBIIIIQI")
_TITLE: Final = 1  # set before a title's words, so that a title is no paragraph
_LOW: Final = (1 << 64) - 1
_FORMAT: Final = 1


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

    def to_bytes(self) -> bytes:
        """At most 596 bytes; `from_bytes` gives the fingerprint back, all but keys and edges."""
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
        """The inverse of `to_bytes`, without keys and edges; raises ValueError for what is no fingerprint."""
        try:
            form, sketched, numbered, titled, size, words, title_hash, title_form, low, high = _HEAD.unpack_from(data)
            values = struct.unpack_from(f"<I{sketched}I{2 * numbered}H{titled}H", data, _HEAD.size)
        except struct.error as error:
            raise ValueError("not a fingerprint") from error
        if form != _FORMAT:
            raise ValueError(f"a fingerprint of format {form}")
        at = 1 + sketched
        flat = values[at : at + 2 * numbered]
        pairs = tuple(zip(flat[::2], flat[1::2], strict=True))
        return cls(
            size=size,
            words=words,
            sketch=values[1:at],
            leading=high << 64 | low,
            keys=(),
            numbers=pairs,
            title=values[at + 2 * numbered :],
            title_hash=title_hash,
            title_form=title_form,
            body_hash=values[0],
        )


def fingerprint(
    title: str, paragraphs: Sequence[str], language: str | None = None, boilerplate: Collection[int] = frozenset()
) -> Fingerprint:
    """The fingerprint of an article.

    Paragraphs near an end whose `paragraph_hash` is in `boilerplate` (see boilerplate.py) don't count, nor does one
    that repeats the title; a title in it is no title. The script of each paragraph says how it is cut, not `language`
    (BCP 47), which publishers get wrong.
    """
    name = token_hashes(title[:2000])
    runs, edges = _read(name, paragraphs, boilerplate)
    name_key = _hash64([_TITLE, *name])
    told = [] if name_key in boilerplate else name[:TITLE_WORDS]
    tokens = [token for run in runs for token in run.tokens]
    lead, every = _shingles(runs)
    lowest = _lowest(every)
    return Fingerprint(
        size=len(every),
        words=min(_words(runs), len(every) + _WIDTH - 1),
        sketch=tuple([value >> 32 for value in lowest]),
        leading=sum([1 << place for place, value in enumerate(lowest) if value in lead]),
        keys=tuple([value - _TOP if value >> 63 else value for value in lowest[:KEYS]]),
        numbers=_numbers(tokens),
        title=tuple([value >> 16 for value in told]),
        title_hash=_hash32(name),
        title_form=_hash32([value for value in name if not value & 1]),
        body_hash=_hash32(tokens),
        edges=(name_key, *edges),
    )


def shingles(title: str, paragraphs: Sequence[str], boilerplate: Collection[int] = frozenset()) -> frozenset[int]:
    """All shingles of an article's body as 64-bit hashes, for an exact comparison by `likeness.verify`."""
    runs, _ = _read(token_hashes(title[:2000]), paragraphs, boilerplate)
    return frozenset(_shingles(runs)[1])


def paragraph_hash(paragraph: str) -> int:
    """A signed 64-bit hash of a paragraph's folded words."""
    return _hash64(token_hashes(paragraph[:LONGEST_TEXT]))


@dataclass(slots=True)
class _Run:
    """Paragraphs that follow each other and are cut into shingles of one width."""

    width: int
    tokens: list[int]


def _read(
    name: Sequence[int], paragraphs: Sequence[str], boilerplate: Collection[int]
) -> tuple[list[_Run], tuple[int, ...]]:
    """The tokens of a body without what does not count, and the hashes of its first and last paragraphs."""
    runs: list[_Run] = []
    edges: list[int] = []
    left = LONGEST_TEXT
    last = len(paragraphs) - EDGE
    for place, paragraph in enumerate(paragraphs):
        if left <= 0:
            break
        words = token_hashes(paragraph[:left])
        left -= len(paragraph) + 1
        if place < EDGE or place >= last:
            key = _hash64(words)
            edges.append(key)
            if key in boilerplate:
                continue
        if words == name:
            continue
        width = _WIDTH_UNSPACED if is_unspaced(paragraph) else _WIDTH
        if runs and runs[-1].width == width:
            runs[-1].tokens += words
        else:
            runs.append(_Run(width, words))
    return runs, tuple(edges)


def _hash64(tokens: Sequence[int]) -> int:
    value = xxh3_64_intdigest(array("I", tokens).tobytes())
    return value - _TOP if value >> 63 else value


def _hash32(tokens: Sequence[int]) -> int:
    return xxh32_intdigest(array("I", tokens).tobytes())


def _words(runs: Sequence[_Run]) -> int:
    return sum([len(run.tokens) // (1 if run.width == _WIDTH else 2) for run in runs])


def _shingles(runs: Sequence[_Run]) -> tuple[set[int], set[int]]:
    """The hashes of the shingles that start in the first third of a text, and of all."""
    digest = xxh3_64_intdigest
    left = max(24, sum([len(run.tokens) for run in runs]) // 3)
    lead: set[int] = set()
    rest: set[int] = set()
    for run in runs:
        data = array("I", run.tokens).tobytes()
        step = 4 * run.width
        end = max(0, len(data) - step + 4)
        cut = min(end, 4 * left)
        lead.update([digest(data[at : at + step]) for at in range(0, cut, 4)])
        rest.update([digest(data[at : at + step]) for at in range(cut, end, 4)])
        left = max(0, left - len(run.tokens))
    return lead, rest | lead


def _lowest(hashes: set[int]) -> list[int]:
    """The `SKETCH` smallest hashes in order."""
    count = len(hashes)
    if count > 4 * SKETCH:
        limit = _TOP // count * 2 * SKETCH
        likely = sorted([value for value in hashes if value < limit])
        if len(likely) >= SKETCH:
            return likely[:SKETCH]
    return sorted(hashes)[:SKETCH]


def _numbers(tokens: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The numbers whose surroundings have the smallest hashes, so that two texts choose the same places."""
    places = [place for place, token in enumerate(tokens) if token & 1]
    found: dict[int, int] = {}
    for place in places[:2000]:
        around = [token for token in tokens[max(place - 3, 0) : place + 3] if not token & 1]
        found.setdefault(xxh32_intdigest(array("I", around).tobytes()) >> 16, tokens[place] >> 16)
    return tuple(sorted(found.items())[:NUMBERS])
