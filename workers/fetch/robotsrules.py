"""The language of robots.txt: lines, groups and patterns, as Google's open parser reads them.

Where RFC 9309 and that parser leave each other room, the parser wins: it is what publishers test their files with.
Every step is linear in the file and a verdict needs no backtracking, since anybody may write the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from workers.fetch.escape import printable

MAX_LINE = 2083 * 8 - 1  # bytes; what stands beyond in a line is not read
MAX_SITEMAPS = 1000
_KEYS = re.compile(  # prefixes, with the misspellings that are common enough to be meant
    r"(?P<agent>user[- ]?agent)|(?P<allow>allow)|(?P<disallow>diss?al+ow|disalow|diasllow|disallaw)"
    r"|(?P<sitemap>site-?map)|(?P<delay>crawl[- ]?delay)"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z_-]*")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_FOREIGN = re.compile("[^\x00-\x7f]+")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_BEFORE_PATH = re.compile(r"[/?;]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a URL may be fetched, and which line says so ("robots.txt disallows /private (rule line 12)")."""

    allowed: bool
    why: str


class _Rule(NamedTuple):
    allow: bool
    pattern: str
    line: int

    @property
    def why(self) -> str:
        says = "allows" if self.allow else "disallows"
        return f"robots.txt {says} {printable(self.pattern, 200)} (rule line {self.line})"


def path_of(url: str) -> str:
    """Path, parameters and query of a URL as rules see them, "/" where there are none."""
    start = 2 if url.startswith("//") else 0
    early = _BEFORE_PATH.search(url, start)
    scheme_end = url.find("://", start)
    if scheme_end < 0 or (early is not None and early.start() < scheme_end):
        scheme_end = start
    else:
        scheme_end += 3
    begin = _BEFORE_PATH.search(url, scheme_end)
    fragment = url.find("#", start)
    if begin is None or 0 <= fragment < begin.start():
        return "/"
    path = url[begin.start() : fragment if fragment >= 0 else len(url)]
    return path if path.startswith("/") else "/" + path


def normalised(pattern: str) -> str:
    """Letters beyond ASCII percent-encoded, percent codes in upper case; nothing is ever decoded."""
    if "%" in pattern:
        pattern = _ESCAPED.sub(lambda code: code[0].upper(), pattern)
    if pattern.isascii():
        return pattern
    return _FOREIGN.sub(lambda run: quote(run[0], safe="", errors="replace"), pattern)


class Group:
    """The rules that hold for one agent: the longest matching pattern decides, among equals the allowing one."""

    def __init__(self, rules: list[_Rule], crawl_delay: float | None) -> None:
        self.crawl_delay = crawl_delay
        self._prefixes: dict[str, _Rule] = {}
        wild: dict[str, _Rule] = {}
        for rule in rules:
            is_wild = "*" in rule.pattern or rule.pattern.endswith("$")
            known = wild if is_wild else self._prefixes
            before = known.get(rule.pattern)
            if before is None or (rule.allow and not before.allow):
                known[rule.pattern] = rule
        self._lengths = sorted({len(pattern) for pattern in self._prefixes}, reverse=True)
        self._wild = sorted(wild.values(), key=lambda rule: (-len(rule.pattern), not rule.allow))

    def verdict(self, path: str) -> Verdict:
        plain = self._longest_prefix(path)
        least = len(plain.pattern) if plain is not None else 1
        best = plain
        for rule in self._wild:
            if len(rule.pattern) < least:
                break
            if _matches(rule.pattern, path):
                if best is None or len(rule.pattern) > len(best.pattern) or rule.allow:
                    best = rule
                break
        if best is None:
            return _NO_RULE
        return Verdict(best.allow, best.why)

    def _longest_prefix(self, path: str) -> _Rule | None:
        for length in self._lengths:
            if 0 < length <= len(path):
                rule = self._prefixes.get(path[:length])
                if rule is not None:
                    return rule
        return None


