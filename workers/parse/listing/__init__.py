"""A section or home page read as a list of announcements: the links that lead to articles, found without a rule."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from workers.errors import NotAFeed
from workers.parse.language import language_of
from workers.parse.listing.cards import Cards
from workers.parse.listing.choice import Target, choose, targets, titled
from workers.parse.listing.pages import next_page
from workers.parse.listing.scan import Scan, scan
from workers.parse.tree import parse_tree
from workers.records import Document, Entry, Kind

MOST_ENTRIES = 500


def read_listing(html: str, *, url: str, fetched_at: datetime, selector: str | None = None) -> Document:
    """The articles that a page announces, in the order of the page, each with its title and the date beside it.

    `selector` (CSS, from a site rule) names the links, or the elements that hold them, and replaces the guess. Raises
    NotAFeed where no link leads to an article, and what `parse_tree` raises.
    """
    tree = parse_tree(html, url=url)
    base = _base(tree, url)
    seen = scan(tree)
    chosen = choose(targets(seen.links, base, url)) if selector is None else _selected(tree, selector, seen, base, url)
    chosen = chosen[:MOST_ENTRIES]
    if not chosen:
        raise NotAFeed(
            url, "no link of this page leads to an article" + (f" by the rule {selector!r}" if selector else "")
        )
    said = tree.css_first("html")
    language = language_of(
        " ".join(target.title for target in chosen[:20]), hint=said.attributes.get("lang") if said is not None else None
    )
    dates = Cards(seen, chosen).dates(language, fetched_at)
    entries = tuple(
        Entry(link=target.address.url, title=target.title or None, published=date)
        for target, date in zip(chosen, dates, strict=True)
    )
    name = tree.css_first("title")
    return Document(
        kind=Kind.LISTING,
        form="listing",
        entries=entries,
        title=(" ".join(name.text().split()) or None) if name is not None else None,
        link=url,
        language=language,
        next_url=next_page(tree, seen, base, url),
    )


def _selected(tree: LexborHTMLParser, selector: str, seen: Scan, base: str, url: str) -> list[Target]:
    """The addresses of the links that a site rule names, on whatever host."""
    try:
        nodes = tree.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise NotAFeed(url, f"the selector {selector!r} is no CSS that can be read: {error}") from error
    named: set[int] = set()
    for node in nodes[:MOST_ENTRIES]:
        if node.tag == "a":
            named.add(node.mem_id)
        else:
            named.update(link.mem_id for link in node.css("a[href]")[:MOST_ENTRIES])
    links = [link for link in seen.links if link.node in named]
    return titled(targets(links, base, url, everywhere=True))


def _base(tree: LexborHTMLParser, url: str) -> str:
    stated = tree.css_first("base[href]")
    try:
        base = urljoin(url, (stated.attributes.get("href") or "").strip()) if stated is not None else url
        return base if urlsplit(base).hostname else url
    except ValueError:
        return url
