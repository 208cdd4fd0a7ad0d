"""One pass over a page's tree that gathers every element which may speak about the article.

Nothing is judged here: `Scan` holds metas and links by name, the JSON-LD blocks, and `Spot`s (headings, times, and
elements whose class, id, rel or address says author, date, section or tag) in document order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from workers.parse.metadata.names import KNOWN_SIGNS, Sign, learn_sign, link_signs
from workers.parse.tree import OTHER_IDS, tag_ids

MAX_SPOTS = 4_000
MAX_METAS = 2_000
MAX_SCRIPTS = 100
MAX_LESSER = 200
MAX_WALLS = 20
MAX_TEXT = 300  # longer texts are no bylines, dates or labels

_META, _LINK, _TITLE, _SCRIPT, _TIME, _IMG, _A = (
    next(iter(tag_ids(name))) for name in ["meta", "link", "title", "script", "time", "img", "a"]
)
_HEAD = frozenset((_META, _LINK, _TITLE, _SCRIPT))
_H1 = next(iter(tag_ids("h1")))
_LESSER = tag_ids("h2 h3")
_FIGURE = next(iter(tag_ids("figure")))
_OWN_LISTS = frozenset((_H1, _TIME, _IMG))
_SPECIAL = _LESSER | {_H1, _TIME, _IMG, _FIGURE}
_SILENT = tag_ids("br path svg style noscript input option source use g hr button circle rect")
_APART = _SILENT | _HEAD | OTHER_IDS


@dataclass(slots=True)
class Spot:
    """An element that may speak about the article; `place` counts the matched elements before it."""

    place: int
    node: LexborNode
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
    scripts: list[LexborNode] = field(default_factory=list)  # the others
    title: str | None = None
    headings: list[Spot] = field(default_factory=list)
    lesser: list[Spot] = field(default_factory=list)  # h2, h3 and what names itself a title
    times: list[Spot] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    items: list[LexborNode] = field(default_factory=list)  # with itemprop, property or typeof
    anchors: list[tuple[int, LexborNode, dict[str, str | None]]] = field(default_factory=list)
    images: list[Spot] = field(default_factory=list)
    has_figures: bool = False
    walls: list[Spot] = field(default_factory=list)  # elements that call themselves a paywall
    root: dict[str, str | None] = field(default_factory=dict)
    _linked: list[Spot] | None = None

    def meta(self, *names: str) -> str | None:
        """The first non-empty content among the named metas, in the order of the names."""
        return next(self.all_metas(*names), None)

    def linked(self) -> list[Spot]:
        """The links whose `rel` or address says something; looked through once, where it is needed."""
        if self._linked is None:
            signs = link_signs([attributes for _, _, attributes in self.anchors])
            pairs = zip(self.anchors, signs, strict=True)
            self._linked = [Spot(place, node, sign) for (place, node, _), sign in pairs if sign]
        return self._linked

    def all_metas(self, *names: str) -> Iterator[str]:
        for name in names:
            yield from self.metas.get(name, ())


_SPEAKS = Sign.AUTHOR | Sign.DATE | Sign.UPDATED | Sign.SECTION | Sign.TAGS | Sign.CRUMBS | Sign.STANDFIRST
_KEPT = _SPEAKS | Sign.TITLE | Sign.WALL


def scan(tree: LexborHTMLParser) -> Scan:
    """Everything on the page that may speak about the article. Reads only; linear in the size of the page."""
    found = Scan()
    if tree.root is None:
        return found
    found.root = dict(tree.root.attributes)
    known, items, anchors = KNOWN_SIGNS.get, found.items, found.anchors
    place = -1
    for node in tree.root.traverse():  # a selector would make all nodes at once, at twice the cost
        place += 1
        tag = node.tag_id
        if tag in _APART:
            if tag in _HEAD:
                _of_head(found, node, tag)
            elif tag in OTHER_IDS:
                place -= 1  # elements alone are counted
            continue
        sign = 0
        if attributes := node.attributes:
            if names := attributes.get("class"):
                said = known(names)
                sign = learn_sign(names) if said is None else said
            if name := attributes.get("id"):
                said = known(name)
                sign |= learn_sign(name) if said is None else said
            if tag == _A and "href" in attributes:
                anchors.append((place, node, attributes))
            if "itemprop" in attributes or "property" in attributes or "typeof" in attributes:
                items.append(node)
        if sign & _KEPT or tag in _SPECIAL:
            _keep(found, Spot(place, node, sign), tag)
    return found


def _keep(found: Scan, spot: Spot, tag: int) -> None:
    sign = spot.sign
    if tag == _H1:
        found.headings.append(spot)
    elif tag == _TIME:
        found.times.append(spot)
    elif tag == _IMG:
        found.images.append(spot)
    elif tag == _FIGURE:
        found.has_figures = True
    if (tag in _LESSER or (sign & Sign.TITLE and tag not in _OWN_LISTS)) and len(found.lesser) < MAX_LESSER:
        found.lesser.append(spot)
    if sign & _SPEAKS and len(found.spots) < MAX_SPOTS:
        found.spots.append(spot)
    elif sign & Sign.WALL and len(found.walls) < MAX_WALLS:
        found.walls.append(spot)


def _of_head(found: Scan, node: LexborNode, tag: int) -> None:
    if tag == _META:
        _meta(found, node)
    elif tag == _LINK:
        found.links.append(node.attributes)
    elif tag == _TITLE:
        found.title = found.title or node.text()
    elif "ld+json" in (node.attributes.get("type") or "").lower():
        found.blocks.append(node.text())
    elif len(found.scripts) < MAX_SCRIPTS:
        found.scripts.append(node)


def _meta(found: Scan, node: LexborNode) -> None:
    attributes = node.attributes
    content = (attributes.get("content") or "").strip()
    if "itemprop" in attributes:
        found.items.append(node)
    if not content or len(found.metas) > MAX_METAS:
        return
    name = attributes.get("property") or attributes.get("name") or ""
    if "property" in attributes and ":" not in name:
        found.items.append(node)  # RDFa; Open Graph's names have a colon
    for one in name.lower().split():
        values = found.metas.setdefault(one, [])
        if len(values) < 50:
            values.append(content)
