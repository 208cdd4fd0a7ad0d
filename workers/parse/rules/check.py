"""The tests that stand in a file of site rules: saved pages and what must be read from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workers.errors import KhabarError
from workers.parse.charset import decode
from workers.parse.listing import read_listing
from workers.parse.rules.apply import RuleResult, apply_rules
from workers.parse.rules.file import RuleTest, SiteRules
from workers.records import Image, Moment


def check_rules(rules: SiteRules, folder: Path) -> list[str]:
    """One sentence for each thing that the rules' tests find wrong; the saved pages lie in `folder`."""
    failures: list[str] = []
    for test in rules.tests:
        try:
            html, _ = decode((folder / test.page).read_bytes(), None, markup="html")
        except OSError as error:
            failures.append(f"{rules.file} [tests] {test.page}: cannot be read: {error.strerror}")
            continue
        try:
            failures.extend(f"{rules.file} [tests] {test.page}: {why}" for why in _failures(rules, test, html))
        except KhabarError as error:
            failures.append(f"{rules.file} [tests] {test.page}: {error.why}")
    return failures


def _failures(rules: SiteRules, test: RuleTest, html: str) -> list[str]:
    url = test.url or f"https://{rules.hosts[0].replace('*', 'www').replace('?', 'x')}/{test.page}"
    if not rules.covers(url):
        return [f"url {url} is of no host in {list(rules.hosts)}"]
    result = apply_rules(html, rules, url=url, fetched_at=test.fetched_at)
    found = []
    for name, wanted in test.expect.items():
        if name == "links":
            links = read_listing(html, url=url, fetched_at=test.fetched_at, selector=rules.listing).entries
            got: object = len(links) if isinstance(wanted, int) else [entry.link for entry in links]
        else:
            got = _shown(result, name, wanted)
        if not _agrees(got, wanted):
            found.append(f"{name} is {got!r}, expected {wanted!r}")
    found.extend(f"{name} matched nothing" for name in result.broken if name not in test.expect)
    return found


def _shown(result: RuleResult, name: str, wanted: object) -> object:
    """A field in the form in which TOML can state it."""
    value: object = result.paragraphs if name == "paragraphs" else result.fields.get(name)
    if isinstance(wanted, int) and isinstance(value, tuple):
        return len(value)
    if isinstance(value, Moment):
        return value.isoformat()
    if isinstance(value, tuple):
        texts = [one.url if isinstance(one, Image) else one for one in value]
        return texts[0] if isinstance(wanted, str) and name == "paragraphs" and texts else texts
    return value


def _agrees(got: object, wanted: Any) -> bool:
    if hasattr(wanted, "isoformat") and isinstance(got, str):
        wanted = wanted.isoformat()
    return bool(got == wanted or (isinstance(got, list) and got == [wanted]))
