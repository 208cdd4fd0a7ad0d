"""OPML 2.0 (http://opml.org/spec2.opml): subscription lists in and out.

Folders are tags, from the outermost to the innermost. A source's id goes along in an attribute of a namespace of ours,
so that a list that comes back finds its sources again; whatever else is configured goes along in TOML only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from workers.errors import BadConfig
from workers.records import Kind, Source
from workers.settings.sourcelists import ID, SourceList, printable, why_no_url

_NAMESPACE = "urn:khabar:opml"
_OWN_ID = f"{{{_NAMESPACE}}}id"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def read_opml(path: Path) -> SourceList:
    """Every `<outline xmlUrl>` is a feed (OPML 2.0); folders become tags."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except OSError as e:
        raise BadConfig(str(path), f"cannot be read: {e.strerror}") from e
    except etree.XMLSyntaxError as e:
        raise BadConfig(str(path), f"is not well-formed OPML: {e.msg}") from e
    if not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise BadConfig(str(path), f"is no OPML file: its root is <{printable(str(root.tag))}>")
    good: list[Source] = []
    bad: list[BadConfig] = []
    taken: set[str] = set()
    for outline in root.iter("outline"):
        attributes = {str(k).lower(): str(v).strip() for k, v in outline.attrib.items()}
        if not (url := attributes.get("xmlurl", "")):
            continue
        name = attributes.get("title") or attributes.get("text") or None
        if (why := why_no_url(url)) is not None:
            bad.append(BadConfig(f"{path} outline {outline.sourceline} xmlUrl", why))
            continue
        folders = [f.get("text") or f.get("title") or "" for f in outline.iterancestors("outline")]
        source_id = attributes.get(_OWN_ID, "")
        if not ID.fullmatch(source_id) or source_id in taken:
            source_id = source_id_for(name, url, taken)
        taken.add(source_id)
        tags = tuple(f for f in reversed(folders) if f)
        good.append(Source(id=source_id, url=url, name=name, kind=Kind.AUTO, tags=tags))
    return SourceList(tuple(good), tuple(bad))


def source_id_for(name: str | None, url: str, taken: Collection[str]) -> str:
    """A readable id that is free: the host and a word of the name or path, numbered where needed."""
    host = (urlsplit(url).hostname or "source").removeprefix("www.")
    words = unicodedata.normalize("NFKC", name or urlsplit(url).path)
    slug = re.sub(r"[\W_]+", "-", words.lower()).strip("-")[:40].strip("-")
    stem = re.sub(r"[^\w.-]", "-", f"{host}-{slug}" if slug else host).strip("-.")[:90] or "source"
    candidate, n = stem, 2
    while candidate in taken:
        candidate, n = f"{stem}-{n}", n + 1
    return candidate


def write_opml(sources: Iterable[Source]) -> str:
    """A subscription list of the sources; a source's tags become folders, one within the other."""
    root = etree.Element("opml", version="2.0", nsmap={"khabar": _NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "khabar sources"
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for source in sources:
        for depth in range(len(source.tags)):
            inner = source.tags[: depth + 1]
            if inner not in folders:
                folders[inner] = etree.SubElement(folders[inner[:-1]], "outline", text=_xml(inner[-1]))
        label = _xml(source.name or source.id)
        outline = etree.SubElement(folders[source.tags], "outline", type="rss", text=label, title=label)
        outline.set("xmlUrl", source.url)
        outline.set(_OWN_ID, source.id)
    text: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return text.decode()


def _xml(text: str) -> str:
    """The text with U+FFFD in place of what XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
