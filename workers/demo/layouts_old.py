"""Layouts that are older than their readers' telephones and still in use: tables, line breaks, divs, one big form."""

from __future__ import annotations

from html import escape

from workers.demo import furniture as f
from workers.demo import structured as meta
from workers.demo.layouts_modern import broken_up, closing, figure, names, opening
from workers.demo.sheet import Sheet, flow, inline

_TWO_BREAKS = "<br>\n<br>"


def mobile(sheet: Sheet) -> str:
    """A telephone edition: no structured data at all, everything is in the visible lines."""
    story, words = sheet.story, sheet.words
    lead = f"<p><b>{escape(story.standfirst)}</b></p>" if story.standfirst else ""
    signed = f"{escape(words.source)}: {escape(sheet.site.name)}"
    if story.authors:
        signed += f" {escape(words.author)}: {escape(names(sheet))}"
    return (
        f'{opening(sheet, title=story.title)}{f.header(sheet, "div")}<div class="page"><div class="title"><h1>'
        f"{escape(story.title)}</h1></div>"
        f'<div class="line">● <a href="{sheet.base}{sheet.prefix}/">{escape(story.section)}</a> '
        f"{escape(words.say(story.published))}</div>"
        f'{figure(sheet)}<div class="text">{lead}{broken_up(sheet, flow(story.blocks))}</div>'
        f'<div class="signed">{signed}</div>{f.share_bar(sheet)}{f.related(sheet)}<div class="rule">ـــــــ ــ'
        f"</div></div>"
        f"{f.footer(sheet, 'div')}{closing(sheet)}"
    )


def tables(sheet: Sheet) -> str:
    """Nested tables and font elements; the language is nowhere declared and the date is written in words."""
    story, words = sheet.story, sheet.words
    lead = f"<p><b>{escape(story.standfirst)}</b></p>" if story.standfirst else ""
    signed = f"<i>{escape(words.author)}: {escape(names(sheet))}</i><br>" if story.authors else ""
    places = "".join(
        f'<tr><td bgcolor="#eeeeee"><a href="{sheet.base}/section/{number}"><font size="2">{escape(section)}</font>'
        f"</a></td></tr>"
        for number, section in enumerate(words.sections)
    )
    return (
        f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<html><head><meta'
        f' http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f"<title>{escape(sheet.site.name)} :: {escape(story.title)}</title>{f.styles(sheet)}"
        f"{f.settings_script(sheet)}</head>"
        f'<body bgcolor="#ffffff"><table width="980" align="center" cellpadding="0"><tr><td colspan="3">'
        f"{f.header(sheet, 'div')}</td></tr>"
        f'<tr><td width="160" valign="top"><table>{places}</table>{f.newsletter(sheet)}</td><td valign="top"'
        f' width="600">'
        f'<table width="100%" dir="{sheet.site.direction}"><tr><td>{f.trail(sheet)}</td></tr>'
        f'<tr><td><font size="5" color="#003366"><b>{escape(story.title)}</b></font></td></tr>'
        f'<tr><td><font size="1" color="#666666">{escape(words.say(story.published))} '
        f"{f.visits(sheet)}</font></td></tr>"
        f"<tr><td>{figure(sheet)}</td></tr><tr><td class=text>{lead}{broken_up(sheet, flow(story.blocks))}<br>{signed}"
        f"{f.share_bar(sheet)}</td></tr><tr><td>{f.related(sheet)}</td></tr><tr><td>{f.comments(sheet)}</td></tr>"
        f"</table></td>"
        f'<td width="200" valign="top">{f.most_read(sheet, "div")}{f.advert(sheet, 2)}</td></tr>'
        f'<tr><td colspan="3">{f.footer(sheet, "div")}</td></tr></table>{closing(sheet)}'
    )


