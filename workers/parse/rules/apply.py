"""A page read by the rules of its site, with BeautifulSoup and soupsieve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from workers.errors import Unreadable
from workers.parse.dates import read_date
from workers.parse.language import direction_of
from workers.parse.metadata import Metadata
from workers.parse.metadata.authors import clean_authors
from workers.parse.rules.file import Selector, SiteRules
from workers.parse.wordlists import word_list
from workers.records import Image, Moment, Origin, Precision

MAX_MATCHES = 5_000
_INSTRUCTION = re.compile(r"<\?[^>]*>?")  # no HTML; BeautifulSoup would warn that the page is XML
_BLOCKS = word_list(
    "p h1 h2 h3 h4 h5 h6 li blockquote pre dt dd tr figcaption div section article header ul ol table br hr"
)
_BREAK = "\x1e"  # no text holds it, and to str.split() it is a blank
_UNREAD = ("script", "style", "noscript", "template")
Value = str | tuple[str, ...] | tuple[Image, ...] | Moment


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule read from one page. `broken` names the fields whose selector matched nothing that can be used,
    `remaining` is the page without what the rule removes, where it removed something.
    """

    fields: Mapping[str, Value] = field(default_factory=dict)
    paragraphs: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    remaining: str | None = None


def apply_rules(html: str, rules: SiteRules, *, url: str, fetched_at: datetime) -> RuleResult:
    """What `rules` read from a page of theirs; empty for a page of another host.

    Dates later than a day after `fetched_at` (aware) are not believed. Raises Unreadable where no parser can make
    sense of the markup.
    """
    if not rules.covers(url):
        return RuleResult()
    page = _Page(_soup(html, url), rules, url, fetched_at)
    fields: dict[str, Value] = dict(rules.fixed)
    broken: list[str] = []
    paragraphs: tuple[str, ...] = ()
    for name, selectors in rules.fields.items():
        value = page.read(name, selectors)
        if not value:
            if name not in rules.optional and name not in rules.fixed:
                broken.append(name)
        elif name == "paragraphs":
            paragraphs = value  # type: ignore[assignment]  # read() gives texts for it
        else:
            fields[name] = value
    return RuleResult(fields, paragraphs, tuple(broken), page.remaining)


def with_rules(metadata: Metadata, result: RuleResult) -> Metadata:
    """`metadata` with what the rules found in place of what the page was guessed to say."""
    if not result.fields:
        return metadata
    origins = {**metadata.origins, **{name: Origin("rule", 1.0) for name in result.fields}}
    changed = replace(metadata, **result.fields, origins=origins)  # type: ignore[arg-type]  # names are FIELDS
    if "language" in result.fields:
        changed = replace(changed, direction=direction_of(changed.language))
    return changed


def _soup(html: str, url: str) -> BeautifulSoup:
    text = _INSTRUCTION.sub(" ", html.replace("\0", ""))
    if "<" not in text[:2_000]:
        text = f"<html>{text}"  # or BeautifulSoup takes a short text for a file name, and warns
    try:
        return BeautifulSoup(text, "lxml")
    except (ParserRejectedMarkup, ValueError, AssertionError) as error:
        raise Unreadable(url, f"the markup cannot be parsed: {error}") from error


class _Page:
    """One page while it is read: the rules' removals are done, selectors are tried in order."""

    def __init__(self, soup: BeautifulSoup, rules: SiteRules, url: str, fetched_at: datetime) -> None:
        self.soup, self.rules, self.url, self.fetched_at = soup, rules, url, fetched_at
        self.readers: dict[str, Callable[[list[str]], Value | None]] = {
            "published": self._moment,
            "modified": self._moment,
            "authors": lambda texts: clean_authors(texts),
            "tags": lambda texts: tuple(dict.fromkeys(texts)),
            "images": self._images,
            "canonical_url": lambda texts: self._absolute(texts[0]),
        }
        removed = 0
        for selector in rules.remove:
            for node in selector.css.select(soup, limit=MAX_MATCHES):
                if not node.decomposed:
                    node.decompose()
                    removed += 1
        self.remaining = str(soup) if removed else None

    def read(self, name: str, selectors: tuple[Selector, ...]) -> Value | None:
        """The value by the first selector that gives one."""
        for selector in selectors:
            nodes = selector.css.select(self.soup, limit=MAX_MATCHES)
            if name == "paragraphs" and selector.attribute is None:
                value: Value | None = tuple(_paragraphs(nodes))
            else:
                texts = [
                    text for node in nodes if (text := self._text(node, selector.attribute or self._usual(name, node)))
                ]
                value = self._value(name, texts) if texts else None
            if value:
                return value
        return None

    def _value(self, name: str, texts: list[str]) -> Value | None:
        reader = self.readers.get(name)
        return reader(texts) if reader is not None else texts[0]

    def _usual(self, name: str, node: Tag) -> str | None:
        """Where the value stands when the rule does not say: addresses and machine dates are not in the text."""
        if name == "images":
            return "src"
        if name == "canonical_url":
            return "href"
        if name in ("published", "modified") and node.get("datetime"):
            return "datetime"
        return "content" if node.name == "meta" else None

    def _text(self, node: Tag, attribute: str | None) -> str:
        if attribute is None:
            return " ".join(node.get_text(" " if node.find(_BLOCKS) else "").split())
        value = node.get(attribute)
        return " ".join(" ".join(value).split()) if isinstance(value, list) else " ".join((value or "").split())

    def _moment(self, texts: list[str]) -> Moment | None:
        zone = self.rules.time_zone or UTC
        for text in texts[:20]:
            for form in self.rules.date_formats:
                if moment := _by_format(text, form, zone):
                    return moment if moment.at <= self.fetched_at + timedelta(days=1) else None
            if moment := read_date(text, language=self.rules.language, now=self.fetched_at, zone=zone):
                return moment
        return None

    def _images(self, texts: list[str]) -> tuple[Image, ...]:
        addresses = dict.fromkeys(url for text in texts[:200] if (url := self._absolute(text)))
        return tuple(Image(url) for url in addresses)

    def _absolute(self, address: str) -> str | None:
        try:
            joined = urljoin(self.url, address)
            return joined if urlsplit(joined).scheme in ("http", "https") else None
        except ValueError:
            return None


def _by_format(text: str, form: str, zone: tzinfo) -> Moment | None:
    try:
        at = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is added where the text states none
    except ValueError:
        return None
    if "%S" in form or "%X" in form or "%c" in form:
        precision = Precision.SECOND
    else:
        precision = Precision.MINUTE if "%H" in form or "%I" in form else Precision.DAY
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    return Moment(at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))), precision)


def _paragraphs(nodes: list[Tag]) -> Iterator[str]:
    """The texts of the matched elements in reading order, cut at every block and line break inside."""
    last: Tag | None = None
    for node in nodes:
        if last is not None and any(above is last for above in node.parents):
            continue  # the element around it was read already
        last = node
        for unread in node.find_all(_UNREAD):
            unread.extract()
        for block in node.find_all(_BLOCKS):
            block.insert_before(_BREAK)
            block.insert_after(_BREAK)
        for cell in node.find_all(("td", "th")):
            cell.insert_after(" ")
        for text in node.get_text().split(_BREAK):
            if line := " ".join(text.split()):
                yield line
