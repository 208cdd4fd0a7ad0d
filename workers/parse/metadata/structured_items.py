"""Microdata and RDFa as nodes of the same shape as JSON-LD.

An item starts at `itemscope` (RDFa: `typeof`); a property belongs to the nearest item above it. WHATWG HTML section
5.2 (microdata) and RDFa Lite 1.1, without their rarities (`itemref`, chaining by `resource`).
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from workers.parse.metadata.structured import Graph, Node

MAX_ITEMS = 2_000
MAX_CLIMB = 60
MAX_VALUE = 4_000


def read_items(nodes: list[LexborNode]) -> Graph:
    """The items that `nodes` (all elements with itemprop, typeof or property, in document order) state."""
    graph = Graph("microdata")
    scopes: dict[int, Node] = {}
    orphans: Node = {"@type": ["Article"]}  # properties that name no item: those of the page itself
    for node in nodes[:MAX_ITEMS]:
        attributes = node.attributes
        name = attributes.get("itemprop") or attributes.get("property")
        own = _scope(graph, scopes, node, attributes) if "itemscope" in attributes or "typeof" in attributes else None
        if not name:
            continue
        if name == "author" and _in_comments(node):
            continue
        owner = _owner(graph, scopes, node)
        if owner is None:
            owner = orphans
        value = own if own is not None else _value(node, attributes)
        if value:
            for one in name.split():
                _add(owner, one.split(":")[-1].split("/")[-1], value)
    if "headline" in orphans or "datePublished" in orphans:
        graph.nodes.append(orphans)
    return graph


def _in_comments(node: LexborNode) -> bool:
    """Comments often name their authors without an item of their own."""
    above = node.parent
    for _ in range(6):
        if above is None:
            return False
        attributes = above.attributes
        if "comment" in f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower():
            return True
        above = above.parent
    return False


def _scope(graph: Graph, scopes: dict[int, Node], node: LexborNode, attributes: dict[str, str | None]) -> Node:
    key = node.mem_id
    if key not in scopes:
        stated = attributes.get("itemtype") or attributes.get("typeof") or "Thing"
        scopes[key] = {"@type": stated.split()}
        graph.nodes.append(scopes[key])
        if "typeof" in attributes:
            graph.via = "rdfa"
    return scopes[key]


def _owner(graph: Graph, scopes: dict[int, Node], node: LexborNode) -> Node | None:
    above = node.parent
    for _ in range(MAX_CLIMB):
        if above is None:
            return None
        if above.mem_id in scopes:
            return scopes[above.mem_id]
        attributes = above.attributes
        if "itemscope" in attributes or "typeof" in attributes:
            return _scope(graph, scopes, above, attributes)
        above = above.parent
    return None


def _value(node: LexborNode, attributes: dict[str, str | None]) -> str:
    for key in ("content", "datetime", "href", "src", "data"):
        stated = attributes.get(key)
        if stated and not (key == "href" and attributes.get("itemprop", "") in ("name", "author", "headline")):
            return stated[:MAX_VALUE].strip()
    return " ".join(node.text(separator=" ")[:MAX_VALUE].split())


def _add(owner: Node, name: str, value: object) -> None:
    if name not in owner:
        owner[name] = value
    elif isinstance(kept := owner[name], list):
        if len(kept) < 100:
            kept.append(value)
    else:
        owner[name] = [kept, value]
