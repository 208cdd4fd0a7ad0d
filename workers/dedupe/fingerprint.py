"""The fingerprint of an article's text: a bottom-k sketch of its shingles, small enough for a row of its own.

A shingle is five words in a row (eight characters in scripts without blanks), hashed to 64 bits. The sketch keeps
the `SKETCH` smallest hashes of the set (Broder 1997): from two sketches both resemblance and containment are
estimated, exactly for texts of up to `SKETCH` shingles. The `KEYS` smallest ones are also the index keys: two
texts that share a good part of their shingles share at least one of them with near certainty, and which hash is
smallest does not depend on where in the text a shingle stands, so tails may be cut and paragraphs be moved.

    shared part of the larger text     .2     .3     .4     .5     .7
    chance of no common key of 12    .069   .014   .002   .0002   5e-7

Beside it stand the numbers of the text, each with the words around it: a daily report has yesterday's words and
other numbers (see likeness.py).
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from xxhash import xxh3_64_intdigest, xxh32_intdigest

from workers.dedupe.folding import fold_line, is_unspaced, token_hashes

SKETCH: Final = 96
KEYS: Final = 12
NUMBERS: Final = 32
TITLE_WORDS: Final = 24
LONGEST_TEXT: Final = 200_000  # characters that are looked at; more is a book, or an attack

_WIDTH: Final = 5
_WIDTH_UNSPACED: Final = 8
_TOP: Final = 1 << 64
_HEAD: Final = struct.Struct("<BBBBIIII")
_FORMAT: Final = 1
_DIGITS: Final = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of an article's words for telling copies.

    `keys` are signed 64-bit integers for the index of candidates, empty where the text is too short to be told
    from another. `size` is the number of distinct shingles, `sketch` the upper 32 bits of the smallest ones.
    """

    size: int
    words: int
    sketch: tuple[int, ...]
    keys: tuple[int, ...]
    numbers: tuple[tuple[int, int], ...]  # (hash of the words around, hash of the number), 16 bits each
    title: tuple[int, ...]  # hashes of the title's words, 16 bits each, in order
    title_hash: int  # of the folded title
    title_form: int  # of the folded title without its numbers
    body_hash: int  # of the folded body

    def to_bytes(self) -> bytes:
        """At most 628 bytes; `from_bytes` gives the fingerprint back, all but its keys."""
        head = _HEAD.pack(
            _FORMAT, len(self.sketch), len(self.numbers), len(self.title), self.size, self.words, self.title_hash,
            self.title_form,
        )  # fmt: skip
        flat = [half for pair in self.numbers for half in pair]
        body = struct.pack(
            f"<I{len(self.sketch)}I{len(flat)}H{len(self.title)}H", self.body_hash, *self.sketch, *flat, *self.title
        )
        return head + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The inverse of `to_bytes`, without keys; raises ValueError for what is no fingerprint."""
        try:
            form, sketched, numbered, titled, size, words, title_hash, title_form = _HEAD.unpack_from(data)
            values = struct.unpack_from(f"<I{sketched}I{2 * numbered}H{titled}H", data, _HEAD.size)
        except struct.error as error:
            raise ValueError("not a fingerprint") from error
        if form != _FORMAT:
            raise ValueError(f"a fingerprint of format {form}")
        at = 1 + sketched
        flat = values[at : at + 2 * numbered]
        pairs = tuple(zip(flat[::2], flat[1::2], strict=True))
        return cls(
            size, words, values[1:at], (), pairs, values[at + 2 * numbered :], title_hash, title_form, values[0]
        )  # fmt: skip


def fingerprint(
    title: str, paragraphs: Sequence[str], language: str | None = None, boilerplate: Collection[int] = frozenset()
) -> Fingerprint:
    """The fingerprint of an article.

    Paragraphs whose `paragraph_hash` is in `boilerplate` (see boilerplate.py) don't count, nor does a paragraph that
    repeats the title. `language` (BCP 47) only breaks ties: the script of the text says how to cut it.
    """
    name = fold_line(title[:2000])
    tokens = _tokens(_body(name, paragraphs, boilerplate))
    data = array("I", tokens).tobytes()
    hashes = sorted(_shingles(tokens, data, _width(paragraphs, language)))
    return Fingerprint(
        size=len(hashes),
        words=len(tokens),
        sketch=tuple([value >> 32 for value in hashes[:SKETCH]]),
        keys=tuple([value - _TOP if value >> 63 else value for value in hashes[:KEYS]]),
        numbers=_numbers(tokens),
        title=tuple([value >> 16 for value in token_hashes(name)[:TITLE_WORDS]]),
        title_hash=xxh32_intdigest(name.encode()),
        title_form=xxh32_intdigest(_DIGITS.sub("", name).encode()),
        body_hash=xxh32_intdigest(data),
    )


def shingles(title: str, paragraphs: Sequence[str], boilerplate: Collection[int] = frozenset()) -> frozenset[int]:
    """All shingles of an article's body as 64-bit hashes, for an exact comparison by `likeness.verify`."""
    tokens = _tokens(_body(fold_line(title[:2000]), paragraphs, boilerplate))
    return frozenset(_shingles(tokens, array("I", tokens).tobytes(), _width(paragraphs, None)))


def paragraph_hash(paragraph: str) -> int:
    """A signed 64-bit hash of a paragraph's folded words."""
    value = xxh3_64_intdigest(array("I", token_hashes(paragraph[:LONGEST_TEXT])).tobytes())
    return value - _TOP if value >> 63 else value


def _body(name: str, paragraphs: Sequence[str], boilerplate: Collection[int]) -> Iterable[str]:
    left = LONGEST_TEXT
    for paragraph in paragraphs:
        if left <= 0:
            return
        if boilerplate and paragraph_hash(paragraph) in boilerplate:
            continue
        if len(paragraph) < 2 * len(name) + 20 and name and fold_line(paragraph) == name:
            continue
        yield paragraph[:left]
        left -= len(paragraph)


def _tokens(texts: Iterable[str]) -> list[int]:
    return list(token_hashes("\n".join(texts)))


def _width(paragraphs: Sequence[str], language: str | None) -> int:
    sample = max(paragraphs[:12], key=len, default="")
    unspaced = is_unspaced(sample) if sample else (language or "")[:2] in ("zh", "ja", "th", "lo", "km", "my")
    return _WIDTH_UNSPACED if unspaced else _WIDTH


def _shingles(tokens: Sequence[int], data: bytes, width: int) -> set[int]:
    digest = xxh3_64_intdigest
    step = 4 * width
    return {digest(data[at : at + step]) for at in range(0, 4 * (len(tokens) - width) + 1, 4)}


def _numbers(tokens: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The numbers whose surroundings have the smallest hashes, so that two texts choose the same places."""
    places = [place for place, token in enumerate(tokens) if token & 1]
    found: dict[int, int] = {}
    for place in places[:2000]:
        around = [token for token in tokens[max(place - 3, 0) : place + 3] if not token & 1]
        found.setdefault(xxh32_intdigest(array("I", around).tobytes()) >> 16, tokens[place] >> 16)
    return tuple(sorted(found.items())[:NUMBERS])
