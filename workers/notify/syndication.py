"""Articles as RSS 2.0, Atom (RFC 4287), JSON Feed 1.1 and ninjs 3.1 lines.

Pure writers: what XML or JSON cannot hold is left out, everything else is escaped, letters stay the letters they are.
A withdrawn article is in no feed. Where a publisher stated only a day, the item's date is that day's first instant,
as in events; where none was stated there is none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from workers.notify.events import dumps
from workers.notify.ninjs import as_uri, item_of, moment, timestamp
from workers.records import Article, StoredArticle

# https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
for _prefix, _uri in (("", _ATOM), ("content", _CONTENT), ("dc", _DC)):
    ET.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. `uri` names an article: id -> URI; `now` is when it is written."""

    title: str
    link: str
    uri: Callable[[str], str]
    now: datetime


def rss(articles: Iterable[StoredArticle], channel: Channel) -> str:
    """RSS 2.0 with full texts (`content:encoded`), authors and languages (Dublin Core)."""
    root = ET.Element("rss", version="2.0")
    top = ET.SubElement(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", as_uri(channel.link) or channel.link)
    _add(top, "description", channel.title)
    _add(top, "lastBuildDate", format_datetime(channel.now.astimezone(UTC)))
    _add(top, "generator", "khabar")
    for stored in _usable(articles):
        _rss_item(ET.SubElement(top, "item"), stored, channel)
    return _document(root)


def _rss_item(item: ET.Element, stored: StoredArticle, channel: Channel) -> None:
    article = stored.article
    _add(item, "title", article.title)
    _add(item, "link", as_uri(article.canonical_url or article.url) or as_uri(article.url))
    _add(item, "guid", channel.uri(stored.id)).set("isPermaLink", "false")
    if article.published is not None:
        _add(item, "pubDate", format_datetime(datetime.fromisoformat(moment(article.published))))
    _add(item, "description", html.escape(_summary(article), quote=False))
    _add(item, f"{{{_CONTENT}}}encoded", _html(article))
    for author in article.authors:
        _add(item, f"{{{_DC}}}creator", author)
    _add(item, f"{{{_DC}}}publisher", article.publisher)
    _add(item, f"{{{_DC}}}language", article.language)
    for name in _categories(article):
        _add(item, "category", name)


def atom(articles: Iterable[StoredArticle], channel: Channel) -> str:
    """Atom 1.0; an entry is `updated` when its version was recorded."""
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add_atom(root, "id", as_uri(channel.link) or channel.link)
    _add_atom(root, "title", channel.title)
    _add_atom(root, "updated", timestamp(channel.now))
    _add_atom(_add_atom(root, "author", ""), "name", channel.title)  # for entries whose authors nobody stated
    if (link := as_uri(channel.link)) is not None:
        _add_atom(root, "link", "").set("href", link)
    _add_atom(root, "generator", "khabar")
    for stored in _usable(articles):
        _atom_entry(_add_atom(root, "entry", ""), stored, channel)
    return _document(root)


def _atom_entry(entry: ET.Element, stored: StoredArticle, channel: Channel) -> None:
    article = stored.article
    if article.language:
        entry.set(_XML_LANG, _clean(article.language))
    _add_atom(entry, "id", channel.uri(stored.id))
    _add_atom(entry, "title", article.title).set("type", "text")
    _add_atom(entry, "updated", timestamp(stored.version_seen))
    if article.published is not None:
        _add_atom(entry, "published", moment(article.published))
    if (link := as_uri(article.canonical_url or article.url) or as_uri(article.url)) is not None:
        _add_atom(entry, "link", "").set("href", link)
    for author in article.authors:
        _add_atom(_add_atom(entry, "author", ""), "name", author)
    for name in _categories(article):
        _add_atom(entry, "category", "").set("term", _clean(name))
    _add_atom(entry, "summary", _summary(article)).set("type", "text")
    _add_atom(entry, "content", _html(article)).set("type", "html")


def json_feed(articles: Iterable[StoredArticle], channel: Channel) -> str:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": as_uri(channel.link) or channel.link,
        "items": [_json_item(stored, channel) for stored in _usable(articles)],
    }
    return json.dumps(json.loads(dumps(feed)), ensure_ascii=False, indent=1)


def _json_item(stored: StoredArticle, channel: Channel) -> dict[str, Any]:
    article = stored.article
    images = [uri for image in article.images if (uri := as_uri(image.url))]
    item: dict[str, Any] = {
        "id": channel.uri(stored.id),
        "url": as_uri(article.canonical_url or article.url) or as_uri(article.url),
        "title": article.title,
        "content_text": "\n\n".join(article.paragraphs),
        "summary": article.summary,
        "date_published": moment(article.published) if article.published else None,
        "date_modified": timestamp(stored.version_seen),
        "authors": [{"name": name} for name in article.authors],
        "tags": _categories(article),
        "language": article.language,
        "image": images[0] if images else None,
    }
    return {name: value for name, value in item.items() if value or name == "content_text"}


def ninjs_lines(articles: Iterable[StoredArticle], uri: Callable[[str], str]) -> Iterator[str]:
    """One ninjs 3.1 item a line; of a withdrawn article what names it (`pubStatus` canceled)."""
    return (dumps(item_of(stored, uri(stored.id))) for stored in articles)


def _usable(articles: Iterable[StoredArticle]) -> Iterator[StoredArticle]:
    return (stored for stored in articles if not stored.withdrawn)


def _summary(article: Article) -> str:
    return article.summary or (article.paragraphs[0] if article.paragraphs else article.title)


def _categories(article: Article) -> list[str]:
    names = [article.section or "", *article.tags]
    return list(dict.fromkeys(name for name in names if name.strip()))


def _html(article: Article) -> str:
    """The paragraphs as HTML that reads in the article's own direction."""
    language = f' lang="{html.escape(article.language)}"' if article.language else ""
    body = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in article.paragraphs)
    return f'<div{language} dir="{article.direction}">{body}</div>'


def _add(parent: ET.Element, name: str, text: str | None) -> ET.Element:
    """A child with this text; where there is none, one that belongs to nobody."""
    if text is None or not text.strip():
        return ET.Element(name)
    child = ET.SubElement(parent, name)
    child.text = _clean(text)
    return child


def _add_atom(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = _clean(text) or None
    return child


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _document(root: ET.Element) -> str:
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")
