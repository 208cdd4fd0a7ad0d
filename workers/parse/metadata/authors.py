"""Bylines to names: `By Jane Doe, Senior Reporter, and John Roe | Reuters` is two people."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from workers.parse.dates import find_date
from workers.parse.metadata.authors_words import (
    AFTER,
    AGENCIES,
    COLON_LEAD,
    CORE_ROLES,
    DESK,
    DOUBTFUL_LEAD,
    FIRST_NAMES,
    LABEL_WORDS,
    LEAD,
    LEAD_ALONE,
    NOBODY,
    OTHER_LEAD,
    PARTICLES,
    POST_NOMINALS,
    ROLE_WORDS,
    TOUCHING_LEAD,
    TOWN_BESIDE,
)
from workers.parse.wordlists import word_set

MAX_AUTHORS = 40
MAX_BYLINE = 600

_CONTROLS = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640\u00ad]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,80}@[\w-]{1,80}\.[\w.]{1,80}|(?<!\w)@\w{1,40}")
_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|（[^（）]{0,80}）|【[^【】]{0,80}】")
_TAG = re.compile(r"<[^<>]{0,300}>")
_TAIL = re.compile(
    r"(?:\s[-–—›]\s|\s*[|•·»‖●]|\b(?:updated|published|posted|last modified|modified|reviewed"
    r"|medically|fact[- ]checked|photograph(?:s|y|ed))\b"
    r"|\s(?:for|in|at|via|from|with|is|has|who|covers|on|exclusively)\s(?!los\b|la\b)|\s(?:am|le|em|el|il|op|den) \d"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d|\d{1,2}[:.]\d\d"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\b\d{4}\b|\b\d+ min)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:\d{4})(?!\d)")
_SPLIT = re.compile(
    r"\s*[;/،؛、，﹑\n]\s*|\s*,\s*(?:and|und|et|y|e|og|och|en|&)\s+"
    r"|\s+(?:and|und|et|y|e|og|och|en|i|и|та|і|ve|dan|và|και|&|\+)\s+|\s+و\s+"
    r"|\s+و(?=[\u0621-\u064a]{3,}\s[\u0621-\u064a]{2,})",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*")
_EDGES = " \t\r\n,;:.|/\\-–—·•*\"'“”‘’«»()[]{}<>_~+،؛：、"
_NOT_IN_NAMES = re.compile(r"[{}=?!%$#<>:⟨⟩@]|\w{4,}\.\s\S|\bmy name\b", re.IGNORECASE)
_CONTRACTION = re.compile(r"['’](?:re|ve|ll|m|t|d)$", re.IGNORECASE)
_SIGNS = "\u0900-\u0963\u0970-\u09e5\u09f0-\u0dff\u0e01-\u0e4e\u1000-\u103f\u1780-\u17d3"  # vowels are no letters there
_CAPITALISED = re.compile(rf"^[^\W\d_a-z](?:[^\W\d_]|[{_SIGNS}])*(?:['’-][^\W\d_]+)*\.?$")
_PLAIN = re.compile(r"[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][a-zA-Z'-]+){1,2}\Z")
_LEADS_AND_JOBS = word_set(
    "by von par por da di de av door oleh text texte texto foto words story posted autor autorin auteur haber yazan "
    "tekst"
)
_WORDS_ROUND = ROLE_WORDS | LABEL_WORDS | _LEADS_AND_JOBS
_ABBREVIATED = re.compile(r"(?:\b\w\.\w|\b(?:Jr|Sr|Ph\.D|M\.D|Esq))$")
_CONNECTOR = re.compile(r"^(?:and|und|et|y|e|og|och|en|i|и|та|ve|dan|และ|و|[,&+/|·•،、-])$", re.IGNORECASE)
_INITIALISM = re.compile(r"^[A-Z]{3,5}®?$")
_GIVEN = re.compile(r"^[^\W\d_][\w'’-]*(?: [^\W\d_]\.?){0,2}$")
_HAN_NAMES = re.compile(r"^[\u3400-\u9fff]{2,4}(?:\s+[\u3400-\u9fff]{2,4})+$")
_WORD = re.compile(r"[^\W\d_][\w'’.&®-]*")


def clean_authors(values: Sequence[str], *, publisher: str | None = None) -> tuple[str, ...]:
    """The names in `values` (bylines or single names) in display order: people, or where there are none, the desk.

    No lead words, roles, addresses or dates; nobody twice. Academic titles and post-nominals stay with their name.
    """
    people: dict[str, str] = {}
    desks: dict[str, str] = {}
    own = _key(publisher or "")
    for value in values:
        for name in names_in(value):
            key = _key(name)
            if not key or len(people) + len(desks) >= MAX_AUTHORS:
                continue
            (desks if is_desk(name) or key == own else people).setdefault(key, name)
    chosen = people or desks or {_key(value): " ".join(value.split()) for value in values if _is_bare_desk(value)}
    return tuple(name for key, name in chosen.items() if not _is_said_longer(key, chosen))


def _is_said_longer(key: str, chosen: dict[str, str]) -> bool:
    """`Doe` beside `Jane Doe`, `Reuters` beside `Reuters Staff`."""
    return any(other != key and (other.startswith(key) or other.endswith(key)) for other in chosen) and len(key) > 2


def _is_bare_desk(value: str) -> bool:
    return len(value) <= 40 and DESK.search(value) is not None and value.casefold().strip() not in NOBODY


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    flat = name.lower() if name.isascii() else unicodedata.normalize("NFKD", name).casefold()
    return "".join(filter(str.isalnum, flat))


@lru_cache(maxsize=256)
def is_desk(name: str) -> bool:
    """Whether a name is that of an organisation or a desk rather than a person's."""
    if DESK.search(name):
        return True
    words = [word.casefold().strip(".") for word in name.split()]
    return bool(words) and words[0] in AGENCIES and len(words) <= 2


