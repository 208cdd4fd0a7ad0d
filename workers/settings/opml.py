"""OPML 2.0 (http://opml.org/spec2.opml): subscription lists in and out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from workers.errors import BadConfig
from workers.records import Kind, Source
from workers.settings.sourcelists import SourceList, printable, why_no_url


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
    """A subscription list of the sources; a source's first tag becomes its folder."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "khabar sources"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        parent = body
        if source.tags:
            folder = source.tags[0]
            if folder not in folders:
                folders[folder] = etree.SubElement(body, "outline", text=folder)
            parent = folders[folder]
        label = source.name or source.id
        etree.SubElement(parent, "outline", type="rss", text=label, title=label, xmlUrl=source.url)
    text: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return text.decode()
