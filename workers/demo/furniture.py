"""All that a news page carries besides its article: menus, boxes, scripts, styles, a footer.

Every function returns HTML and draws the same thing at every call for the same sheet.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import lru_cache
from html import escape

from workers.demo.sheet import Sheet
from workers.demo.stories import Story

_PROPERTIES = (
    "margin:0 auto",
    "padding:12px 16px",
    "display:flex",
    "color:#1b1b1b",
    "font-size:15px",
    "line-height:1.5",
    "border-bottom:1px solid #ddd",
    "background:#fafafa",
    "width:100%",
    "max-width:1180px",
    "position:relative",
    "overflow:hidden",
)
_CALLS = (
    'w.dataLayer.push({"event":"view","slot":"%s","n":%d});',
    "googletag.cmd.push(function(){googletag.display('div-gpt-%s-%d')});",
    "document.addEventListener('DOMContentLoaded',function(){var e=document.getElementById('%s');e&&(e.hidden=%d>9)});",
    "_q.push(['track','%s',%d]);if(w.innerWidth<768){_q.push(['lazy',true])}",
)


def styles(sheet: Sheet) -> str:
    return _styles(sheet.site.id, sheet.weight.rules, sheet.name)


@lru_cache(maxsize=256)
def _styles(site: str, rules: int, name: Callable[[str], str]) -> str:
    dice = random.Random(f"{site} styles")
    texts = (f".{name(f'block-{number}')}{{{';'.join(dice.sample(_PROPERTIES, 4))}}}" for number in range(rules))
    return f"<style>{''.join(texts)}</style>"


def scripts(sheet: Sheet) -> str:
    return _scripts(sheet.site.id, sheet.weight.lines)


@lru_cache(maxsize=256)
def _scripts(site: str, count: int) -> str:
    dice = random.Random(f"{site} scripts")
    lines = (dice.choice(_CALLS) % (f"slot{dice.randrange(16**6):06x}", dice.randrange(99)) for _ in range(count))
    return f"<script>(function(w){{var _q=w._q=w._q||[];{''.join(lines)}}})(window);</script>"


def settings_script(sheet: Sheet) -> str:
    """A configuration object whose texts look like an article's, which they are not."""
    words = sheet.words
    config = {
        "site": sheet.site.id,
        "lang": sheet.site.language,
        "consent": {"text": words.cookies, "accept": words.accept, "reject": words.reject},
        "newsletter": {"title": words.newsletter, "placeholder": words.email},
        "mostRead": [{"title": story.title, "url": sheet.to(story)} for story in sheet.others[:5]],
        "ads": [{"id": f"div-gpt-{n}", "sizes": [[300, 250], [728, 90]], "path": f"/2107/{n}"} for n in range(8)],
    }
    return f"<script>window.__settings={json.dumps(config, ensure_ascii=False)}</script>"


def header(sheet: Sheet, tag: str = "header") -> str:
    words, name = sheet.words, sheet.name
    sections = "".join(
        f'<li class="{name("menu-item")}"><a href="{sheet.base}/section/{number}">{escape(section)}</a></li>'
        for number, section in enumerate(words.sections)
    )
    return (
        f'<{tag} class="{name("site-header")}"><div class="{name("site-header-top")}">'
        f'<a href="{sheet.base}/" class="{name("logo")}"><img src="{sheet.base}/static/logo.svg" alt="'
        f'{escape(sheet.site.name)}"></a>'
        f'<form action="{sheet.base}/search" class="{name("search")}"><input name="q" placeholder="'
        f'{escape(words.search)}">'
        f"<button>{escape(words.search)}</button></form>"
        f'<a href="{sheet.base}/login">{escape(words.login)}</a> <a href="{sheet.base}/subscribe">'
        f"{escape(words.subscribe)}</a>"
        f'</div><{"nav" if tag == "header" else "div"} class="{name("menu")}"><ul><li><a href="{sheet.base}/">'
        f"{escape(words.home)}</a></li>{sections}</ul>{mega_menu(sheet)}"
        f"</{'nav' if tag == 'header' else 'div'}></{tag}>"
    )


def mega_menu(sheet: Sheet) -> str:
    """One column a section: places and a few headlines, hidden until hovered."""
    words, name, dice = sheet.words, sheet.name, sheet.site_dice("menu")
    columns = []
    for number, section in enumerate(words.sections):
        links = "".join(
            f'<li><a href="{sheet.base}/section/{number}?place={place}">'
            f"{escape(words.places[place % len(words.places)])}</a></li>"
            for place in range(sheet.weight.column)
        )
        story = dice.choice(sheet.others) if sheet.others else sheet.story
        columns.append(
            f'<div class="{name("mega-column")}"><h4>{escape(section)}</h4><ul>{links}</ul>'
            f'<a href="{sheet.to(story)}">{escape(story.title)}</a></div>'
        )
    return f'<div class="{name("mega")}" hidden>{"".join(columns)}</div>'


