"""One `item` or `entry` element to an Entry, for RSS, RDF and Atom alike: publishers mix the vocabularies."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from lxml import etree

from workers.parse.feed.dates import read_feed_date
from workers.parse.feed.links import absolute_link, is_plain_link, is_web_address
from workers.parse.feed.media import Elements, Media
from workers.parse.feed.names import Names
from workers.parse.feed.people import names_in
from workers.parse.feed.text import first_text, html_of, text_of, title_of
from workers.parse.markup import plain_title
from workers.records import Entry, Moment

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_HTML_TYPES = (None, "", "text/html", "html", "application/xhtml+xml", "xhtml")
_MOST_CATEGORIES = 100
_LONGEST_GUID = 4_000
_MEDIA = frozenset(("enclosure", "media:content", "media:group", "media:thumbnail", "itunes:image", "image"))
_TITLES = ("title", "dc:title", "itunes:title", "media:title")
_SUMMARIES = ("description", "dc:description", "itunes:summary", "media:description", "itunes:subtitle")


class ItemReader:
    """Reads the items of one document.

    `base` is the URL that relative links are joined to. `oddities` collects, in words, what was left out.
    """

    def __init__(self, names: Names, *, base: str, now: datetime, is_atom: bool) -> None:
        self._names = names
        self._base = base
        self._now = now
        self._is_atom = is_atom
        self._people: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, str] = {}
        self.oddities: dict[str, int] = {}

    def read(self, item: etree._Element) -> Entry:
        """Every item gives an entry: what cannot be made out in it stays None."""
        names = self._names
        fields: Elements = {}
        for child in item:
            meaning = names[child.tag]
            if meaning in fields:
                fields[meaning].append(child)
            elif meaning:
                fields[meaning] = [child]
        guid = self._guid(item, fields)
        enclosures, images = Media(names, self.absolute).read(fields) if self._shows(fields) else ((), ())
        published, updated = self._dates(fields)
        return Entry(
            guid=guid,
            link=self._link(item, fields, guid),
            title=self._title(fields),
            published=published,
            updated=updated,
            authors=self._authors(fields),
            summary=self._first_html(fields, _SUMMARIES),
            content=self._content(fields),
            categories=self._categories(fields),
            enclosures=enclosures,
            images=images,
            language=item.get(_XML_LANG) or first_text(fields.get("language")),
            publisher=self._publisher(fields) if "source" in fields or "dc:publisher" in fields else None,
            section=plain_title(first_text(fields["section"]) or "") or None if "section" in fields else None,
        )

    def absolute(self, text: str | None, element: etree._Element) -> str | None:
        """The element's link, absolute; None where it leads nowhere on the web."""
        if text and is_plain_link(text):
            return text
        link = absolute_link(text, self.base_of(element))
        if link is None and text and text.strip():
            self._note("link that is no web address")
        return link

    def base_of(self, element: etree._Element) -> str:
        """xml:base of the element and its ancestors, joined outermost first (XML Base)."""
        base = self._base
        bases = [value for node in (element, *element.iterancestors()) if (value := node.get(_XML_BASE))]
        for value in reversed(bases):
            try:
                base = urljoin(base, value.strip())
            except ValueError:
                self._note("xml:base that is no address")
        return base

    def _note(self, oddity: str) -> None:
        self.oddities[oddity] = self.oddities.get(oddity, 0) + 1

    def _shows(self, fields: Elements) -> bool:
        if not _MEDIA.isdisjoint(fields):
            return True
        return "enclosure" in [link.get("rel") for link in fields.get("link", ())]

    def _title(self, fields: Elements) -> str | None:
        for meaning in _TITLES:
            for element in fields.get(meaning, ()):
                if title := title_of(element, self._is_atom):
                    return title
        return self._media_title(fields)

    def _media_title(self, fields: Elements) -> str | None:
        """Of an item that is nothing but a picture or a film."""
        for holder in (*fields.get("media:group", ()), *fields.get("media:content", ())):
            for child in holder.iter():
                if self._names[child.tag] == "media:title" and (title := title_of(child, self._is_atom)):
                    return title
        return None

    def _guid(self, item: etree._Element, fields: Elements) -> str | None:
        guid = first_text(fields.get("guid")) or (item.get(_RDF_ABOUT) or "").strip()
        return guid[:_LONGEST_GUID] or None

    def _link(self, item: etree._Element, fields: Elements, guid: str | None) -> str | None:
        second: str | None = None
        for element in fields.get("link", ()):
            rel = element.get("rel")
            if rel not in (None, "alternate", "http://www.iana.org/assignments/relation/alternate"):
                continue
            link = self.absolute(element.get("href") or text_of(element), element)
            if link and element.get("type") in _HTML_TYPES:
                return link
            second = second or link
        if second:
            return second
        if guid and is_web_address(guid) and self._is_permalink(fields):
            return absolute_link(guid, self._base)
        return None

    def _is_permalink(self, fields: Elements) -> bool:
        """RSS 2.0: a guid is a link unless it says otherwise; so is an id or rdf:about that is a web address."""
        elements = fields.get("guid")
        said = elements[0].get("isPermaLink", elements[0].get("ispermalink", "true")) if elements else "true"
        return said.strip().lower() != "false"

    def _dates(self, fields: Elements) -> tuple[Moment | None, Moment | None]:
        published = self._date(fields, "published") or self._date(fields, "dc:date") or self._date(fields, "created")
        return published, self._date(fields, "updated")

    def _date(self, fields: Elements, meaning: str) -> Moment | None:
        for element in fields.get(meaning, ()):
            text = element.text
            if not text:
                continue
            if moment := read_feed_date(text, now=self._now):
                return moment
            if text.strip():
                self._note("date that cannot be")
        return None

    def _authors(self, fields: Elements) -> tuple[str, ...]:
        elements = fields.get("author") or fields.get("itunes:author")
        if not elements:
            return ()
        found: dict[str, None] = {}
        for element in elements:
            text = element.text or ""
            if len(element):
                inner = [child for child in element if self._names[child.tag] == "name"]
                text = first_text(inner) or "" if inner else text_of(element)
            names = self._people.get(text)  # the same few people write all of a feed
            if names is None:
                names = self._people[text] = names_in(text)
            found |= dict.fromkeys(names)
        return tuple(found)

    def _first_html(self, fields: Elements, meanings: tuple[str, ...]) -> str | None:
        for meaning in meanings:
            for element in fields.get(meaning, ()):
                if html := html_of(element, self._is_atom):
                    return html
        for group in fields.get("media:group", ()):
            for child in group:
                if self._names[child.tag] == "media:description" and (html := html_of(child, self._is_atom)):
                    return html
        return None

    def _content(self, fields: Elements) -> str | None:
        """The longest, where several are given: an entry may carry a plain-text variant beside the HTML one."""
        found = [html for element in fields.get("content", ()) if (html := html_of(element, self._is_atom))]
        return max(found, key=len) if len(found) > 1 else found[0] if found else None

    def _categories(self, fields: Elements) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for element in fields.get("category", ())[: 2 * _MOST_CATEGORIES]:
            term = element.get("term")
            if term and "://" in term and element.get("label"):
                term = element.get("label")
            term = term or text_of(element) or element.get("text") or element.get("label")
            if term and (word := self._word(term)):
                found[word] = None
        for element in fields.get("keywords", ()):
            found |= dict.fromkeys(word for part in text_of(element).split(",") if (word := plain_title(part)))
        return tuple(found)[:_MOST_CATEGORIES]

    def _word(self, term: str) -> str:
        word = self._words.get(term)
        if word is None:
            word = self._words[term] = plain_title(term)
        return word

    def _publisher(self, fields: Elements) -> str | None:
        """Who published it first: Google News and aggregators name it in `source` (RSS: text, Atom: a feed's head)."""
        for element in fields.get("source", ()):
            titles = [child for child in element if self._names[child.tag] == "title"]
            name = first_text(titles) if len(element) else element.text
            if name := plain_title(name or ""):
                return name
        return plain_title(first_text(fields.get("dc:publisher")) or "") or None