def names_in(byline: str, *, printed: bool = False) -> list[str]:
    """The names of one byline, in order, as written.

    A `printed` one is running text of a page, where only what is spelled like a name is one; else all of the text was
    stated to be names.
    """
    if _PLAIN.match(byline) and _WORDS_ROUND.isdisjoint(byline.casefold().split()) and not DESK.search(byline):
        return [byline]
    text = _before_date(_tidy(byline))
    if not text:
        return []
    if "\u0620" <= text[0] <= "\u06ff":
        text = TOWN_BESIDE.sub("", text)
    names: list[str] = []
    for number, piece in enumerate(_pieces(_without_leads(text))):
        if OTHER_LEAD.match(piece):
            break
        name = _without_leads(piece) if number else piece
        name = AFTER.sub("", name).strip(_EDGES)
        if _ABBREVIATED.search(name) and piece.rstrip(" ,;").endswith("."):
            name += "."
        if _is_post_nominal(piece) and names and number:
            names[-1] = f"{names[-1]}, {piece.strip(' ,;')}"
        elif _HAN_NAMES.match(name):
            names.extend(name.split())
        elif _is_name(name, printed) and not (is_role(name) and (names or printed or " " not in name)):
            names.append(name)
        elif printed and names and name:
            break  # what follows a job is where it is done
    return names


def _tidy(byline: str) -> str:
    text = byline[:MAX_BYLINE]
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("\n", text)
    text = _CONTROLS.sub("", unicodedata.normalize("NFC", text))
    text = _BRACKETS.sub(" ", _ADDRESS.sub(" ", text))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _before_date(text: str) -> str:
    """A byline up to the date in it, with the name of its day."""
    found = find_date(text) if _YEAR.search(text) else None
    return text[: found[1]] if found is not None and found[1] > 2 else text


def _without_leads(text: str) -> str:
    for _ in range(4):
        for lead in (LEAD, TOUCHING_LEAD, COLON_LEAD, DOUBTFUL_LEAD):
            found = lead.match(text)
            if found:
                text = text[found.end() :]
                break
        else:
            return text
    return text


def _pieces(text: str) -> list[str]:
    """`text` cut at every sign or word that parts names, each piece without what is said about the name."""
    if is_desk(text) and len(text) <= 60 and "," not in text and "\n" not in text and " for " in text:
        return [text]
    pieces = []
    for part in _SPLIT.split(text):
        tail = _TAIL.search(part)
        if tail:
            part = part[: tail.start()]
        pieces.extend(_comma_parts(part))
    return pieces


