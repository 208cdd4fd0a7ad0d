"""Folding of text for date reading: one spelling for each letter and digit, and every position kept.

The folded text has exactly the length of the original, so that a span found in one is a span of the other. Marks
that carry no meaning in a date (bidi controls, tatweel, vowel signs, joiners, combining accents) become `IGNORED`.
"""

from __future__ import annotations

import sys
import unicodedata

IGNORED = "\x1f"
"""Stands where a mark was that means nothing in a date."""

_MARKS = (
    *range(0x0300, 0x0370),  # combining accents
    *range(0x0591, 0x05BE),  # Hebrew points; 0x05BE is the maqaf, a hyphen
    *range(0x05BF, 0x05C8),
    *range(0x0610, 0x061B),  # Arabic honorifics
    0x061C,  # Arabic letter mark
    0x0640,  # tatweel
    *range(0x064B, 0x0660),  # Arabic vowel signs
    0x0670,
    0x093C,  # Devanagari nukta
    0x09BC,  # Bengali nukta
    *range(0x200B, 0x2010),  # zero width space, joiners, direction marks
    *range(0x202A, 0x202F),  # embeddings and overrides
    *range(0x2060, 0x206A),  # word joiner, isolates
    0xFE0E,
    0xFE0F,
    0xFEFF,
    0x00AD,
)
_DIGIT_ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x1040)
_DIGIT_ZEROS_MORE = (0x17E0, 0xFF10)
_DECOMPOSED = (
    range(0x00C0, 0x0250),
    range(0x0370, 0x0600),
    range(0x0900, 0x0A00),
    range(0x1E00, 0x2000),
    range(0xFF01, 0xFF5F),
)
_ODD = {
    "İ": "i",  # its lower case is two characters long
    "ı": "i",
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "ς": "σ",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ؤ": "و",
    "ئ": "ي",
    "،": ",",
    "、": ",",
    "。": ".",
    "၊": ",",  # Burmese
    "፣": ",",  # Ethiopic
    "٫": ".",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
    "־": "-",
    "∕": "/",
    "⁄": "/",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u3000": " ",
    "’": "'",
    "º": " ",
    "ª": " ",
    "°": " ",
}


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for block in _DECOMPOSED:
        for code in block:
            plain = unicodedata.normalize("NFKD", chr(code))[0]
            if plain != chr(code) and plain != " " and len(plain.lower()) == 1:
                table[code] = plain.lower()
    for zero in _DIGIT_ZEROS + _DIGIT_ZEROS_MORE:
        table.update({zero + n: str(n) for n in range(10)})
    table.update(dict.fromkeys(_MARKS, IGNORED))
    table.update({ord(odd): plain for odd, plain in _ODD.items()})
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """`text` in lower case without accents, with ASCII digits, and of the same length."""
    if text.isascii():
        return text.lower()
    folded = text.translate(_TABLE).lower()
    if len(folded) == len(text):
        return folded
    return "".join(c if len(c) == 1 else IGNORED for c in (ch.lower() for ch in text.translate(_TABLE)))


def fold_word(word: str) -> str:
    """A word of a table as it is met in folded text."""
    return sys.intern(fold(word).replace(IGNORED, ""))
