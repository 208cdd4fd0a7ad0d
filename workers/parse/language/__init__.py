"""Which language a text is written in, and which way it runs: script first, then small words, letters and endings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

from workers.parse.language.news import NEWS
from workers.parse.language.words import ENDINGS, LETTERS, WORDS
from workers.records import Direction

LOOKED_AT = 1_200
"""Characters of a text that are looked at; a headline is often enough."""

# (first code point, script); what lies between blocks that matter is "".
_BLOCKS = sorted(
    [
        (0x0041, "Latn"), (0x005B, ""), (0x0061, "Latn"), (0x007B, ""), (0x00AA, "Latn"), (0x02B0, ""),
        (0x0370, "Grek"),
        (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"), (0x0600, "Arab"), (0x0700, ""), (0x0750, "Arab"),
        (0x0780, "Thaa"), (0x07C0, ""), (0x08A0, "Arab"), (0x0900, "Deva"), (0x0964, ""), (0x0971, "Deva"),
        (0x0980, "Beng"), (0x0A00, "Guru"), (0x0A80, "Gujr"), (0x0B00, "Orya"), (0x0B80, "Taml"), (0x0C00, "Telu"),
        (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"), (0x0E00, "Thai"), (0x0E80, "Laoo"), (0x0F00, "Tibt"),
        (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, ""), (0x1780, "Khmr"),
        (0x1800, "Mong"), (0x18B0, ""), (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, ""), (0x2C80, ""),
        (0x3040, "Kana"),
        (0x3100, "Hani"), (0x3130, "Hang"), (0x3190, ""), (0x31F0, "Kana"), (0x3200, ""), (0x3400, "Hani"),
        (0x4DC0, ""), (0x4E00, "Hani"), (0xA000, ""), (0xAC00, "Hang"), (0xD7B0, ""), (0xF900, "Hani"), (0xFB00, ""),
        (0xFB1D, "Hebr"), (0xFB50, "Arab"), (0xFE00, ""), (0xFE70, "Arab"), (0xFEFF, ""), (0xFF66, "Kana"),
        (0xFFA0, ""), (0x20000, "Hani"), (0x32000, ""),
    ]
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]
_SCRIPTS = [script for _, script in _BLOCKS]
_BY_SCRIPT = {
    "Grek": "el", "Armn": "hy", "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn",
    "Mlym": "ml", "Sinh": "si", "Thai": "th", "Laoo": "lo", "Tibt": "bo", "Mymr": "my", "Geor": "ka", "Hang": "ko",
    "Khmr": "km", "Kana": "ja", "Hani": "zh", "Thaa": "dv", "Mong": "mn",
}  # fmt: skip
_FIRST_OF_SCRIPT = {"Cyrl": "ru", "Arab": "ar", "Deva": "hi", "Hebr": "he", "Beng": "bn", "Ethi": "am"}
_OTHERS_OF_SCRIPT = {  # languages that a hint may name although nothing here can tell them
    "Cyrl": {"tt", "ba", "cv", "os", "ce", "uz", "az", "ab", "sh"},
    "Arab": {"ku", "az", "pa", "ms", "ks", "bal", "uz", "prs", "fa-af"},
    "Deva": {"bho", "mai", "sa", "kok", "doi", "sd", "ks"},
    "Hani": {"ja", "yue", "ko"},
    "Ethi": {"tig"},
    "Mymr": {"shn", "mnw"},
    "Tibt": {"dz"},
    "Beng": {"mni"},
}
_RTL = frozenset(("ar", "fa", "he", "ur", "yi", "ps", "ckb", "ug", "sd", "dv", "arc", "syr", "arz", "ary", "bal", "ks"))
_RTL_SCRIPTS = frozenset(("Arab", "Hebr", "Thaa"))
_SAME = {
    "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "nb": "no", "nn": "no", "cmn": "zh", "arb": "ar",
    "prs": "fa", "pes": "fa", "fil": "tl", "bs": "hr", "eng": "en", "ara": "ar", "fra": "fr", "fre": "fr", "deu": "de",
    "ger": "de", "spa": "es", "rus": "ru", "zho": "zh", "chi": "zh", "heb": "he", "fas": "fa", "per": "fa", "tur": "tr",
    "por": "pt", "ita": "it", "jpn": "ja", "kor": "ko", "cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk", "cz": "cs",
    "gr": "el", "se": "sv", "dk": "da",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:[\u093a-\u094f\u0962\u0963\u200c\u0981-\u09cd]+[^\W\d_]*)*")
_ASCII_WORD = re.compile("[a-z]+")
_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8}){0,3})(?:[-_][-_A-Za-z0-9]*)?\s*(?:[,;]|\Z)")
_LATIN_LETTER = re.compile("[A-Za-z]")
_RTL_LETTER = re.compile("[\u0590-\u07bf\u08a0-\u08ff\ufb1d-\ufefe]")
_COUNTED = 600  # characters whose scripts are counted
_ENOUGH = 1.0
_CLEAR = 1.6


def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    meant: dict[str, dict[str, tuple[str, ...]]] = {}
    for script, languages in WORDS.items():
        words = meant.setdefault(script, {})
        for language, text in languages.items():
            for word in dict.fromkeys(_WORD.findall(f"{text} {NEWS.get(script, {}).get(language, '')}")):
                words[word] = (*words.get(word, ()), language)
    return meant


def _letters() -> dict[str, dict[str, tuple[str, ...]]]:
    meant: dict[str, dict[str, tuple[str, ...]]] = {}
    for script, languages in LETTERS.items():
        letters = meant.setdefault(script, {})
        for language, text in languages.items():
            for letter in text:
                letters[letter] = (*letters.get(letter, ()), language)
    return meant


def _affixes() -> dict[str, tuple[str, ...]]:
    """Endings by themselves and beginnings with a hyphen after, each with the languages that have it."""
    meant: dict[str, tuple[str, ...]] = {}
    for language, text in ENDINGS.items():
        for affix in text.split():
            meant[affix] = (*meant.get(affix, ()), language)
    return meant


_MEANT = _words()
_LETTER = _letters()
_AFFIX = _affixes()


def language_of(text: str, *, hint: str | None = None) -> str | None:
    """The primary language subtag (BCP 47) of `text`, or None where too little speaks for any.

    `hint` is what the page or feed claims (`lang`, `Content-Language`); it is believed wherever script and words do not
    plainly contradict it.
    """
    claimed = primary(hint)
    script = script_of(text)
    if script is None:
        return claimed
    if script in _BY_SCRIPT:
        if claimed is not None and claimed in _OTHERS_OF_SCRIPT.get(script, ()) and claimed != "ja":
            return claimed
        return _BY_SCRIPT[script]
    scores = _scores(text[:LOOKED_AT], script)
    best, score = max(scores.items(), key=lambda pair: pair[1], default=("", 0.0))
    # Close kin share their small words: a claim falls only where another language is far ahead of it.
    if (
        claimed is not None
        and _could_be(claimed, script)
        and (score < 3 or claimed == best or scores.get(claimed, 0.0) * _CLEAR >= score - 1)
    ):
        return claimed
    if not best or (script == "Latn" and score < _ENOUGH):
        return _FIRST_OF_SCRIPT.get(script)
    return best


def _could_be(language: str, script: str) -> bool:
    if script == "Latn":
        return language in WORDS["Latn"] or language not in _OTHER_SCRIPTS
    return language in WORDS.get(script, ()) or language in _OTHERS_OF_SCRIPT.get(script, ())


_OTHER_SCRIPTS = frozenset(
    {"el", "ja", "zh", "ko", "th", "ka", "hy", "ta", "te", "kn", "ml", "si", "my", "km", "lo", "gu", "pa", "or"}
    | {language for script, languages in WORDS.items() if script != "Latn" for language in languages}
) - set(WORDS["Latn"])


def _scores(text: str, script: str) -> dict[str, float]:
    scores: dict[str, float] = {}
    lowered = text.lower()
    for word in (_ASCII_WORD if lowered.isascii() else _WORD).findall(lowered):
        for language, share in _said_by_word(word, script):
            scores[language] = scores.get(language, 0.0) + share
    if not lowered.isascii():
        letters = _LETTER.get(script, {})
        for letter in lowered:
            meant = letters.get(letter)
            if meant is not None:
                for language, share in _credits(meant, 1.0):
                    scores[language] = scores.get(language, 0.0) + share
    return scores


@lru_cache(maxsize=8_192)  # of a language's running text, most words are the same few thousand
def _said_by_word(word: str, script: str) -> tuple[tuple[str, float], ...]:
    """The languages that a word speaks for, and how much."""
    said = _credits(_MEANT.get(script, {}).get(word, ()), 1.0)
    if script == "Latn" and len(word) > 4:
        for affix in (word[-2:], word[-3:], word[-4:], word[-5:], word[:2] + "-", word[:3] + "-", word[:4] + "-"):
            said += _credits(_AFFIX.get(affix, ()), 0.5)
    return said


def _credits(languages: tuple[str, ...], weight: float) -> tuple[tuple[str, float], ...]:
    return tuple((language, weight / len(languages) ** 0.5) for language in languages)


def script_of(text: str) -> str | None:
    """The script (ISO 15924) that most of the text is in; Japanese is `Kana`, Chinese `Hani`; None without letters.

    A text in a script of its own with many Latin names in it stays what it is: Latin counts half.
    """
    sample = text[:LOOKED_AT]
    if sample.isascii():
        return "Latn" if any(map(str.isalpha, sample)) else None
    counts: dict[str, int] = {}
    for letter, times in Counter(sample[:_COUNTED] if sample[:_COUNTED].strip() else sample).items():
        script = _script_of_letter(letter) if letter >= "A" else ""
        if script:
            counts[script] = counts.get(script, 0) + times
    if not counts:
        return None
    han, kana = counts.get("Hani", 0), counts.get("Kana", 0)
    if kana:
        counts["Kana" if kana * 12 > han else "Hani"] = han + kana
        counts.pop("Hani" if kana * 12 > han else "Kana", None)
    for dense in ("Hani", "Kana", "Hang"):  # one sign of these says as much as two or three letters
        if dense in counts:
            counts[dense] *= 3
    if len(counts) > 1 and "Latn" in counts:
        counts["Latn"] //= 2
    return max(counts, key=lambda script: counts[script])


@lru_cache(maxsize=8_192)
def _script_of_letter(letter: str) -> str:
    return _SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1]


def direction_of(language: str | None, text: str = "") -> Direction:
    """Which way it runs: the text's own script says so, and where there is no text the language."""
    if _LATIN_LETTER.search(text, 0, _COUNTED) and not _RTL_LETTER.search(text, 0, LOOKED_AT):
        return "ltr"  # whichever script most of it is in
    script = script_of(text) if text else None
    if script is not None:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    tag = (language or "").lower()
    if "arab" in tag or "hebr" in tag:
        return "rtl"
    return "rtl" if "latn" not in tag and primary(language) in _RTL else "ltr"


def primary(tag: str | None) -> str | None:
    """The primary subtag of a tag as pages write it (`ar_SY`, `EN-us`, `iw`), or None where it is none."""
    normal = normalise_tag(tag) if tag else None
    return normal.split("-")[0] if normal else None


def normalise_tag(tag: str) -> str | None:
    """A tag by the letter cases of BCP 47 (`ar_SY` is `ar-SY`, `zh_hant` `zh-Hant`); None where it is no tag."""
    found = _TAG.match(tag.strip())
    if found is None:
        return None
    language = found[1].lower()
    parts = [_SAME.get(language, language)]
    for part in re.split("[-_]", found[2])[1:]:
        if len(part) == 4 and part.isalpha():
            parts.append(part.title())
        elif len(part) == 2 and part.isalpha():
            parts.append(part.upper())
        elif len(part) == 3 and part.isdigit():
            parts.append(part)
    return "-".join(parts)
