"""The headline of a page and the heading that prints it, of all candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.parse.metadata.evidence import Evidence
from workers.parse.metadata.scan import Spot
from workers.parse.metadata.structured import plain
from workers.parse.metadata.titles import Candidate, SiteNames, choose_title, one_line, squeezed
from workers.records import Origin

_PRINT_VIEW = re.compile(
    r"\b(?:print(?:er)?[- ](?:view|version|friendly)|version imprimable|versi[oó]n (?:para|de) impri"
    r"|druck(?:ansicht|version)|versione stampabile|vers[aã]o para impress|версия для печати|версія для друку"
    r"|yazdır)|نسخة للطباعة|打印(?:本页|页面)|印刷用",
    re.IGNORECASE,
)


def choose_headline(evidence: Evidence, publisher: str | None) -> tuple[tuple[str, Origin] | None, Spot | None]:
    """The title without the site's name, and the heading that prints it (None where none does)."""
    scan = evidence.scan
    site = SiteNames(
        (publisher, *scan.all_metas("og:site_name", "application-name", "apple-mobile-web-app-title")), evidence.url
    )
    headings = scan.headings[:30]
    printed = [one_line(spot.node.text(separator=" ")) for spot in headings]
    title, origin, number = choose_title(printed, list(_stated(evidence)), site, _sections(evidence))
    if title is None or origin is None:
        return None, None
    spot = headings[number] if number is not None else _printed_lower(evidence, title)
    return (title, origin), spot


def _printed_lower(evidence: Evidence, title: str) -> Spot | None:
    """The lesser heading that prints the title word for word, where no h1 does."""
    flat = squeezed(title)
    return next((spot for spot in evidence.scan.lesser if squeezed(spot.text()) == flat), None)


def _sections(evidence: Evidence) -> frozenset[str]:
    named = list(evidence.scan.metas.get("article:section", ()))[:3]
    named += [text for value, _ in evidence.stated("articleSection") if (text := plain(value))]
    return frozenset(squeezed(name) for name in named)


def _stated(evidence: Evidence) -> Iterator[Candidate]:
    scan = evidence.scan
    for value, via in evidence.stated("headline"):
        yield Candidate(one_line(plain(value)), via)
    for name in ("og:title", "twitter:title"):
        yield from (Candidate(one_line(text), "opengraph") for text in scan.metas.get(name, ())[:1])
    for name in (
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "dcterms.title",
        "citation_title",
        "cxenseparse:title",
        "title",
        "headline",
    ):
        yield from (Candidate(one_line(text), "meta") for text in scan.metas.get(name, ())[:1])
    if scan.title and not _PRINT_VIEW.search(scan.title):
        yield Candidate(one_line(scan.title), "page")
    for value, via in evidence.stated("name"):
        yield Candidate(one_line(plain(value)), via)
    if evidence.entry is not None and evidence.entry.title:
        yield Candidate(one_line(evidence.entry.title), "feed")
