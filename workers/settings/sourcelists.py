"""Lists of sources: TOML as in config/sources.toml, and OPML 2.0. A bad source is reported, the others are read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workers.errors import BadConfig
from workers.records import Kind, Source
from workers.settings.spelling import why_no_cookie, why_no_header, why_no_language, why_no_proxy
from workers.settings.tables import Table, read_toml, suggestion

ID = re.compile(r"[^\W_][\w.-]{0,99}")


@dataclass(frozen=True, slots=True)
class SourceList:
    """What a file held: good sources in its order, and one `BadConfig` for each bad one."""

    sources: tuple[Source, ...]
    problems: tuple[BadConfig, ...]


def read_sources(path: Path, rhythms: Collection[str]) -> SourceList:
    """Reads FILE.toml or FILE.opml; raises BadConfig where the file as a whole is broken."""
    if path.suffix.lower() in (".opml", ".xml"):
        from workers.settings.opml import read_opml  # lxml stays out of processes that read TOML only

        return read_opml(path)
    file = read_toml(path)
    if unknown := [k for k in file if k != "sources"]:
        raise BadConfig(str(path), f"unknown table [{unknown[0]}]{suggestion(unknown[0], ['sources'])}")
    tables = file.get("sources", {})
    if not isinstance(tables, dict):
        raise BadConfig(f"{path} [sources]", "must be a table of tables, one a source")
    good: list[Source] = []
    bad: list[BadConfig] = []
    for name, values in tables.items():
        try:
            good.append(_source(name, Table(values, file=str(path), name=f"sources.{name}"), rhythms))
        except BadConfig as e:
            bad.append(e)
    return SourceList(tuple(good), tuple(bad))


def _source(name: str, t: Table, rhythms: Collection[str]) -> Source:
    if not ID.fullmatch(name):
        raise BadConfig(f"{t.file} [{t.name}]", "a source's name is letters, digits, dot, dash and underscore")
    url = t.text("url", "")
    if not url:
        raise t.wrong("url", "is missing")
    if (why := why_no_url(url)) is not None:
        raise t.wrong("url", why)
    zone = t.zone("time_zone", None)
    robots = t.text("robots", "obey", choices=("obey", "ignore"))
    source = Source(
        id=name,
        url=url,
        name=t.text("name", None),
        kind=Kind(t.text("kind", "auto", choices=[k.value for k in Kind])),
        rhythm=t.text("rhythm", "standard", choices=rhythms),
        rules=t.text("rules", None),
        language=t.text("language", None),
        time_zone=zone.key if zone is not None else None,
        robots="ignore" if robots == "ignore" else "obey",
        headers=t.pairs("headers"),
        cookies=t.pairs("cookies"),
        proxy=t.text("proxy", None),
        tags=t.texts("tags"),
    )
    t.end()
    for key, why in _unusable(source):
        raise t.wrong(key, why)
    return source


def _unusable(source: Source) -> Iterator[tuple[str, str]]:
    """(key, why) of what no request could ever be sent with, and of a language that is none."""
    found = [("headers", why_no_header(*pair)) for pair in source.headers.items()]
    found += [("cookies", why_no_cookie(*pair)) for pair in source.cookies.items()]
    found += [("language", why_no_language(source.language))] if source.language else []
    found += [("proxy", why_no_proxy(source.proxy))] if source.proxy else []
    yield from ((key, why) for key, why in found if why is not None)


def why_no_url(url: str) -> str | None:
    """Why this cannot be a source's address, or None where it can."""
    if len(url) > 2048:
        return "is longer than 2,048 characters"
    try:
        parts = urlsplit(url)
        ok = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        ok = False
    return None if ok else f'"{printable(url)}" is no http(s) address'


def printable(text: str) -> str:
    """The text without characters that could forge a log line or a terminal's state."""
    return "".join(c if c.isprintable() else "?" for c in text[:200])
