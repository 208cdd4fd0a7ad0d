"""Records to JSON text and back, for columns that are read whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import orjson

from workers.records import Article, Enclosure, Entry, Image, Kind, Moment, Origin, Source, legible

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes no NUL, UTF-8 has no lone surrogates
_ESCAPED_CONTROL = re.compile(r"\\(?:u00[01]|[bf])")  # as JSON writes it; a backslash before a "b" looks alike
_ARTICLE = tuple(f.name for f in fields(Article))
_ENTRY = tuple(f.name for f in fields(Entry))
_PARTS = {part: tuple(f.name for f in fields(part)) for part in (Image, Enclosure, Origin)}


def compact(value: Any) -> str:
    """JSON without a space, in letters rather than escapes."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # lone surrogates, numbers beyond 64 bits: the standard library writes them
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """What JSON can hold; empty values are left out by the caller."""
    if isinstance(value, str):
        return value
    if isinstance(value, Moment):
        return value.isoformat()
    if (names := _PARTS.get(type(value))) is not None:
        return {name: v for name in names if (v := getattr(value, name)) is not None}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return value


def _filled(record: Article | Entry, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(v) for name in names if (v := getattr(record, name)) is not None and v != () and v != {}}


def entry_to_json(entry: Entry) -> str:
    return compact(_filled(entry, _ENTRY))


def entry_from_json(text: str) -> Entry:
    values = orjson.loads(text)
    for name in ("published", "updated"):
        if name in values:
            values[name] = Moment.fromisoformat(values[name])
    for name in ("authors", "categories"):
        values[name] = tuple(values.get(name, ()))
    values["enclosures"] = tuple(Enclosure(**e) for e in values.get("enclosures", ()))
    values["images"] = tuple(Image(**i) for i in values.get("images", ()))
    return Entry(**values)


def storable_text(text: str) -> str:
    """The text with U+FFFD in place of each character that a database refuses."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_entry(entry: Entry) -> Entry:
    """The entry with `storable_text` only."""
    text = entry_to_json(entry)
    return entry_from_json(_mended(text)) if _is_suspect(text) else entry


def storable_article(article: Article) -> tuple[Article, str]:
    """The article with texts only that are storable and legible (JSON-LD can spell what no page could contain), and
    its JSON."""
    text = article_to_json(article)
    if not (_is_suspect(text) or _ESCAPED_CONTROL.search(text)):
        return article, text
    text = _mended(text, lambda value: legible(storable_text(value)))
    return article_from_json(text), text


def _is_suspect(text: str) -> bool:
    return "\\u0000" in text or _UNSTORABLE.search(text) is not None


def _mended(text: str, mend: Callable[[str], str] = storable_text) -> str:
    return compact(_without(json.loads(text), mend))


def _without(value: Any, mend: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, list):
        return [_without(v, mend) for v in value]
    if isinstance(value, dict):
        return {mend(k): _without(v, mend) for k, v in value.items()}
    return value


def article_to_json(article: Article) -> str:
    return compact(_filled(article, _ARTICLE))


def article_from_json(text: str) -> Article:
    values = orjson.loads(text)
    for name in ("published", "modified"):
        if name in values:
            values[name] = Moment.fromisoformat(values[name])
    for name in ("authors", "tags", "paragraphs"):
        values[name] = tuple(values.get(name, ()))
    values["images"] = tuple(Image(**i) for i in values.get("images", ()))
    values["origins"] = {name: Origin(**o) for name, o in values.get("origins", {}).items()}
    return Article(**values)


_EXTRAS = ("rules", "language", "time_zone", "robots", "headers", "cookies", "proxy", "tags")


def source_extras(source: Source) -> str:
    """The configuration that nothing searches by."""
    values = {name: getattr(source, name) for name in _EXTRAS}
    return compact({k: (list(v) if isinstance(v, tuple) else v) for k, v in values.items() if v})


def source_from_row(row: Any) -> Source:
    """The configured part of a row of `sources`, as a mapping."""
    extras = json.loads(row["extras"])
    extras["tags"] = tuple(extras.get("tags", ()))
    kind = Kind(row["kind"])
    return Source(id=row["id"], url=row["url"], name=row["name"], kind=kind, rhythm=row["rhythm"], **extras)
