"""Text folded for comparison: what two editors may write differently of the same words is made the same.

Folded are case, compatibility forms, Latin and Cyrillic accents, Arabic alef, ya and ta marbuta forms and vowel
signs, Hebrew points, tatweel, bidi marks, joiners, and the digits of all scripts. Never used for what is stored
or shown.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from typing import Final

from xxhash import xxh32_intdigest

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

# Scripts that put no blank between words: CJK ideographs and kana, Thai, Lao, Myanmar, Khmer.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
_HAS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_TOKEN: Final = re.compile(
    rf"[0-9]+(?:[.,:/'’·٫٬\-–][0-9]+)*|[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[\u0900-\u0dff\u0f00-\u0fff])+"
)
_SEPARATORS: Final = re.compile("[^0-9]+")
_AROUND: Final = ".,:;!?\"'()[]«»“”„‘’…،؛؟-–—"


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


class _Tokens(dict[str, tuple[int, ...]]):
    """Printed words to the hashes of their tokens; news uses the same few thousand words all the time.

    Holds the `ROOM` words met last and those that were asked for again since (about 250 bytes each, 10 MB at most).
    """

    ROOM: Final = 20_000

    def __init__(self) -> None:
        super().__init__()
        self.older: dict[str, tuple[int, ...]] = {}

    def __missing__(self, printed: str) -> tuple[int, ...]:
        hashes = self.older.get(printed)
        if hashes is None:
            hashes = self._read(printed)
        if len(hashes) < 3 and len(printed) < 40:
            if len(self) >= self.ROOM:
                self.older = dict(self)
                self.clear()
            self[printed] = hashes
        return hashes

    def _read(self, printed: str) -> tuple[int, ...]:
        folded = fold(printed)
        word = folded.strip(_AROUND)
        if word.isalpha() and not _HAS_UNSPACED.search(word):
            return (hash_word(word),)
        tokens = _TOKEN.findall(folded)
        if len(tokens) == 1:
            return (hash_word(_as_token(tokens[0])),)
        return tuple(chain.from_iterable([self[token] for token in tokens]))


_tokens: Final = _Tokens()


def hash_word(word: str) -> int:
    """32 bits of a folded word; the lowest one is set exactly where the word starts with a digit."""
    return xxh32_intdigest(word.encode("utf-8", "replace")) & ~1 | (word[0] in "0123456789")


def token_hashes(text: str) -> list[int]:
    """`hash_word` of each of the `words_or_characters` of `text`, quickly."""
    printed = text.lower().split() if text.isascii() else text.split()
    return list(chain.from_iterable(map(_tokens.__getitem__, printed)))


def is_unspaced(text: str) -> bool:
    """Whether most of the beginning of `text` is in a script without blanks between words."""
    sample = text[:160]
    return not sample.isascii() and 2 * len(_HAS_UNSPACED.findall(sample)) > len(sample) - sample.count(" ")
