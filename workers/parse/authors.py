"""Bylines to names: `By Jane Doe, Senior Reporter, and John Roe | Reuters` is two people."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from workers.parse.authors_words import (
    AFTER,
    AGENCIES,
    COLON_LEAD,
    DESK,
    DOUBTFUL_LEAD,
    LEAD,
    NOBODY,
    POST_NOMINALS,
    ROLE_WORDS,
    TOUCHING_LEAD,
)

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
_SPLIT = re.compile(
    r"\s*[;/،؛、，﹑\n]\s*|\s*,\s*(?:and|und|et|y|e|og|och|en|&)\s+"
    r"|\s+(?:and|und|et|y|e|og|och|en|i|и|та|і|ve|dan|và|και|&|\+)\s+|\s+و\s+"
    r"|\s+و(?=[\u0621-\u064a]{3,}\s[\u0621-\u064a]{2,})",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*,\s*")
_EDGES = " \t\r\n,;:.|/\\-–—·•*\"'“”‘’«»()[]{}<>_~+،؛：、"
_HAN_NAMES = re.compile(r"^[\u3400-\u9fff]{2,4}(?:\s+[\u3400-\u9fff]{2,4})+$")
_WORD = re.compile(r"[^\W\d_][\w'’.&®-]*")


def clean_authors(values: Iterable[str], *, publisher: str | None = None) -> tuple[str, ...]:
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
    chosen = people or desks
    return tuple(name for key, name in chosen.items() if not _is_said_longer(key, chosen))


def _is_said_longer(key: str, chosen: dict[str, str]) -> bool:
    """`Doe` beside `Jane Doe`, `Reuters` beside `Reuters Staff`."""
    return any(other != key and (other.startswith(key) or other.endswith(key)) for other in chosen) and len(key) > 2


def _key(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in flat if c.isalnum())


def is_desk(name: str) -> bool:
    """Whether a name is that of an organisation or a desk rather than a person's."""
    if DESK.search(name):
        return True
    words = [word.casefold().strip(".") for word in name.split()]
    return bool(words) and words[0] in AGENCIES and len(words) <= 2


def names_in(byline: str) -> list[str]:
    """The names of one byline, in order, as printed."""
    text = _tidy(byline)
    if not text:
        return []
    text = _without_leads(text)
    names: list[str] = []
    for number, piece in enumerate(_pieces(text)):
        name = _without_leads(piece) if number else piece
        name = AFTER.sub("", name).strip(_EDGES)
        if _is_post_nominal(piece) and names and number:
            names[-1] = f"{names[-1]}, {piece.strip(_EDGES)}"
        elif _HAN_NAMES.match(name):
            names.extend(name.split())
        elif _is_name(name) and not is_role(name):
            names.append(name)
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
    if len(parts) == 2 and all(len(one.split()) == 1 for one in parts) and not _is_post_nominal(parts[1]):
        return [f"{parts[1]} {parts[0]}"]  # `Doe, Jane`, as libraries write it
    if len(parts) > 1 and len(parts[0].split()) > 1:  # `Jane Doe, London` has one name
        return [parts[0]] + [one for one in parts[1:] if len(one.split()) > 1 or _is_post_nominal(one)]
    return parts


def _is_post_nominal(piece: str) -> bool:
    words = piece.replace(".", "").replace("®", "").replace("™", "").casefold().strip(_EDGES).split()
    return bool(words) and len(words) <= 2 and all(word in POST_NOMINALS for word in words)


def is_role(name: str) -> bool:
    """Whether all words are those of a job: `Senior Political Editor`."""
    words = [word.casefold().strip(".,") for word in re.split(r"[\s/&]+", name)]
    return bool(words) and all(word in ROLE_WORDS for word in words if word)


def _is_name(name: str) -> bool:
    words = name.split()
    if not 2 <= len(name) <= 80 or len(words) > 7 or name.casefold() in NOBODY:
        return False
    if not _WORD.match(words[0]) or sum(c.isdigit() for c in name) > len(name) // 3:
        return False
    if any(c in name for c in "{}=?!%$#<>"):
        return False
    lower = sum(1 for word in words if word[0].islower())
    return lower <= len(words) // 2 or len(words) == 1
