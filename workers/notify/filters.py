"""Which events a subscriber wants.

All fields of a filter must agree, any value of a field will do. Names and keywords are compared folded (case,
accents, Arabic vowel signs, hamza seats, digits), languages by prefix (`ar` takes `ar-SY`, RFC 4647 section 3.3.1).
A filter reads full events; where an event carries no text (withdrawn, or too long), a keyword lets it pass: told
once too often is better than a withdrawal never told.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workers.errors import BadConfig
from workers.records import EventType

FIELDS = ("language", "source", "section", "tag", "keyword", "types", "first_of_cluster")
TYPE_NAMES = {str(kind).split(".")[-2]: str(kind) for kind in EventType} | {"gap": "news.stream.gap.v1"}

_LISTED = frozenset({"language", "source", "types"})  # their values hold no comma: `language=ar,fr` is a list
_LETTERS = str.maketrans(
    {"ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ە": "ه", "ھ": "ه", "ہ": "ه", "ß": "ss", "ı": "i"}
)
_NOISE = re.compile("[\u00ad\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # tatweel, joiners, bidi
_SPACE = re.compile(r"\s+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Particles that Arabic and Hebrew write together with the word that follows.
_PROCLITICS = "(?:[وف]?(?:[بكل]?ال|لل|[بكلس])?|[והבכלמש]{0,3})"
_RTL = re.compile("[\u0590-\u05ff\u0600-\u06ff]")


def fold(text: str) -> str:
    """The text as people compare it: no case, accents, vowel signs or hamza seats; digits as 0-9."""
    if text.isascii():
        return _SPACE.sub(" ", text).strip().lower()
    text = unicodedata.normalize("NFKD", _NOISE.sub("", text)).casefold()
    kept = "".join(_plain(letter) for letter in text if not unicodedata.combining(letter))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", kept.translate(_LETTERS))).strip()


def _plain(letter: str) -> str:
    digit = unicodedata.digit(letter, None) if letter > "\x7f" and letter.isdigit() else None
    return letter if digit is None else str(digit)


@dataclass(frozen=True)
class Filter:
    """What a subscriber wants; an empty field wants everything. Made by `read_filter`, which checks it."""

    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    first_of_cluster: bool = False

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether the subscriber wants this CloudEvent. A gap notice passes unless `types` leaves it out."""
        kind = event.get("type")
        if self.types and kind not in self.types:
            return False
        if kind == TYPE_NAMES["gap"]:
            return True
        data = _mapping(event.get("data"))
        item, ingest = _mapping(data.get("item")), _mapping(data.get("ingest"))
        if self.source and (ingest.get("sourceId") or _mapping(data.get("source")).get("id")) not in self.source:
            return False
        if not item:  # it tells of a source, which has none of what follows
            return not (self.language or self.section or self.tag or self.keyword)
        if self.first_of_cluster and ingest.get("duplicateOf") is not None:
            return False
        if self.language and not _speaks(str(item.get("language") or ""), self.language):
            return False
        return (
            self._named(item, "section", self.section)
            and self._named(item, "keyword", self.tag)
            and (self._keywords is None or self._mentions(item))
        )

    def _named(self, item: Mapping[str, Any], rel: str, wanted: tuple[str, ...]) -> bool:
        if not wanted:
            return True
        names = {fold(str(subject.get("name"))) for subject in _list(item, "subjects") if subject.get("rel") == rel}
        return any(fold(name) in names for name in wanted)

    def _mentions(self, item: Mapping[str, Any]) -> bool:
        assert self._keywords is not None
        if item.get("representationType") == "partial":
            return True
        texts = [entry.get("value") for key in ("headlines", "descriptions", "bodies") for entry in _list(item, key)]
        texts += [subject.get("name") for subject in _list(item, "subjects")]
        return any(self._keywords.search(fold(str(text))) for text in texts if text)

    @cached_property
    def _keywords(self) -> re.Pattern[str] | None:
        return re.compile("|".join(_keyword_pattern(word) for word in self.keyword)) if self.keyword else None


def read_filter(expression: str | Iterable[str] | Mapping[str, Any] | None, *, about: str) -> Filter:
    """A filter from `field=value` expressions (as on the command line) or from a table of config.

    Raises `BadConfig` about `<about>.<field>` with what is wrong and what was probably meant.
    """
    if expression is None:
        return Filter()
    if isinstance(expression, str):
        expression = [expression]
    pairs = expression.items() if isinstance(expression, Mapping) else _split(expression, about)
    wanted: dict[str, list[str]] = {}
    first_of_cluster = False
    for name, value in pairs:
        if name not in FIELDS:
            raise BadConfig(about, f"no filter is called {name!r}{_suggest(name, FIELDS)}")
        if name == "first_of_cluster":
            first_of_cluster = _truth(value, f"{about}.{name}")
        else:
            wanted.setdefault(name, []).extend(_values(name, value, f"{about}.{name}"))
    fields = {name: tuple(dict.fromkeys(values)) for name, values in wanted.items()}
    return Filter(**fields, first_of_cluster=first_of_cluster)


def _split(expressions: Iterable[str], about: str) -> Iterator[tuple[str, Any]]:
    for expression in expressions:
        name, equals, value = expression.partition("=")
        if not equals:
            raise BadConfig(about, f"{expression!r} is not of the form field=value, e.g. language=ar")
        name = name.strip()
        yield name, value.split(",") if name in _LISTED else value


def _values(name: str, value: Any, about: str) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or not all(isinstance(one, str) for one in given):
        raise BadConfig(about, f"must be a text or a list of texts, not {value!r}")
    values = [one.strip() for one in given]
    if not values or not all(values):
        raise BadConfig(about, "must not be empty")
    if any(len(one) > 200 for one in values) or len(values) > 1000:
        raise BadConfig(about, "holds at most 1,000 values of at most 200 letters")
    if name == "language":
        return [_language(one, about) for one in values]
    if name == "keyword" and not all(fold(one) for one in values):
        raise BadConfig(about, "holds a keyword without a letter")
    return [_type(one, about) for one in values] if name == "types" else values


def _language(value: str, about: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value):
        raise BadConfig(about, f"{value!r} is no BCP 47 language tag, as ar or zh-Hant")
    return value.lower()


def _type(value: str, about: str) -> str:
    if value in TYPE_NAMES.values():
        return value
    if value not in TYPE_NAMES:
        raise BadConfig(about, f"no event type is called {value!r}{_suggest(value, TYPE_NAMES)}")
    return TYPE_NAMES[value]


def _truth(value: Any, about: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "yes", "1", "false", "no", "0"):
        return value in ("true", "yes", "1")
    raise BadConfig(about, f"must be true or false, not {value!r}")


def _suggest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"


def _speaks(language: str, wanted: tuple[str, ...]) -> bool:
    language = language.lower()
    return any(language == one or language.startswith(one + "-") for one in wanted)


def _keyword_pattern(word: str) -> str:
    folded = fold(word)
    literal = re.escape(folded)
    if _UNSPACED.search(folded):  # scripts that put no spaces between words
        return literal
    if _RTL.match(folded):
        return rf"(?<!\w){_PROCLITICS}{literal}(?!\w)"
    return rf"(?<!\w){literal}(?!\w)"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = item.get(key)
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