def breaks(sheet: Sheet) -> str:
    """One container whose paragraphs are set apart by two line breaks; headings are bold lines."""
    story, words = sheet.story, sheet.words
    lines = [f"<b>{escape(story.standfirst)}</b>"] if story.standfirst else []
    for block in story.blocks:
        text = inline(block)
        lines.append({"h2": f"<b>{text}</b>", "quote": f"<i>{text}</i>"}.get(block.kind, text))
    byline = f'<span class="writer">{escape(words.author)} {escape(names(sheet))}</span> | ' if story.authors else ""
    return (
        f"{opening(sheet, meta.open_graph(sheet, article=False))}{f.header(sheet, 'div')}<div id='main'>"
        f"{f.trail(sheet)}"
        f'<div id="item"><h1>{escape(story.title)}</h1><div class="credits">{byline}<span class="date">'
        f"{escape(words.published)} "
        f"{escape(words.say(story.published))}</span> {f.visits(sheet)}</div>{figure(sheet)}"
        f'<div id="item-text">{_TWO_BREAKS.join(lines)}<br><br></div>{f.share_bar(sheet)}</div>{f.advert(sheet, 4)}'
        f"{f.comments(sheet)}{f.related(sheet)}</div>{f.most_read(sheet, 'div')}{f.footer(sheet, 'div')}"
        f"{closing(sheet)}"
    )


def soup(sheet: Sheet) -> str:
    """Nothing but divs: paragraphs too, in a container between others that look the same."""
    story, words = sheet.story, sheet.words
    head = meta.named(
        ("publishdate", story.published.isoformat()),
        ("author", names(sheet)),
        ("source", sheet.site.name),
        ("keywords", ",".join(story.tags)),
    )
    parts = flow(story.blocks, '<div class="row txt">{}</div>', '<div class="row sub"><strong>{}</strong></div>')
    if story.standfirst:
        parts.insert(0, f'<div class="row txt">{escape(story.standfirst)}</div>')
    return (
        f"{opening(sheet, head + meta.open_graph(sheet, article=False), f'{story.title}_{sheet.site.name}')}"
        f'{f.header(sheet, "div")}<div class="w1000"><div class="left"><div class="box">{f.trail(sheet)}</div>'
        f'<div class="box"><div class="h1"><h1>{escape(story.title)}</h1></div><div class="info"><span>'
        f"{escape(words.say(story.published))}</span>"
        f" <span>{escape(words.source)}：{escape(sheet.site.name)}</span> <span>{escape(words.author)}："
        f"{escape(names(sheet))}</span>{f.visits(sheet)}"
        f'</div></div><div class="box">{figure(sheet)}{broken_up(sheet, parts)}</div><div class="box">'
        f"{f.share_bar(sheet)}</div>"
        f'<div class="box">{f.related(sheet)}</div><div class="box">{f.comments(sheet)}</div></div>'
        f'<div class="right">{f.most_read(sheet, "div")}</div></div>{f.footer(sheet, "div")}{closing(sheet)}'
    )


def form(sheet: Sheet) -> str:
    """The whole page inside one form, the body split over sibling panels with a box between them."""
    story, words = sheet.story, sheet.words
    parts = flow(story.blocks)
    if story.standfirst:
        parts.insert(0, f'<p class="lead">{escape(story.standfirst)}</p>')
    third = max(1, len(parts) // 3)
    panels = [parts[:third], parts[third : 2 * third], parts[2 * third :]]
    boxes = (f.advert(sheet, 5), f.read_also(sheet, 2), "")
    body = "".join(
        f'<div class="article-panel">{"".join(panel)}</div>{box}'
        for panel, box in zip(panels, boxes, strict=True)
        if panel
    )
    changed = f" <span>{escape(words.updated)}: {escape(words.say(story.modified))}</span>" if story.modified else ""
    head = meta.named(
        ("DC.date.issued", story.published.isoformat()), ("DC.creator", names(sheet)), ("DC.publisher", sheet.site.name)
    )
    return (
        f"{opening(sheet, head + meta.open_graph(sheet))}"
        f'<form method="post" action="{sheet.url}" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="'
        f'{_state(sheet)}">'
        f'{f.header(sheet, "div")}<div id="ctl00_Main"><div id="ctl00_Main_article">{f.trail(sheet)}'
        f'<h1 id="ctl00_Main_title">{escape(story.title)}</h1><span id="ctl00_Main_author">{escape(words.author)} '
        f"{escape(names(sheet))}</span>"
        f' <span id="ctl00_Main_date">{escape(words.published)}: {escape(words.say(story.published))}</span>'
        f"{changed}{f.visits(sheet)}"
        f"{figure(sheet)}{body}{f.share_bar(sheet)}</div>{f.comments(sheet)}{f.related(sheet)}</div>"
        f"{f.most_read(sheet, 'div')}{f.footer(sheet, 'div')}</form>{closing(sheet)}"
    )


def _state(sheet: Sheet) -> str:
    dice = sheet.dice("state")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return "".join(dice.choices(letters, k=sheet.weight.lines * 30))
