"""One pass over a page's tree that gathers every element which may speak about the article.

Nothing is judged here: `Scan` holds metas and links by name, the JSON-LD blocks, and `Spot`s (headings, times, and
elements whose class, id, rel or address says author, date, section or tag) in document order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from workers.parse.tree import tag_ids

MAX_SPOTS = 4_000
MAX_METAS = 2_000
MAX_TEXT = 300  # longer texts are no bylines, dates or labels

_META, _LINK, _TITLE, _SCRIPT, _TIME, _IMG, _A = (
    next(iter(tag_ids(name))) for name in ["meta", "link", "title", "script", "time", "img", "a"]
)
_H1 = next(iter(tag_ids("h1")))
_LESSER = tag_ids("h2 h3")
_NAMELESS = _LESSER | {_H1, _TIME}
_SILENT = tag_ids("br path svg style noscript input option source use g hr button circle rect")


class Sign:
    """What an element's names say about its content, as bits (an enum's operators would cost a third of the pass)."""

    NONE = 0
    AUTHOR = 1
    DATE = 2
    UPDATED = 4
    SECTION = 8
    TAGS = 16
    CRUMBS = 32
    STANDFIRST = 64
    WALL = 128
    TITLE = 256
    FOREIGN = 512  # comments, related stories, menus, clocks: not about this article


@dataclass(slots=True)
class Spot:
    """An element that may speak about the article; `place` counts the matched elements before it."""

    place: int
    node: LexborNode
    names: str
    sign: int

    def text(self) -> str:
        """The element's text on one line, or "" where it is longer than any label."""
        raw = self.node.text(separator=" ", strip=False)
        return " ".join(raw.split()) if len(raw) < 4 * MAX_TEXT else ""


@dataclass
class Scan:
    """What one pass over a page found."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    links: list[dict[str, str | None]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    title: str | None = None
    headings: list[Spot] = field(default_factory=list)
    lesser: list[Spot] = field(default_factory=list)  # h2, h3 and what names itself a title
    times: list[Spot] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    items: list[LexborNode] = field(default_factory=list)  # with itemprop, property or typeof
    images: list[tuple[int, LexborNode]] = field(default_factory=list)
    walled: bool = False  # an element names itself a paywall
    root: dict[str, str | None] = field(default_factory=dict)

    def meta(self, *names: str) -> str | None:
        """The first non-empty content among the named metas, in the order of the names."""
        return next(self.all_metas(*names), None)

    def all_metas(self, *names: str) -> Iterator[str]:
        for name in names:
            yield from self.metas.get(name, ())


_WORDS = {
    Sign.AUTHOR: r"author|byline|by-line|writer|writtenby|written-by|reporter|contributor|postedby"
    r"|posted-by|auteur|autor|autore"
    r"|redakteur|verfasser|journalist|correspondent|columnist|yazar|muhabir|penulis|vcard|creator|signature|firma\b"
    r"|redactor|forfatter|skribent|katib|kateb|nevisande",
    Sign.UPDATED: r"updat|modif|actualis|actualiz|aktualis|aggiorn|obnov",
    Sign.DATE: r"date|(?<![a-z])time(?!line|out|r)|timestamp|publish|pubdate|posted|datum|fecha"
    r"|data-pub|dateline|datetime|tarih"
    r"|tanggal|waktu|zeit(?!ung)|heure|post-meta|entry-meta|article-meta|article__meta|meta-info|postmeta|meta",
    Sign.SECTION: r"section|category|categories|kicker|rubri|eyebrow|channel|cat-link|topper|overline"
    r"|supertitle|flag|label",
    Sign.TAGS: r"(?<![a-z])tags?(?![a-z])|tag-list|taglist|keyword|topics?(?![a-z])|hashtag|post-tag|etiquet|schlagw",
    Sign.CRUMBS: r"breadcrumb|crumb|ariadne|pathway|you-are-here",
    Sign.STANDFIRST: r"standfirst|dek\b|subtitle|sub-title|subheadline|sub-headline|summary|lede"
    r"|excerpt|chapo|vorspann|teaser-text",
    Sign.TITLE: r"headline|(?<![a-z])title(?![a-z])|titulo|titre|titel",
    Sign.WALL: r"paywall|subscriber-only|subscribers-only|regwall|piano-inline|locked-content"
    r"|article--locked|meteredcontent",
    Sign.FOREIGN: r"comment|related|recommend|sidebar|side-bar|widget-area|widgets|popular|trending|most-read"
    r"|mostread|latest|more-stor|read-more"
    r"|readmore|teaser|promo|card|footer|menu|(?<![a-z])nav|navbar|newsletter|subscribe|carousel"
    r"|slider|recirc|ticker|clock"
    r"|today|copyright|cookie|advert|sponsor|reply|disqus|social|share|login|search|weather|next-post"
    r"|prev-post|up-next|reviewer|reviewed|fact-check",
}
_SIGN_WORDS = {sign: re.compile(words) for sign, words in _WORDS.items()}


_SPEAKS = Sign.AUTHOR | Sign.DATE | Sign.UPDATED | Sign.SECTION | Sign.TAGS | Sign.CRUMBS | Sign.STANDFIRST


@lru_cache(maxsize=20_000)
def sign_of(names: str) -> int:
    """What an element's class and id names say."""
    if len(names) > 600:
        names = names[:600]
    folded = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names).lower().replace("_", "-")
    sign = Sign.NONE
    for one, words in _SIGN_WORDS.items():
        if words.search(folded):
            sign |= one
    return sign


