"""Enclosures and pictures of a feed entry: RSS enclosure, Atom links, Media RSS, iTunes."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from workers.parse.feed.names import Names
from workers.parse.feed.text import text_of
from workers.parse.markup import plain_title
from workers.records import Enclosure, Image

_MOST = 50
_SAYS = frozenset(("media:description", "media:title", "media:credit"))
Elements = dict[str, list[etree._Element]]
Absolute = Callable[[str | None, etree._Element], str | None]


def number_in(text: str | None) -> int | None:
    """A count as printed ("640", " 640px"), None where it is none or beyond what a size can be."""
    if not text:
        return None
    digits = text.strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) <= 12 else None


class Media:
    """Collects what one entry shows and attaches, each address once."""

    def __init__(self, names: Names, absolute: Absolute) -> None:
        self._names = names
        self._absolute = absolute
        self._enclosures: dict[str, Enclosure] = {}
        self._images: dict[str, Image] = {}

    def read(self, fields: Elements) -> tuple[tuple[Enclosure, ...], tuple[Image, ...]]:
        """The enclosures and images among an entry's elements, at most 50 of each."""
        for element in fields.get("enclosure", ()):
            self._attach(element, element.get("url") or element.get("href"))
        for element in fields.get("link", ()):
            if element.get("rel") == "enclosure":
                self._attach(element, element.get("href"))
        for element in fields.get("media:content", ()):
            self._content(element, fields)
        for group in fields.get("media:group", ()):
            inner: Elements = {}
            for child in group:
                if meaning := self._names[child.tag]:
                    inner.setdefault(meaning, []).append(child)
            for element in inner.get("media:content", ()):
                self._content(element, inner)
            self._thumbnails(inner)
        self._thumbnails(fields)
        return tuple(self._enclosures.values())[:_MOST], tuple(self._images.values())[:_MOST]

    def _attach(self, element: etree._Element, address: str | None) -> None:
        url = self._absolute(address, element)
        if not url or len(self._enclosures) >= _MOST:
            return
        kind = (element.get("type") or "").strip().lower() or None
        length = number_in(element.get("length") or element.get("fileSize"))
        self._enclosures.setdefault(url, Enclosure(url, kind, length or None))
        if kind and kind.startswith("image/"):
            self._images.setdefault(url, Image(url))

    def _content(self, element: etree._Element, around: Elements) -> None:
        kind = (element.get("type") or "").lower()
        if element.get("medium") == "image" or kind.startswith("image/"):
            self._show(element, element.get("url"), around)
        elif element.get("medium") in ("video", "audio") or kind.startswith(("video/", "audio/")):
            self._attach(element, element.get("url"))
        for child in element:
            if self._names[child.tag] == "media:thumbnail":
                self._show(child, child.get("url"), {})

    def _thumbnails(self, fields: Elements) -> None:
        # A thumbnail is worth telling only where nothing larger is.
        if not self._images:
            for element in fields.get("media:thumbnail", ()):
                self._show(element, element.get("url") or element.text, {})
        for element in fields.get("itunes:image", ()):
            self._show(element, element.get("href") or element.get("url"), {})
        for element in fields.get("image", ()):
            inner = next((text_of(child) for child in element if self._names[child.tag] == "url"), None)
            self._show(element, inner or element.get("href") or element.text, {})

    def _show(self, element: etree._Element, address: str | None, around: Elements) -> None:
        url = self._absolute(address, element)
        if not url or url in self._images or len(self._images) >= _MOST:
            return
        width, height = number_in(element.get("width")), number_in(element.get("height"))
        caption = credit = None
        if len(element) or not _SAYS.isdisjoint(around):
            caption = self._near(element, around, "media:description") or self._near(element, around, "media:title")
            credit = self._near(element, around, "media:credit")
        self._images[url] = Image(url, width, height, caption, credit)

    def _near(self, element: etree._Element, around: Elements, meaning: str) -> str | None:
        """What is said of a picture inside its element, else beside it."""
        inside = [child for child in element if self._names[child.tag] == meaning] if len(element) else []
        for child in (*inside, *around.get(meaning, ())):
            if text := plain_title(text_of(child)):
                return text
        return None