_NO_RULE = Verdict(True, "no rule of robots.txt concerns it")


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern with `*` (anything) and a final `$` (the end) fits the beginning of `path`; no backtracking."""
    to_end = pattern.endswith("$")
    first, *rest = (pattern[:-1] if to_end else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not to_end or at == len(path)
    last = rest.pop() if to_end else ""
    for piece in rest:
        if piece:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
    return not to_end or (len(path) - len(last) >= at and path.endswith(last))


@dataclass(slots=True)
class RobotsText:
    """A whole file: its groups' rules in order, and for each agent named (in lower case, "*" for all) which are its."""

    groups: list[list[_Rule]] = field(default_factory=list)
    agents: dict[str, list[int]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    sitemaps: tuple[str, ...] = ()

    def group_for(self, agent: str) -> Group:
        """The groups of `agent` as one where the file names it (then nothing of "*" holds), else those of all."""
        key = agent if agent in self.agents else "*"
        rules = [rule for number in dict.fromkeys(self.agents.get(key, ())) for rule in self.groups[number]]
        return Group(rules, self.delays.get(key))


class _Reader:
    """Takes a file line by line. What is no rule (sitemaps, unknown lines) does not end a group's list of agents."""

    def __init__(self) -> None:
        self.file = RobotsText()
        self._rules: list[_Rule] | None = None  # of the group that is being read
        self._has_rules = False
        self._without_delay: list[str] = []  # agents of this group above the next Crawl-delay
        self._sitemaps: dict[str, None] = {}

    def agent(self, value: str) -> None:
        if self._rules is None or self._has_rules:
            self._rules, self._has_rules, self._without_delay = [], False, []
            self.file.groups.append(self._rules)
        name = _agent(value)
        self._without_delay.append(name)
        self.file.agents.setdefault(name, []).append(len(self.file.groups) - 1)

    def rule(self, allow: bool, value: str, line: int) -> None:
        if self._rules is not None:
            self._has_rules = True
            self._rules.extend(_rules(allow, normalised(value), line))

    def delay(self, value: str) -> None:
        number = _NUMBER.match(value)
        if number is not None:
            for name in self._without_delay:
                self.file.delays.setdefault(name, float(number[0]))
            self._without_delay = []

    def sitemap(self, value: str) -> None:
        if value.lower().startswith(("http://", "https://")) and len(self._sitemaps) < MAX_SITEMAPS:
            self._sitemaps.setdefault(value)

    def finished(self) -> RobotsText:
        self.file.sitemaps = tuple(self._sitemaps)
        return self.file


def read_groups(text: str) -> RobotsText:
    """Reads a file; there is none that it cannot make something of."""
    reader = _Reader()
    for number, key, value in _lines(text):
        if key == "agent":
            reader.agent(value)
        elif key == "sitemap":
            reader.sitemap(value)
        elif key == "delay":
            reader.delay(value)
        else:
            reader.rule(key == "allow", value, number)
    return reader.finished()


def _agent(value: str) -> str:
    """The product token that a user-agent line names, "*" for all."""
    if value[:1] == "*" and (len(value) == 1 or value[1].isspace()):
        return "*"
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def _rules(allow: bool, pattern: str, line: int) -> Iterator[_Rule]:
    if pattern:
        yield _Rule(allow, pattern, line)
    slash = pattern.rfind("/")
    if allow and slash >= 0 and pattern.startswith("index.htm", slash + 1):
        yield _Rule(True, pattern[: slash + 1] + "$", line)  # who allows /x/index.html allows /x/


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1):
        if len(line) * 4 > MAX_LINE:
            line = line.encode("utf-8", "replace")[:MAX_LINE].decode("utf-8", "ignore")
        line = line.partition("#")[0].strip()
        name, colon, value = line.partition(":")
        if not colon:  # "disallow /x" is as good as "disallow: /x", but "disallow /x /y" is nothing
            words = line.split()
            if len(words) != 2:
                continue
            name, value = words
        key = _KEYS.match(name.strip().lower())
        if key is not None and key.lastgroup is not None:
            yield number, key.lastgroup, value.strip()
