"""Layouts of today: semantic HTML, a blog theme, a JavaScript application, microdata, a content system's fields."""

from __future__ import annotations

import json
from html import escape

from workers.demo import furniture as f
from workers.demo import structured as meta
from workers.demo.sheet import Sheet, flow
from workers.records import Moment

_BLOCK_HEADING = '<h3 class="wp-block-heading">{}</h3>'


def opening(sheet: Sheet, extra: str = "", title: str | None = None) -> str:
    """From the doctype to the opened body."""
    site = sheet.site
    return (
        f'<!DOCTYPE html>\n<html lang="{site.language}" dir="{site.direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title or f'{sheet.story.title} | {site.name}')}</title>"
        f'<link rel="canonical" href="{sheet.canonical}"><link rel="icon" href="{sheet.base}/static/logo.svg">'
        f'<link rel="stylesheet" href="{sheet.base}/static/site.css">{extra}{f.styles(sheet)}{f.settings_script(sheet)}'
        f"</head>\n<body>"
    )


def closing(sheet: Sheet) -> str:
    return f"{f.cookie_banner(sheet)}{f.scripts(sheet)}</body></html>\n"


def figure(sheet: Sheet) -> str:
    caption = sheet.story.caption
    if caption is None:
        return ""
    return (
        f'<figure class="{sheet.name("lead-image")}"><img src="{sheet.picture}" width="1200" height="675" alt="'
        f'{escape(caption)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def clock(sheet: Sheet, moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f'<time datetime="{moment.isoformat()}">{escape(sheet.words.say(moment))}</time>'


def names(sheet: Sheet) -> str:
    return ", ".join(sheet.story.authors)


def broken_up(sheet: Sheet, parts: list[str]) -> str:
    """The body with an advertisement and a read-also box between its paragraphs."""
    for place, box in ((5, f.read_also(sheet, 1)), (3, f.advert(sheet, 3))):
        if len(parts) > place:
            parts.insert(place, box)
    return "\n".join(parts)


def tag_line(sheet: Sheet) -> str:
    links = " ".join(f'<a rel="tag" href="{sheet.base}/tags">{escape(tag)}</a>' for tag in sheet.story.tags)
    return f'<div class="{sheet.name("tags")}">{escape(sheet.words.tags)}: {links}</div>' if links else ""


def semantic(sheet: Sheet) -> str:
    """`<main><article><header>`, JSON-LD and OpenGraph; the line of section and day as the seed prints it."""
    story, words = sheet.story, sheet.words
    lead = f'<p class="standfirst">{escape(story.standfirst)}</p>' if story.standfirst else ""
    signed = f"{escape(words.source)}: {escape(sheet.site.name)}"
    if story.authors:
        signed += f" {escape(words.author)}: {escape(names(sheet))}"
    return (
        f"{opening(sheet, meta.open_graph(sheet) + meta.json_ld(sheet))}{f.header(sheet)}{f.advert(sheet, 1)}"
        f'<main id="content">{f.trail(sheet)}<article><header><h1>{escape(story.title)}</h1>'
        f'<div class="meta">● <a href="{sheet.base}/section/0">{escape(story.section)}</a> '
        f"{clock(sheet, story.published)} "
        f"{f.visits(sheet)}</div></header>{figure(sheet)}<h2 class='repeat'>{escape(story.title)}</h2>"
        f'<div class="article-body">{lead}{broken_up(sheet, flow(story.blocks))}</div>'
        f'<footer><div class="signed">{signed}</div>{f.share_bar(sheet)}{tag_line(sheet)}</footer></article>'
        f"{f.related(sheet)}{f.comments(sheet)}</main>{f.most_read(sheet)}{f.footer(sheet)}{closing(sheet)}"
    )


def wordpress(sheet: Sheet) -> str:
    """A blog theme: `entry-content`, widgets, share buttons inside the text's container, a graph of JSON-LD."""
    story, words = sheet.story, sheet.words
    lead = f"<p><em>{escape(story.standfirst)}</em></p>" if story.standfirst else ""
    changed = (
        f'<span class="updated">{escape(words.updated)} {clock(sheet, story.modified)}</span>' if story.modified else ""
    )
    byline = (
        f'<span class="byline">{escape(words.author)} <span class="author vcard"><a class="url fn n" href="'
        f'{sheet.base}/author">'
        f"{escape(names(sheet))}</a></span></span>"
        if story.authors
        else ""
    )
    return (
        f"{opening(sheet, meta.open_graph(sheet) + meta.graph(sheet), f'{story.title} - {sheet.site.name}')}"
        f'<div id="page" class="hfeed site">{f.header(sheet)}<div id="content" class="site-content"><div id="primary">'
        f'<article id="post-{len(story.title)}17" class="post type-post status-publish hentry category-news">'
        f'<header class="entry-header">{f.trail(sheet)}<h1 class="entry-title">{escape(story.title)}</h1>'
        f'<div class="entry-meta"><span class="posted-on">{escape(words.published)} '
        f"{clock(sheet, story.published)}</span>"
        f'{changed}{byline}{f.visits(sheet)}</div></header><div class="entry-content">{f.share_bar(sheet)}'
        f"{figure(sheet)}"
        f"{lead}{broken_up(sheet, flow(story.blocks, heading=_BLOCK_HEADING))}"
        f'<div class="sharedaddy sd-sharing-enabled">{f.share_bar(sheet)}</div><div class="jp-relatedposts">'
        f"{f.related(sheet)}</div>"
        f'</div><footer class="entry-footer">{tag_line(sheet)}</footer></article>{f.comments(sheet)}</div>'
        f"{f.most_read(sheet)}</div>{f.footer(sheet)}</div>{closing(sheet)}"
    )


def application(sheet: Sheet) -> str:
    """A server-rendered JavaScript application: classes that say nothing, the state of the page in a script."""
    story, name = sheet.story, sheet.name
    lead = f'<div class="{name("lead")}">{escape(story.standfirst)}</div>' if story.standfirst else ""
    state = {
        "props": {
            "pageProps": {
                "article": {"id": sheet.url, "title": story.title, "teaser": story.teaser[:80]},
                "related": [{"t": other.title, "p": other.teaser} for other in sheet.others[:6]],
            }
        },
        "page": "/[section]/[slug]",
        "buildId": "q8Zr41",
    }
    body = broken_up(sheet, flow(story.blocks, f'<p class="{name("text")}">{{}}</p>'))
    return (
        f'{opening(sheet, meta.open_graph(sheet) + meta.json_ld(sheet))}<div id="__next"><div class="{name("shell")}">'
        f'{f.header(sheet)}<div class="{name("grid")}"><main class="{name("main")}">{f.trail(sheet)}'
        f'<div class="{name("head")}"><h1 class="{name("title")}">{escape(story.title)}</h1>{lead}'
        f'<div class="{name("by")}"><span>{escape(sheet.words.author)} </span><a href="{sheet.base}/author">'
        f"{escape(names(sheet))}</a></div>"
        f'<div class="{name("when")}">{clock(sheet, story.published)} {f.visits(sheet)}</div></div>'
        f"{f.share_bar(sheet)}{figure(sheet)}"
        f'<div class="{name("body")}">{body}</div>{tag_line(sheet)}{f.newsletter(sheet)}</main>'
        f"{f.most_read(sheet, 'div')}</div>"
        f"{f.related(sheet)}{f.comments(sheet)}{f.footer(sheet)}</div></div>"
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state, ensure_ascii=False)}</script>'
        f"{closing(sheet)}"
    )


