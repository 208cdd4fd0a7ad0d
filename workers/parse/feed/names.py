"""Element names of the feed vocabularies, whatever prefix, namespace spelling or letter case a publisher chose."""

from __future__ import annotations

import re
from typing import Any

# Namespace without scheme, "www." and trailing punctuation, in lower case -> the prefix that the readers know; "" = RSS
# and Atom themselves.
_PREFIXES = {
    "w3.org/2005/atom": "",
    "purl.org/atom/ns": "",
    "purl.org/rss/1.0": "",
    "purl.org/rss/1.0/modules/rss091": "",
    "purl.org/net/rss1.1": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "backend.userland.com/rss091": "",
    "backend.userland.com/rss092": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "cyber.law.harvard.edu/rss/rss.html": "",
    "rssboard.org/rss-specification": "",
    "example.com/newformat": "",
    "example.com/necho": "",
    "purl.org/echo": "",
    "purl.org/pie": "",
    "w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content",
    "search.yahoo.com/mrss": "media",
    "rssboard.org/media-rss": "media",
    "itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "example.com/dtds/podcast-1.0.dtd": "itunes",
    "purl.org/rss/1.0/modules/syndication": "sy",
    "w3.org/1999/xhtml": "xhtml",
    "prismstandard.org/namespaces/1.2/basic": "prism",
    "prismstandard.org/namespaces/basic/2.0": "prism",
    "prismstandard.org/namespaces/basic/2.1": "prism",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
}
_WELL_KNOWN = frozenset(_PREFIXES.values())
_TRIMMED = re.compile(r"^\s*https?://(?:www\.)?|[/#\s]+$")

# What an element is to us. Elements that are not here are passed over.
_MEANINGS = {
    "rss": "rss",
    "feed": "feed",
    "rdf:rdf": "rdf",
    "channel": "channel",
    "items": "",
    "item": "item",
    "entry": "item",
    "title": "title",
    "dc:title": "dc:title",
    "media:title": "media:title",
    "itunes:title": "itunes:title",
    "link": "link",
    "guid": "guid",
    "id": "guid",
    "pubdate": "published",
    "published": "published",
    "issued": "published",
    "dcterms:issued": "published",
    "dc:date": "dc:date",
    "created": "created",
    "dcterms:created": "created",
    "updated": "updated",
    "modified": "updated",
    "lastbuilddate": "updated",
    "dcterms:modified": "updated",
    "author": "author",
    "managingeditor": "author",
    "dc:creator": "author",
    "dc:author": "author",
    "itunes:author": "itunes:author",
    "description": "description",
    "summary": "description",
    "abstract": "description",
    "dcterms:abstract": "description",
    "dc:description": "dc:description",
    "itunes:summary": "itunes:summary",
    "itunes:subtitle": "itunes:subtitle",
    "media:description": "media:description",
    "content": "content",
    "content:encoded": "content",
    "fullitem": "content",
    "body": "content",
    "xhtml:body": "content",
    "xhtml:div": "content",
    "category": "category",
    "dc:subject": "category",
    "itunes:category": "category",
    "media:category": "category",
    "keywords": "keywords",
    "media:keywords": "keywords",
    "itunes:keywords": "keywords",
    "enclosure": "enclosure",
    "media:content": "media:content",
    "media:group": "media:group",
    "media:thumbnail": "media:thumbnail",
    "media:credit": "media:credit",
    "itunes:image": "itunes:image",
    "image": "image",
    "source": "source",
    "dc:publisher": "dc:publisher",
    "language": "language",
    "dc:language": "language",
    "prism:section": "section",
    "ttl": "ttl",
    "skiphours": "skiphours",
    "skipdays": "skipdays",
    "sy:updateperiod": "sy:updateperiod",
    "sy:updatefrequency": "sy:updatefrequency",
    "name": "name",
    "email": "email",
    "url": "url",
    "hour": "hour",
    "day": "day",
}


_CANONICAL = {
    "": ("", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/"),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "dcterms": ("http://purl.org/dc/terms/",),
    "content": ("http://purl.org/rss/1.0/modules/content/",),
    "media": ("http://search.yahoo.com/mrss/",),
    "itunes": ("http://www.itunes.com/dtds/podcast-1.0.dtd",),
    "sy": ("http://purl.org/rss/1.0/modules/syndication/",),
}


def _common() -> dict[str, str]:
    """The names as nearly every feed writes them, worked out once."""
    found = {}
    for qualified, meaning in _MEANINGS.items():
        prefix, _, local = qualified.rpartition(":")
        for uri in _CANONICAL.get(prefix, ()):
            found[f"{{{uri}}}{local}" if uri else local] = meaning
    return found | {"pubDate": "published", "lastBuildDate": "updated", "managingEditor": "author"}


_COMMON = _common()


class Names(dict[str, str]):
    """Clark name -> meaning, "" where it has none for us. One for each document: its size is bounded by the document.

    `home` is the namespace of the root element where we don't know it: such feeds put RSS into a namespace of their
    own.
    """

    def __init__(self, home: str = "") -> None:
        super().__init__(_COMMON)
        self._home = home

    def __missing__(self, tag: Any) -> str:
        if not isinstance(tag, str):  # a reference to an entity that nobody declared, in a document read in part
            return ""
        meaning = self[tag] = _MEANINGS.get(self._qualified(tag), "")
        return meaning

    def _qualified(self, tag: str) -> str:
        if tag[:1] == "{":
            uri, _, local = tag[1:].partition("}")
            prefix = "" if uri == self._home else _PREFIXES.get(_TRIMMED.sub("", uri.lower()))
            if prefix is None:
                return "?"
        elif ":" in tag:  # a prefix that was never declared: the usual ones mean the usual
            prefix, _, local = tag.partition(":")
            prefix = prefix.lower()
            if prefix in ("atom", "rss", "a10"):
                prefix = ""
            elif prefix not in _WELL_KNOWN:
                return "?"
        else:
            prefix, local = "", tag
        return f"{prefix}:{local.lower()}" if prefix else local.lower()


def names_for(root_tag: str) -> Names:
    """The names of a document with this root element."""
    names = Names()
    if names[root_tag] or not root_tag.startswith("{"):
        return names
    uri, _, local = root_tag[1:].partition("}")
    return Names(home=uri) if local.lower() in ("rss", "feed", "channel") else names
