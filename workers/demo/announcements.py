"""How a site announces its stories: RSS 2.0, Atom, RDF, JSON Feed, a Google News sitemap, a section page.

Every function takes the site and the stories to name, newest first, and returns a document's text. A moment that
is only known to the day is left out where the format would demand a time of day, but for Atom's `updated`, which is
never left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from workers.demo.stories import Site, Story
from workers.demo.words import words_of
from workers.records import Moment, Precision

Announce = Callable[[Site, Sequence[Story]], str]


def rss(site: Site, stories: Sequence[Story]) -> str:
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{site.base}{story.path}</link>"
        f'<guid isPermaLink="false">{site.id}{escape(story.path)}</guid>'
        f"<description>{escape(story.teaser)}</description><category>{escape(story.section)}</category>"
        f"{''.join(f'<dc:creator>{escape(name)}</dc:creator>' for name in story.authors)}"
        f"{_rfc822(story.published)}</item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(site.name)}</title><link>{site.base}/</link><description>{escape(site.about)}</description>"
        f'<language>{site.language}</language><ttl>30</ttl><atom:link href="{site.base}/feed.xml" rel="self" '
        f'type="application/rss+xml"/>{items}</channel></rss>\n'
    )


def _rfc822(moment: Moment) -> str:
    return "" if moment.precision is Precision.DAY else f"<pubDate>{format_datetime(moment.at)}</pubDate>"


def atom(site: Site, stories: Sequence[Story]) -> str:
    entries = "".join(
        f"<entry><id>tag:{site.id}.example,2020:{escape(story.path)}</id>"
        f'<title type="text">{escape(story.title)}</title>'
        f'<link rel="alternate" type="text/html" href="{site.base}{story.path}"/>'
        f"{_published(story.published)}<updated>{_exact(story.modified or story.published)}</updated>"
        f"{''.join(f'<author><name>{escape(name)}</name></author>' for name in story.authors)}"
        f'<category term="{escape(story.section)}"/>'
        f'<summary type="html">{escape(f"<p>{escape(story.teaser)}</p>")}</summary></entry>'
        for story in stories
    )
    newest = max((story.modified or story.published).at for story in stories)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}">'
        f"<id>{site.base}/</id><title>{escape(site.name)}</title><updated>{newest.isoformat()}</updated>"
        f'<link rel="self" href="{site.base}/feed.atom"/><link rel="alternate" type="text/html" href="'
        f'{site.base}/"/>{entries}</feed>\n'
    )


def _published(moment: Moment) -> str:
    return "" if moment.precision is Precision.DAY else f"<published>{_exact(moment)}</published>"


def rdf(site: Site, stories: Sequence[Story]) -> str:
    places = "".join(f'<rdf:li rdf:resource="{site.base}{story.path}"/>' for story in stories)
    items = "".join(
        f'<item rdf:about="{site.base}{story.path}"><title>{escape(story.title)}</title><link>{site.base}'
        f"{story.path}</link>"
        f"<description>{escape(story.teaser)}</description><dc:date>{story.published.isoformat()}</dc:date>"
        f"<dc:subject>{escape(story.section)}</dc:subject>"
        f"{''.join(f'<dc:creator>{escape(name)}</dc:creator>' for name in story.authors)}</item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{site.base}/index.rdf"><title>{escape(site.name)}</title><link>{site.base}/</link>'
        f"<description>{escape(site.about)}</description><dc:language>{site.language}</dc:language>"
        f"<items><rdf:Seq>{places}</rdf:Seq></items></channel>{items}</rdf:RDF>\n"
    )


def json_feed(site: Site, stories: Sequence[Story]) -> str:
    items: list[dict[str, Any]] = []
    for story in stories:
        item: dict[str, Any] = {
            "id": f"{site.id}:{story.path}",
            "url": f"{site.base}{story.path}",
            "title": story.title,
            "summary": story.teaser,
            "content_text": story.teaser,
            "tags": [story.section, *story.tags],
            "authors": [{"name": name} for name in story.authors],
        }
        if story.published.precision is not Precision.DAY:
            item["date_published"] = _exact(story.published)
        items.append(item)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{site.base}/",
        "feed_url": f"{site.base}/feed.json",
        "description": site.about,
        "language": site.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def news_sitemap(site: Site, stories: Sequence[Story]) -> str:
    urls = "".join(
        f"<url><loc>{site.base}{story.path}</loc><news:news><news:publication><news:name>{escape(site.name)}"
        f"</news:name>"
        f"<news:language>{_news_language(site.language)}</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>\n'
    )


def _news_language(language: str) -> str:
    """Google wants `zh-cn` where everybody else says `zh`."""
    return "zh-cn" if language == "zh" else language


def listing(site: Site, stories: Sequence[Story], prefix: str = "", alternate: str = "") -> str:
    """A page of cards that lead to articles, with menus and a footer round them."""
    words = words_of(site.language)
    menu = "".join(
        f'<li><a href="{site.base}/section/{number}">{escape(section)}</a></li>'
        for number, section in enumerate(words.sections)
    )
    cards = "".join(
        f'<article class="teaser"><a href="{site.base}{prefix}{story.path}"><img src="{site.base}/static/logo.svg"'
        f' alt=""></a>'
        f'<h3><a href="{site.base}{prefix}{story.path}">{escape(story.title)}</a></h3><p>'
        f"{escape(story.teaser[:160])}</p>"
        f'<span class="date">{escape(words.say(story.published))}</span></article>'
        for story in stories
    )
    foot = "".join(
        f'<li><a href="{site.base}/{place}">{escape(text)}</a></li>'
        for place, text in (("about", words.about), ("contact", words.contact), ("privacy", words.privacy))
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{site.language}" dir="{site.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(site.name)}</title>{alternate}</head><body><header><a href='{site.base}/'>"
        f"{escape(site.name)}</a>"
        f"<nav><ul>{menu}</ul></nav></header><main><h1>{escape(words.latest)}</h1>{cards}</main>"
        f"<footer><ul>{foot}</ul><p>© {escape(site.name)}</p></footer></body></html>\n"
    )


def _exact(moment: Moment) -> str:
    """RFC 3339 with seconds, as Atom and JSON Feed demand."""
    return moment.at.isoformat(timespec="seconds")


def last_modified(stories: Sequence[Story]) -> datetime:
    """When the newest of the stories was written or mended; a fixed day where there is none."""
    moments = [(story.modified or story.published).at for story in stories]
    return max(moments, default=datetime(2020, 1, 1, tzinfo=UTC))


# kind -> (path of the document, its content type, how it is written)
ANNOUNCEMENTS: dict[str, tuple[str, str, Announce]] = {
    "rss": ("/feed.xml", "application/rss+xml; charset=utf-8", rss),
    "atom": ("/feed.atom", "application/atom+xml; charset=utf-8", atom),
    "rdf": ("/index.rdf", "application/rdf+xml", rdf),
    "json": ("/feed.json", "application/feed+json", json_feed),
    "sitemap": ("/sitemap-news.xml", "application/xml", news_sitemap),
    "listing": ("/latest", "text/html; charset=utf-8", listing),
}
