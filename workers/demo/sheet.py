"""What a layout is given to draw one page, and how text becomes HTML."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from workers.demo.stories import LINK, STRONG, Block, Site, Story
from workers.demo.words import Words


@dataclass(frozen=True, slots=True)
class Weight:
    """How much surrounds the article: rules of CSS, lines of script, links a menu column, cards, comments."""

    rules: int = 60
    lines: int = 40
    column: int = 4
    cards: int = 6
    comments: int = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to draw. `others` are the site's further stories, `name` turns a role into the layout's class."""

    site: Site
    story: Story
    words: Words
    others: tuple[Story, ...]
    weight: Weight
    url: str
    canonical: str
    name: Callable[[str], str]
    prefix: str = ""  # before the path of every story this page links to
    counter: int | None = None  # a number that differs at every visit, as a page's view count does

    @property
    def base(self) -> str:
        return self.site.base

    def dice(self, purpose: str) -> random.Random:
        """The same numbers at every call for the same page and purpose."""
        return random.Random(f"{self.site.id} {self.story.path} {purpose}")

    def site_dice(self, purpose: str) -> random.Random:
        """The same numbers for every page of the site."""
        return random.Random(f"{self.site.id} {purpose}")

    def to(self, story: Story) -> str:
        return f"{self.base}{self.prefix}{story.path}"

    @property
    def picture(self) -> str:
        return f"{self.base}/images/{zlib.crc32(self.story.path.encode()):08x}.png"


def plain_name(role: str) -> str:
    return role


def hashed_name(role: str) -> str:
    """As styled components name their classes: nothing to read in them."""
    return f"css-{zlib.crc32(role.encode()):x}"


def inline(block: Block) -> str:
    """A block's text as HTML: links and bold type in place."""
    html = escape(block.text, quote=False)
    html = LINK.sub(r'<a href="/tags">\1</a>', html)
    return STRONG.sub(r"<strong>\1</strong>", html)


def flow(blocks: tuple[Block, ...], paragraph: str = "<p>{}</p>", heading: str = "<h2>{}</h2>") -> list[str]:
    """One string a block, list items gathered in one list."""
    out: list[str] = []
    for block in blocks:
        if block.kind == "li":
            item = f"<li>{inline(block)}</li>"
            if out and out[-1].startswith("<ul>"):
                out[-1] = out[-1].replace("</ul>", f"{item}</ul>")
            else:
                out.append(f"<ul>{item}</ul>")
        elif block.kind == "h2":
            out.append(heading.format(inline(block)))
        elif block.kind == "quote":
            out.append(f"<blockquote><p>{inline(block)}</p></blockquote>")
        else:
            out.append(paragraph.format(inline(block)))
    return out
