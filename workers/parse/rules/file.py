"""A file of site rules, read with the care of a compiler: what it cannot mean is an error that names file and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import soupsieve
from soupsieve.util import SelectorSyntaxError

from workers.errors import BadConfig

FIELDS = (
    "title", "section", "published", "modified", "authors", "publisher", "language", "summary", "images", "tags",
    "canonical_url", "paragraphs",
)  # fmt: skip
FIXABLE = ("section", "publisher", "language", "authors", "tags")
_TOP = ("hosts", "listing", "remove", "language", "time_zone", "date_formats", "optional", "fields", "fixed", "tests")
_TEST = ("page", "url", "fetched_at", "expect")
_ATTRIBUTE = re.compile(r"^(?P<css>.+?)\s*@(?P<name>[A-Za-z_][\w:.-]*)$", re.DOTALL)
_HOST = re.compile(r"^[\w*?.\[\]-]+$")
_SAMPLE = datetime(2020, 1, 7, 10, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector and the attribute to take from what it matches (None: its text), as written in `text`."""

    text: str
    css: soupsieve.SoupSieve
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A saved page beside the rules and what they must read from it."""

    page: str
    expect: Mapping[str, Any]
    url: str
    fetched_at: datetime


@dataclass(frozen=True)
class SiteRules:
    """How the pages of some hosts are read. For a field, the first selector that matches anything counts."""

    file: str
    hosts: tuple[str, ...]
    fields: Mapping[str, tuple[Selector, ...]] = field(default_factory=dict)
    fixed: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    remove: tuple[Selector, ...] = ()
    listing: str | None = None
    language: str | None = None
    time_zone: ZoneInfo | None = None
    date_formats: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    tests: tuple[RuleTest, ...] = ()

    def covers(self, url: str) -> bool:
        """Whether the rules speak of this URL's host."""
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            return False
        return any(fnmatchcase(host, one) for one in self.hosts)


def read_rules(toml_text: str, *, file: str) -> SiteRules:
    """The rules in a file's text; `file` is its name for messages. Raises BadConfig, which names table and key."""
    try:
        values = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(file, f"is not valid TOML: {error}") from error
    reader = _Reader(file)
    reader.only(values, _TOP, "")
    fields = reader.table(values, "fields")
    fixed = reader.table(values, "fixed")
    reader.only(fields, FIELDS, "fields")
    reader.only(fixed, FIXABLE, "fixed")
    rules = SiteRules(
        file=file,
        hosts=reader.hosts(values),
        fields={name: reader.selectors(fields, name, "fields") for name in fields},
        fixed={name: reader.fixed(fixed, name) for name in fixed},
        remove=reader.selectors(values, "remove", "") if "remove" in values else (),
        listing=reader.listing(values),
        language=reader.text(values, "language", ""),
        time_zone=reader.zone(values),
        date_formats=reader.formats(values),
        optional=reader.optional(values, fields),
        tests=reader.tests(values),
    )
    if not rules.fields and not rules.fixed and not rules.listing and not rules.remove:
        raise BadConfig(file, "says nothing: it needs [fields], [fixed], remove or listing")
    return rules