def microdata(sheet: Sheet) -> str:
    """schema.org in attributes of the visible elements, no script."""
    story = sheet.story
    lead = f'<p itemprop="description" class="intro">{escape(story.standfirst)}</p>' if story.standfirst else ""
    people = ", ".join(
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">'
        f"{escape(person)}</span></span>"
        for person in story.authors
    )
    changed = f'<meta itemprop="dateModified" content="{story.modified.isoformat()}">' if story.modified else ""
    return (
        f"{opening(sheet, meta.open_graph(sheet, article=False))}{f.header(sheet)}<div class='wrap'>"
        f'<div itemscope itemtype="https://schema.org/NewsArticle" class="story"><meta itemprop="inLanguage"'
        f' content="{sheet.site.language}">'
        f'<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name"'
        f' content="{escape(sheet.site.name)}"></span>'
        f'<a class="kicker" href="{sheet.base}/section/0" itemprop="articleSection">{escape(story.section)}</a>'
        f'<h1 itemprop="headline">{escape(story.title)}</h1>{lead}<div class="info">{people} | '
        f'<time itemprop="datePublished" datetime="{story.published.isoformat()}">'
        f"{escape(sheet.words.say(story.published))}</time>"
        f"{changed}{f.visits(sheet)}</div>{f.share_bar(sheet)}{figure(sheet)}"
        f'<div itemprop="articleBody">{broken_up(sheet, flow(story.blocks))}</div>{tag_line(sheet)}</div>'
        f"{f.related(sheet)}{f.comments(sheet)}{f.most_read(sheet)}</div>{f.footer(sheet)}{closing(sheet)}"
    )


def fields(sheet: Sheet) -> str:
    """A content system that wraps every field in a stack of divs, with Dublin Core in the head."""
    story = sheet.story

    def field(kind: str, content: str) -> str:
        return (
            f'<div class="field field--name-{kind} field--label-hidden"><div class="field__items">'
            f'<div class="field__item">{content}</div></div></div>'
        )

    core = meta.named(
        ("dcterms.title", story.title),
        ("dcterms.date", story.published.isoformat()),
        ("dcterms.creator", names(sheet)),
        ("dcterms.publisher", sheet.site.name),
    )
    lead = field("field-summary", f"<p>{escape(story.standfirst)}</p>") if story.standfirst else ""
    return (
        f"{opening(sheet, core + meta.open_graph(sheet))}<div class='dialog-off-canvas'>{f.header(sheet)}"
        f'<div class="layout-container"><div class="region region-content">{f.trail(sheet)}'
        f'<div class="node node--type-article node--view-mode-full"><h1 class="page-title">'
        f"{field('title', escape(story.title))}</h1>"
        f"{field('field-date', clock(sheet, story.published))}{field('field-author', escape(names(sheet)))}"
        f"{f.visits(sheet)}"
        f"{lead}{field('field-media', figure(sheet))}{field('body', broken_up(sheet, flow(story.blocks)))}"
        f"{field('field-tags', tag_line(sheet))}{f.share_bar(sheet)}</div>{f.comments(sheet)}</div>"
        f'<div class="region region-sidebar">{f.most_read(sheet)}</div>{f.related(sheet)}</div>{f.footer(sheet)}'
        f"</div>{closing(sheet)}"
    )