def trail(sheet: Sheet) -> str:
    """The breadcrumb: home, then the section."""
    return (
        f'<div class="{sheet.name("breadcrumb")}"><a href="{sheet.base}/">{escape(sheet.words.home)}</a> &raquo; '
        f'<a href="{sheet.base}/section/0" rel="category tag">{escape(sheet.story.section)}</a></div>'
    )


def share_bar(sheet: Sheet) -> str:
    nets = ("facebook", "x", "whatsapp", "telegram", "email")
    links = "".join(
        f'<li><a class="{sheet.name("share-" + net)}" rel="nofollow" href="https://share.example/{net}?u='
        f'{escape(sheet.url)}">{net}</a></li>'
        for net in nets
    )
    return f'<div class="{sheet.name("share")}"><span>{escape(sheet.words.share)}:</span><ul>{links}</ul></div>'


def advert(sheet: Sheet, slot: int) -> str:
    return (
        f'<div class="{sheet.name("ad-slot")}" id="div-gpt-{slot}"><span>{escape(sheet.words.advert)}</span>'
        f"<script>googletag.cmd.push(function(){{googletag.display('div-gpt-{slot}')}});</script></div>"
    )


def read_also(sheet: Sheet, number: int = 0) -> str:
    """The box in the middle of the text that sends the reader elsewhere."""
    if not sheet.others:
        return ""
    story = sheet.others[number % len(sheet.others)]
    return (
        f'<div class="{sheet.name("read-also")}"><p><strong>{escape(sheet.words.related)}:</strong> '
        f'<a href="{sheet.to(story)}">{escape(story.title)}</a></p></div>'
    )


def related(sheet: Sheet) -> str:
    cards = "".join(_card(sheet, story) for story in sheet.others[: sheet.weight.cards])
    return f'<section class="{sheet.name("related-posts")}"><h3>{escape(sheet.words.related)}:</h3>{cards}</section>'


def _card(sheet: Sheet, story: Story) -> str:
    return (
        f'<div class="{sheet.name("card")}"><a href="{sheet.to(story)}"><img loading="lazy" src="'
        f'{sheet.base}/static/logo.svg" alt="">'
        f"<h4>{escape(story.title)}</h4></a><p>{escape(story.teaser[:110])}…</p>"
        f"<span>{escape(sheet.words.say(story.published))}</span></div>"
    )


def most_read(sheet: Sheet, tag: str = "aside") -> str:
    items = "".join(
        f'<li><a href="{sheet.to(story)}">{escape(story.title)}</a></li>' for story in reversed(sheet.others[:8])
    )
    title = f"<h3>{escape(sheet.words.most_read)}</h3>"
    return f'<{tag} class="{sheet.name("sidebar")}">{title}<ol>{items}</ol>{newsletter(sheet)}</{tag}>'


def newsletter(sheet: Sheet) -> str:
    words = sheet.words
    return (
        f'<div class="{sheet.name("newsletter")}"><p>{escape(words.newsletter)}</p><form action="'
        f'{sheet.base}/subscribe">'
        f'<input type="email" placeholder="{escape(words.email)}">'
        f"<button>{escape(words.subscribe)}</button></form></div>"
    )


def comments(sheet: Sheet) -> str:
    words, dice = sheet.words, sheet.dice("comments")
    items = "".join(
        f'<li class="{sheet.name("comment")}" id="comment-{number}"><b>{escape(dice.choice(words.commenters))}</b> '
        f"<span>{escape(words.say(sheet.story.published))}</span><p>{escape(dice.choice(words.remarks))}</p>"
        f'<a href="#reply-{number}">{escape(words.reply)}</a></li>'
        for number in range(sheet.weight.comments)
    )
    return (
        f'<section id="comments" class="{sheet.name("comments")}"><h3>{escape(words.comments)} ('
        f"{sheet.weight.comments})</h3>"
        f'<ol class="{sheet.name("comment-list")}">{items}</ol></section>'
    )


def visits(sheet: Sheet) -> str:
    if sheet.counter is None:
        return ""
    return f'<span class="{sheet.name("views")}">{sheet.counter:,} {escape(sheet.words.views)}</span>'


def cookie_banner(sheet: Sheet) -> str:
    words = sheet.words
    return (
        f'<div class="{sheet.name("cookie-banner")}" role="dialog"><p>{escape(words.cookies)}</p>'
        f"<button>{escape(words.accept)}</button><button>{escape(words.reject)}</button></div>"
    )


def footer(sheet: Sheet, tag: str = "footer") -> str:
    words = sheet.words
    links = "".join(
        f'<li><a href="{sheet.base}/{place}">{escape(text)}</a></li>'
        for place, text in (
            ("about", words.about),
            ("contact", words.contact),
            ("privacy", words.privacy),
            ("terms", words.terms),
        )
    )
    return (
        f'<{tag} class="{sheet.name("site-footer")}"><p>{escape(sheet.site.about)}</p><ul>{links}</ul>'
        f"<p>© {escape(sheet.site.name)} – {escape(words.rights)}</p></{tag}>"
    )