class _Reader:
    """Takes keys out of parsed TOML and complains by their full names."""

    def __init__(self, file: str) -> None:
        self.file = file

    def wrong(self, table: str, key: str, why: str) -> BadConfig:
        return BadConfig(f"{self.file} [{table}] {key}" if table else f"{self.file} {key}", why)

    def only(self, values: Mapping[str, Any], known: tuple[str, ...], table: str) -> None:
        for key in values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
                hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
                raise self.wrong(table, key, f"is no key that anybody reads; {hint}")

    def table(self, values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        found = values.get(key, {})
        if not isinstance(found, dict):
            raise self.wrong("", key, "must be a table")
        return found

    def text(self, values: Mapping[str, Any], key: str, table: str) -> str | None:
        found = values.get(key)
        if found is None:
            return None
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(table, key, "must be a text that is not empty")
        return found.strip()

    def texts(self, values: Mapping[str, Any], key: str, table: str) -> tuple[str, ...]:
        found = values.get(key, [])
        many = [found] if isinstance(found, str) else found
        if not isinstance(many, list) or not many or not all(isinstance(one, str) and one.strip() for one in many):
            raise self.wrong(table, key, "must be a text or a list of texts, none of them empty")
        return tuple(one.strip() for one in many)

    def hosts(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        if "hosts" not in values:
            raise self.wrong("", "hosts", 'is missing: which hosts are these rules for, such as ["*.example.org"]?')
        hosts = tuple(one.lower() for one in self.texts(values, "hosts", ""))
        for one in hosts:
            if not _HOST.match(one):
                raise self.wrong("", "hosts", f"{one!r} is no host or glob of hosts (no scheme, port or path)")
        return hosts

    def selectors(self, values: Mapping[str, Any], key: str, table: str) -> tuple[Selector, ...]:
        return tuple(self._selector(one, key, table) for one in self.texts(values, key, table))

    def _selector(self, text: str, key: str, table: str) -> Selector:
        parts = _ATTRIBUTE.match(text)
        css, attribute = (parts.group("css"), parts.group("name")) if parts else (text, None)
        return Selector(text, self.compiled(css, key, table), attribute)

    def compiled(self, css: str, key: str, table: str) -> soupsieve.SoupSieve:
        try:
            return soupsieve.compile(css)
        except (SelectorSyntaxError, ValueError) as error:
            why = str(error).split("\n")[0]
            raise self.wrong(table, key, f"{css!r} is no CSS selector that can be read: {why}") from error

    def listing(self, values: Mapping[str, Any]) -> str | None:
        css = self.text(values, "listing", "")
        if css is not None:
            self.compiled(css, "listing", "")
        return css

    def fixed(self, values: Mapping[str, Any], key: str) -> str | tuple[str, ...]:
        texts = self.texts(values, key, "fixed")
        if key in ("authors", "tags"):
            return texts
        if len(texts) != 1:
            raise self.wrong("fixed", key, "must be one text")
        return texts[0]

    def zone(self, values: Mapping[str, Any]) -> ZoneInfo | None:
        name = self.text(values, "time_zone", "")
        if name is None:
            return None
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self.wrong("", "time_zone", f"{name!r} is no IANA time zone such as Asia/Damascus") from error

    def formats(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        formats = self.texts(values, "date_formats", "") if "date_formats" in values else ()
        for one in formats:
            try:
                whole = "%" in one and datetime.strptime(_SAMPLE.strftime(one), one)  # noqa: DTZ007 - only tried
            except (ValueError, re.error):
                whole = False
            if not whole or whole.date() != _SAMPLE.date():
                raise self.wrong("", "date_formats", f"{one!r} is no strptime format that states day, month and year")
        return formats

    def optional(self, values: Mapping[str, Any], fields: Mapping[str, Any]) -> frozenset[str]:
        names = self.texts(values, "optional", "") if "optional" in values else ()
        for one in names:
            if one not in fields:
                near = difflib.get_close_matches(one, list(fields), n=1, cutoff=0.6)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                raise self.wrong("", "optional", f"{one!r} has no selector under [fields]{hint}")
        return frozenset(names)

    def tests(self, values: Mapping[str, Any]) -> tuple[RuleTest, ...]:
        found = values.get("tests", [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong("", "tests", "must be written as [[tests]] tables")
        return tuple(self._test(one) for one in found)

    def _test(self, values: Mapping[str, Any]) -> RuleTest:
        self.only(values, _TEST, "tests")
        page = self.text(values, "page", "tests")
        if page is None or "/" in page or "\\" in page or page.startswith("."):
            raise self.wrong("tests", "page", "must name a file that lies beside the rules")
        expect = self.table(values, "expect")
        if not expect:
            raise self.wrong("tests", "expect", "must say what is read from the page")
        self.only(expect, (*FIELDS, "links"), "tests.expect")
        at = values.get("fetched_at", datetime(2099, 12, 31, tzinfo=UTC))
        if not isinstance(at, datetime):
            raise self.wrong("tests", "fetched_at", "must be a date and time, such as 2026-01-31T12:00:00Z")
        url = self.text(values, "url", "tests") or ""
        return RuleTest(page, expect, url, at if at.tzinfo else at.replace(tzinfo=UTC))
