"""One site's printing press: which path serves what, and what must come of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

from workers.demo.announcements import ANNOUNCEMENTS, last_modified, listing
from workers.demo.layouts import LAYOUTS, class_names
from workers.demo.sheet import Sheet, Weight
from workers.demo.stories import Block, Site, Story
from workers.demo.web import Resource
from workers.demo.words import words_of
from workers.records import Outcome

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><rect width="120" height="30" fill="#035"/></svg>'
)
_ROBOTS = "User-agent: *\nDisallow: /intern/\nDisallow: /search\nAllow: /\n{sitemap}"
_CLOSED, _TAKEN_AWAY, _VIDEOS = "/intern/board-minutes", "/archive/withdrawn-notice", "/videos"

Make = Callable[[], Resource]


class Press:
    """Draws a site's pages when they are asked for the first time and keeps them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._plan: dict[str, Make] = {}
        self._drawn: dict[str, Resource] = {}

    def move(self, base: str) -> None:
        """The site is reached at `base` from now on."""
        self.site = self.site.at(base)
        self._drawn = {}
        self._plan = self._fixtures() | self._articles() | self._announcements()

    def find(self, path: str) -> Resource | None:
        if path.startswith("/images/"):
            return Resource(_PIXEL, "image/png")
        if path.startswith("/section/") or path == "/tags":
            path = "/section"
        if path not in self._drawn:
            make = self._plan.get(path)
            if make is None:
                return None
            self._drawn[path] = make()
        return self._drawn[path]

    def url(self, story: Story) -> str:
        return f"{self.site.base}{story.path}"

    @property
    def announcement(self) -> str:
        """The URL an editor would configure."""
        path = "/" if self.site.announces == "home" else ANNOUNCEMENTS[self.site.announces][0]
        return f"{self.site.base}{path}"

    def expected(self) -> dict[str, dict[str, Any]]:
        return {self.url(story): expected_record(self.site, story) for story in self.site.stories}

    def outcomes(self) -> dict[str, Outcome]:
        site = self.site
        ends = {self.url(story): Outcome.STORED for story in site.stories}
        if site.mobile:
            ends |= {f"{site.base}/m{story.path}": Outcome.DUPLICATE for story in site.stories}
        for title, path, outcome in (
            (site.refused, _CLOSED, Outcome.REFUSED),
            (site.missing, _TAKEN_AWAY, Outcome.GONE),
            (site.gallery, _VIDEOS, Outcome.NOT_AN_ARTICLE),
        ):
            if title:
                ends[f"{site.base}{path}"] = outcome
        return ends

    def _announced(self) -> tuple[Story, ...]:
        """The stories and what else the feed promises, newest first."""
        site = self.site
        extra = [
            Story(path, title, site.stories[0].section, site.stories[0].published, (Block("p", title),))
            for title, path in ((site.refused, _CLOSED), (site.missing, _TAKEN_AWAY), (site.gallery, _VIDEOS))
            if title
        ]
        return tuple(sorted((*site.stories, *extra), key=lambda story: story.published.at, reverse=True))

    def _announcements(self) -> dict[str, Make]:
        site = self.site
        kind = "atom" if site.announces == "home" else site.announces
        path, content_type, write = ANNOUNCEMENTS[kind]
        stories = self._announced()
        modified = last_modified(stories)
        feed_type = content_type.partition(";")[0]
        has_feed = kind not in ("sitemap", "listing")
        link = (
            f'<link rel="alternate" type="{feed_type}" title="{escape(site.name)}" href="{path}">' if has_feed else ""
        )
        plan: dict[str, Make] = {
            path: lambda: Resource(write(site, stories).encode(), content_type, modified),
            "/": partial(_page, listing(site, site.stories, alternate=link), modified),
        }
        if site.mobile:
            plan["/m/"] = partial(_page, listing(site, site.stories, prefix="/m"), modified)
        return plan

    def _articles(self) -> dict[str, Make]:
        plan: dict[str, Make] = {}
        for story in self.site.stories:
            plan[story.path] = partial(self._draw, story, self.site.layout, "")
            if self.site.mobile:
                plan[f"/m{story.path}"] = partial(self._draw, story, "mobile", "/m")
        return plan

    def _draw(self, story: Story, layout: str, prefix: str) -> Resource:
        site = self.site
        sheet = Sheet(
            site=site,
            story=story,
            words=words_of(site.language),
            others=tuple(other for other in site.stories if other is not story),
            weight=Weight(),
            url=f"{site.base}{prefix}{story.path}",
            canonical=self.url(story),
            name=class_names(layout),
            prefix=prefix,
        )
        return _page(LAYOUTS[layout](sheet), last_modified((story,)))

    def _fixtures(self) -> dict[str, Make]:
        """What every site has besides its news."""
        site, words = self.site, words_of(self.site.language)
        modified = last_modified(site.stories)
        plain = {"about": words.about, "contact": words.contact, "privacy": words.privacy, "terms": words.terms}
        plain |= {"search": words.search, "login": words.login, "subscribe": words.subscribe, "author": words.author}
        plan: dict[str, Make] = {f"/{path}": partial(self._notice, title) for path, title in plain.items()}
        sitemap = f"Sitemap: {self.announcement}\n" if site.announces == "sitemap" else ""
        robots = _ROBOTS.format(sitemap=sitemap).encode()
        plan["/robots.txt"] = lambda: Resource(robots, "text/plain; charset=utf-8")
        plan["/static/logo.svg"] = lambda: Resource(_LOGO, "image/svg+xml")
        plan["/static/site.css"] = lambda: Resource(b"body{font-family:serif;margin:0}\n", "text/css")
        plan["/section"] = lambda: _page(listing(site, site.stories), modified)
        if site.refused:
            plan[_CLOSED] = partial(self._notice, site.refused)
        if site.gallery:
            plan[_VIDEOS] = self._videos
        return plan

    def _notice(self, title: str) -> Resource:
        site = self.site
        return Resource(
            f'<!DOCTYPE html>\n<html lang="{site.language}" dir="{site.direction}"><head><meta charset="utf-8">'
            f"<title>{escape(title)} | {escape(site.name)}</title></head><body><h1>{escape(title)}</h1>"
            f'<p>{escape(site.about)}</p><p><a href="{site.base}/">{escape(site.name)}</a></p></body></html>\n'.encode()
        )

    def _videos(self) -> Resource:
        """A wall of videos with a line each: a page of the site, and no article."""
        site, words = self.site, words_of(self.site.language)
        tiles = "".join(
            f'<li class="tile"><a href="{site.base}{story.path}"><img src="{site.base}/static/logo.svg" alt="">'
            f"<span>{escape(story.title[:40])}</span><i>0{number}:1{number}</i></a></li>"
            for number, story in enumerate(site.stories * 3)
        )
        return Resource(
            f'<!DOCTYPE html>\n<html lang="{site.language}"><head><meta charset="utf-8"><title>'
            f"{escape(words.gallery)}</title>"
            f'<meta property="og:type" content="website"></head><body><h1>{escape(words.gallery)}</h1>'
            f'<ul class="gallery">{tiles}</ul></body></html>\n'.encode()
        )


def _page(text: str, modified: datetime) -> Resource:
    return Resource(text.encode(), modified=modified)


def expected_record(site: Site, story: Story) -> dict[str, Any]:
    """The fields of the record that must come of a story's page, as plain values (moments in ISO 8601)."""
    return {
        "title": story.title,
        "section": story.section,
        "published": story.published.isoformat(),
        "modified": story.modified.isoformat() if story.modified else None,
        "authors": list(story.authors),
        "publisher": site.name,
        "language": site.language,
        "direction": site.direction,
        "paragraphs": list(story.paragraphs),
        "canonical_url": None if site.layout == "tables" else f"{site.base}{story.path}",  # tables states none
        "source_id": site.id,
    }
