"""A tree of RSS 0.9x/2.0, RDF 0.9/1.0 or Atom 0.3/1.0 to a Document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from workers.errors import TooLarge
from workers.parse.feed.hints import poll_hints
from workers.parse.feed.item import ItemReader
from workers.parse.feed.links import absolute_link
from workers.parse.feed.names import Names, names_for
from workers.parse.feed.text import first_text, text_of, title_of
from workers.parse.feed.xml import Parsed
from workers.records import Document, Entry, Kind

# A feed announces what is new: the largest of several hundred real ones held 1,046 entries. Cutting a longer one off
# would lose
# entries in silence, since their order promises nothing; so it is refused, and a person is told.
MOST_ENTRIES = 10_000

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORMS = {"rss": "rss", "feed": "atom", "rdf": "rdf"}
_HEADS = frozenset(("channel", "rss", "feed", "rdf"))


def read_tree(parsed: Parsed, *, url: str, now: datetime) -> Document | None:
    """The feed that the tree holds, or None where it is not one that is understood; raises TooLarge."""
    names = names_for(str(parsed.root.tag))
    root = _feed_root(parsed.root, names)
    if root is None:
        return None
    form = _FORMS[names[root.tag]]
    head, items = _parts(root, names)
    if len(items) > MOST_ENTRIES:
        raise TooLarge(url, f"a feed with {len(items)} entries, more than {MOST_ENTRIES}")
    base = url if absolute_link(url, "") else _site(head, names) or url
    reader = ItemReader(names, base=base, now=now, is_atom=form == "atom")
    entries = tuple([reader.read(item) for item in items])
    return _with_head(_grouped(head, names), reader, root, names, entries, parsed.problems)


def _feed_root(root: etree._Element, names: Names) -> etree._Element | None:
    """The element that is the feed: the root, or one a little below it where something is wrapped around."""
    if names[root.tag] in _HEADS:
        return root if names[root.tag] != "channel" else None  # CDF calls its root CHANNEL: feedparser knows it
    for element in root.iter("{*}rss", "{*}feed", "{*}RDF"):
        if names[element.tag] in _HEADS:
            return element
    return None


def _parts(root: etree._Element, names: Names) -> tuple[list[etree._Element], list[etree._Element]]:
    """The elements that speak of the feed, and the items in the document's order: in the channel, beside it (RDF), or
    wherever a
    publisher's mistake or our recovery left them."""
    channels = [root, *(child for child in root if names[child.tag] == "channel")]
    head = [child for channel in channels for child in channel if names[child.tag] not in ("", "item", "channel")]
    items = [element for element in root.iter("{*}item", "{*}entry") if names[element.tag] == "item"]
    return head, items


def _site(head: Iterable[etree._Element], names: Names) -> str | None:
    for element in head:
        if names[element.tag] == "link" and (link := absolute_link(element.get("href") or text_of(element), "")):
            return link
    return None


def _grouped(head: list[etree._Element], names: Names) -> dict[str, list[etree._Element]]:
    fields: dict[str, list[etree._Element]] = {}
    for element in head:
        fields.setdefault(names[element.tag], []).append(element)
    return fields


def _with_head(
    fields: dict[str, list[etree._Element]],
    reader: ItemReader,
    root: etree._Element,
    names: Names,
    entries: tuple[Entry, ...],
    problems: tuple[str, ...],
) -> Document:
    form = _FORMS[names[root.tag]]
    links: dict[str, list[str]] = {}
    for element in fields.get("link", ()):
        rel = (element.get("rel") or "alternate").strip().lower()
        if link := reader.absolute(element.get("href") or text_of(element), element):
            links.setdefault(rel, []).append(link)
    titles = (title_of(element, form == "atom") for element in (*fields.get("title", ()), *fields.get("dc:title", ())))
    odd = tuple(f"{count} x {what}" if count > 1 else what for what, count in reader.oddities.items())
    return Document(
        kind=Kind.FEED,
        form=form,
        entries=entries,
        title=next(filter(None, titles), None),
        link=next(iter(links.get("alternate", ())), None),
        language=first_text(fields.get("language")) or root.get(_XML_LANG) or None,
        self_url=next(iter(links.get("self", ())), None),
        next_url=next(iter(links.get("prev-archive") or links.get("next") or ()), None),
        hubs=tuple(dict.fromkeys(links.get("hub", ()))),
        hints=poll_hints(fields, names),
        problems=problems + odd,
    )