def scan(tree: LexborHTMLParser) -> Scan:
    """Everything on the page that may speak about the article. Reads only; linear in the size of the page."""
    found = Scan()
    if tree.root is not None:
        found.root = dict(tree.root.attributes)
    for place, node in enumerate(tree.root.traverse()) if tree.root is not None else ():
        tag = node.tag_id
        if tag in _SILENT:
            continue
        if tag == _META:
            _meta(found, node)
        elif tag == _LINK:
            found.links.append(dict(node.attributes))
        elif tag == _SCRIPT:
            if "ld+json" in (node.attributes.get("type") or "").lower():
                found.blocks.append(node.text())
        elif tag == _TITLE:
            found.title = found.title or node.text()
        else:
            _element(found, node, tag, place)
    return found


def _meta(found: Scan, node: LexborNode) -> None:
    attributes = node.attributes
    content = (attributes.get("content") or "").strip()
    if "itemprop" in attributes:
        found.items.append(node)
    if not content or len(found.metas) > MAX_METAS:
        return
    name = attributes.get("property") or attributes.get("name") or ""
    for one in name.lower().split():
        values = found.metas.setdefault(one, [])
        if len(values) < 50:
            values.append(content)


def _element(found: Scan, node: LexborNode, tag: int, place: int) -> None:
    attributes = node.attributes
    if not attributes and tag not in _NAMELESS:
        return
    names = attributes.get("class") or ""
    if "id" in attributes:
        names = f"{names} {attributes['id']}"
    sign = sign_of(names) if names else 0
    if tag == _A:
        sign |= _link_sign(attributes)
    if "itemprop" in attributes or "typeof" in attributes or "property" in attributes:
        found.items.append(node)
    if sign & Sign.WALL:
        found.walled = True
    spot = Spot(place, node, names, sign)
    if tag == _H1:
        found.headings.append(spot)
    elif tag in _LESSER or sign & Sign.TITLE:
        if len(found.lesser) < 200:
            found.lesser.append(spot)
    elif tag == _TIME:
        found.times.append(spot)
    elif tag == _IMG:
        found.images.append((place, node))
    elif sign & _SPEAKS and len(found.spots) < MAX_SPOTS:
        found.spots.append(spot)


_AUTHOR_LINK = re.compile(
    r"/(?:authors?|staff|people|profiles?|writers?|contributors?|team|auteurs?|autore?n?s?"
    r"|columnists?|journalists?|by)/[^/?#]+|[?&/]author=",
    re.IGNORECASE,
)


def is_author_link(attributes: dict[str, str | None]) -> bool:
    """Whether a link leads to somebody's page: by its `rel`, or by its path."""
    if "author" in (attributes.get("rel") or "").lower().split():
        return True
    return _AUTHOR_LINK.search((attributes.get("href") or "")[:300]) is not None


def _link_sign(attributes: dict[str, str | None]) -> int:
    sign = Sign.NONE
    rel = (attributes.get("rel") or "").lower()
    if is_author_link(attributes):
        sign |= Sign.AUTHOR
    if "tag" in rel.split():
        sign |= Sign.TAGS
    if "category" in rel.split():
        sign |= Sign.SECTION
    return sign
