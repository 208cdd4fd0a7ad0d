"""Text folded for comparison: what two editors may write differently of the same words is made the same.

Folded are case, compatibility forms, Latin and Cyrillic accents, Arabic alef, ya and ta marbuta forms and vowel
signs, Hebrew points, tatweel, bidi marks, joiners, and the digits of all scripts. Never used for what is stored
or shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Final

from xxhash import xxh3_64_digest

LANE: Final = 8  # bytes of a token's hash
NUMBER: Final = b"\xff\x00\xff\x00"  # the second half of a lane that is a number

# Accents; Hebrew points; Arabic vowel signs and tatweel; soft hyphen, joiners, bidi controls, variation selectors.
_IGNORED: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u061c"
    "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+"
)
_ONE_LETTER: Final = str.maketrans(
    {
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
        "ە": "ه", "ؤ": "و", "ئ": "ي", "ۓ": "ي", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip
_TO_ONE_LETTER: Final = re.compile("[" + "".join(map(chr, _ONE_LETTER)) + "]")
_FOREIGN_DIGIT: Final = re.compile(r"[^\D0-9]")

# Scripts that put no blank between words: CJK ideographs and kana, Thai, Lao, Myanmar, Khmer, without their digits.
_UNSPACED: Final = (
    "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u108f\u109a-\u109f\u1780-\u17df\u17ea-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_HAS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_UNSPACED_RUN: Final = re.compile(f"[{_UNSPACED}]+")
# Marks that are no part of a word whatever follows them; what begins with anything else is a word or a number.
_BARE: Final = re.escape("。、，．：；？！「」『』（）《》〈〉【】“”‘’…—～・,.:;?!()\"'-/%\x1f")
_FOREIGN: Final = re.compile(f"([^{_UNSPACED}{_BARE}][^{_UNSPACED}]*)")
_TOKEN: Final = re.compile(
    rf"[0-9]+(?:[.,:/'’·٫٬\-–\x1f][0-9]+)*|[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[\u0900-\u0dff\u0f00-\u0fff])+"
)
_SEPARATORS: Final = re.compile("[^0-9]+")
_MARKS: Final = tuple(zip("’–،؛؟‘“”„«»—…\xa0", "'-" + 12 * " ", strict=True))  # house styles of plain ones


def fold(text: str) -> str:
    """`text` in its folded form; punctuation and white space stay."""
    if text.isascii():
        return text.lower()
    text = _IGNORED.sub("", unicodedata.normalize("NFKD", text).casefold())
    if _TO_ONE_LETTER.search(text):
        text = text.translate(_ONE_LETTER)
    text = unicodedata.normalize("NFC", text)
    return _FOREIGN_DIGIT.sub(_to_ascii_digit, text)


def _to_ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))


def words_or_characters(text: str) -> list[str]:
    """The folded words of `text`; single characters where the script puts no blanks between words.

    A number is one token whatever separates its digits: `05:12`, `1,930` and `١٬٩٣٠` give `0512`, `1930`, `1930`.
    """
    return [_as_token(token) for token in _TOKEN.findall(fold(text))]


def _as_token(found: str) -> str:
    return _SEPARATORS.sub("", found) if found[0] in "0123456789" else found


def fold_line(text: str) -> str:
    """The words of `text` with single blanks between: what two printings of one line have in common."""
    return " ".join(words_or_characters(text))


_HARD: Final = "\ufffe"  # no character, and no part of any word


class _Folds(dict[int, str]):
    """Characters to what they fold to, for `str.translate`; `_HARD` where their neighbours have a say in it."""

    ROOM: Final = 20_000

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        joins = any("\u1100" <= part <= "\u11ff" or unicodedata.category(part)[0] == "M" for part in folded)
        if len(self) >= self.ROOM:
            self.clear()
        self[code] = _HARD if joins else folded
        return self[code]


_folds: Final = _Folds()


def _fold_word(printed: str) -> str:
    """`fold`, several times as fast for a word whose characters fold each by itself."""
    if printed.isascii():
        return printed.lower()
    folded = printed.translate(_folds)
    return fold(printed) if _HARD in folded else folded


class _Characters(dict[str, bytes]):
    """Characters of scripts without blanks to their lanes, marks between them to none; bounded."""

    ROOM: Final = 20_000

    def __missing__(self, char: str) -> bytes:
        if len(self) >= self.ROOM:
            self.clear()
        self[char] = _lanes(_TOKEN.findall(fold(char)))
        return self[char]


class _Tokens(dict[bytes, bytes]):
    """Printed words to the lanes of their tokens; news uses the same few thousand words all the time.

    Holds the words met last (about 200 bytes each, 10 MB at most); the quarter that came first goes when it is full.
    """

    ROOM: Final = 50_000

    def __missing__(self, printed: bytes) -> bytes:
        lanes = _BREAK if printed == b"\x1e" else _read(printed.decode())
        if len(lanes) < 4 * LANE and len(printed) < 60:
            if len(self) >= self.ROOM:
                for old in list(islice(self, self.ROOM // 4)):
                    del self[old]
            self[printed] = lanes
        return lanes


def _read(printed: str) -> bytes:
    """The lanes of what stands between two blanks."""
    if printed.isascii():
        return _lane(printed) if printed.isalpha() or printed.isdigit() else _lanes(_TOKEN.findall(printed))
    if _HAS_UNSPACED.search(printed):
        is_whole = unicodedata.is_normalized("NFC", printed)
        return _read_unspaced(printed if is_whole else unicodedata.normalize("NFC", printed))
    folded = _fold_word(printed)
    if folded.isalpha() and not _HAS_UNSPACED.search(folded):
        return xxh3_64_digest(folded.encode())
    return _lanes(_TOKEN.findall(folded))


def _read_unspaced(printed: str) -> bytes:
    parts = _FOREIGN.split(printed)
    return b"".join(
        [_read(part) if place % 2 else b"".join(map(_characters.__getitem__, part)) for place, part in enumerate(parts)]
    )


def _lanes(found: list[str]) -> bytes:
    return b"".join([_lane(_as_token(token)) for token in found])


def _lane(token: str) -> bytes:
    digest = xxh3_64_digest(token.encode("utf-8", "replace"))
    return digest[:4] + NUMBER if token[0] in "0123456789" else digest


_characters: Final = _Characters()
_tokens: Final = _Tokens()
_BETWEEN: Final = " \x1e "
# The lane of what stands between two texts. No end of it is a beginning of it, so that no word beside it, whatever it
# hashes to, makes it be found at another place.
_BREAK: Final = b"\x00" + b"\xff" * (LANE - 1)
# Bytes of UTF-8: capitals become small, and blanks what is no part of a word or of a character of more bytes.
_SMALL: Final = bytes([c if c > 0x7F or chr(c).isalnum() or c in (0x1E, 0x1F) else 0x20 for c in range(256)]).lower()
# What stands between two digits must not part them: a digit, or a part of a character that may be one, is 2, a mark 1.
_KINDS: Final = bytes([2 if c > 0x7F or chr(c).isdigit() else int(chr(c) in ".,:/'-") for c in range(256)])
_INSIDE: Final = b"\2\1\2"


def token_lanes(texts: Sequence[str]) -> list[bytes]:
    """The `words_or_characters` of each text as lanes, quickly.

    A lane is `LANE` bytes of a token's hash; of a number only the first half is, and the other is `NUMBER`.
    """
    if not texts:
        return []
    whole = _BETWEEN.join(texts)
    if not whole.isascii():
        for mark, plain in _MARKS:
            if mark in whole:
                whole = whole.replace(mark, plain)
    words = _small(whole.encode("utf-8", "replace")).split()
    lanes = b"".join(map(_tokens.__getitem__, words)).split(_BREAK)
    if len(lanes) != len(texts) and whole.count(_BETWEEN[1]) >= len(texts):
        return token_lanes([text.replace(_BETWEEN[1], " ") for text in texts])
    return lanes


def _small(data: bytes) -> bytes:
    small = data.translate(_SMALL)
    kinds = data.translate(_KINDS)
    at = kinds.find(_INSIDE)
    if at < 0:
        return small
    marked = bytearray(small)
    while at >= 0:
        marked[at + 1] = 0x1F
        at = kinds.find(_INSIDE, at + 2)
    return bytes(marked)


def is_unspaced(text: str) -> bool:
    """Whether most of the beginning of `text` is in a script without blanks between words."""
    sample = text[:160]
    if sample.isascii():
        return False
    letters = len(sample) - sample.count(" ")
    if len(sample.encode("utf-8", "replace")) - len(sample) <= letters:  # those scripts take three bytes a character
        return False
    return 2 * (len(sample) - len(_UNSPACED_RUN.sub("", sample))) > letters