def _comma_parts(part: str) -> list[str]:
    parts = [one for one in _COMMA.split(part) if one.strip(_EDGES)]
    single = len(parts) == 2 and len(parts[0].split()) == 1 and parts[0].lower() != parts[0].upper()
    if single and _GIVEN.match(parts[1]) and not _is_post_nominal(parts[1]):
        return [f"{parts[1]} {parts[0]}"]  # `Doe, Jane`, as libraries write it
    if len(parts) > 1 and len(parts[0].split()) > 1:  # `Jane Doe, London` has one name
        return [parts[0]] + [one for one in parts[1:] if len(one.split()) > 1 or _is_post_nominal(one)]
    return parts


def _is_post_nominal(piece: str) -> bool:
    words = piece.replace(".", "").replace("®", "").replace("™", "").casefold().strip(_EDGES).split()
    if bool(words) and len(words) <= 2 and all(word in POST_NOMINALS for word in words):
        return True
    return _INITIALISM.match(piece.strip()) is not None and words[0] not in AGENCIES


def names_in_lines(lines: Iterable[str]) -> list[str]:
    """The names in the lines of a byline, which set names, lead words, jobs and dates in lines of their own."""
    names: list[str] = []
    expected = True
    for line in lines:
        text = line.strip()
        if OTHER_LEAD.match(text):
            break
        if LEAD_ALONE.match(text) or _CONNECTOR.match(text):
            expected = True
            continue
        if names and not expected:
            break
        found = names_in(text, printed=True)
        if found:
            names.extend(found)
        elif names:
            break
        expected = text.endswith((",", "&", " and", " und", " et", " y", " و", "،")) or not found
    return names


def is_led(line: str) -> bool:
    """Whether a line begins with a word that leads to its author."""
    return LEAD.match(line) is not None or TOUCHING_LEAD.match(line) is not None


def is_role(name: str) -> bool:
    """Whether all words are those of a job: `Senior Political Editor`."""
    words = [word for raw in re.split(r"[\s/&]+", name) if (word := raw.casefold().strip(".,"))]
    if not words or all(word in ROLE_WORDS for word in words):
        return True
    if (
        words[0] in ("former", "freelance", "certified", "licensed", "registered", "vice", "sr", "as")
        and len(words) > 1
    ):
        return True
    return len(words) > 1 and (
        words[-1] in CORE_ROLES
        or (
            words[0] in CORE_ROLES | {"head", "chief", "vp", "svp", "evp", "senior", "chair"}
            and words[1] in ("of", "at", "for", "in", "the")
        )
    )


def _is_name(name: str, printed: bool) -> bool:
    words = name.split()
    if not 2 <= len(name) <= 80 or len(words) > 7 or name.casefold() in NOBODY:
        return False
    if not _WORD.match(words[0]) or sum(c.isdigit() for c in name) > len(name) // 3:
        return False
    if _NOT_IN_NAMES.search(name) or LEAD_ALONE.match(name) or (len(words) == 1 and name.count(".") > 1):
        return False
    lower = sum(1 for word in words if word[0].islower())
    if not printed:
        return lower <= len(words) // 2 or len(words) <= 3
    return _is_spelled_as_name(words, lower)


def _is_spelled_as_name(words: list[str], lower: int) -> bool:
    ends = {words[0].casefold(), words[-1].casefold().strip(".,")}
    if not ends.isdisjoint(LABEL_WORDS - FIRST_NAMES) or (len(words) == 1 and words[0].casefold() in LABEL_WORDS):
        return False
    small = sum(1 for word in words if word in PARTICLES)
    return lower == small and not words[0].islower() and not any(_CONTRACTION.search(word) for word in words)


def is_plainly_a_name(text: str) -> bool:
    """Whether a line is two to four capitalised words none of which belongs to labels: what names look like alone."""
    words = text.split()
    if not 2 <= len(words) <= 4 or not 5 <= len(text) <= 40 or is_role(text) or is_desk(text):
        return False
    if any(word.casefold().strip(".,") in LABEL_WORDS or word.casefold() in ROLE_WORDS for word in words):
        return False
    return all(_CAPITALISED.match(word) or word in PARTICLES for word in words) and not words[0].islower()
