"""`khabar why`: what became of a page, for who asks at 3 a.m. why an article is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from workers.cli.opened import opened
from workers.dedupe.urls import url_key
from workers.errors import BadConfig
from workers.settings.sourcelists import printable
from workers.store.schema import articles, keys, pages, robots, sightings, sites

_Row = Mapping[str, Any] | RowMapping
_PAGE = [
    "id",
    "url",
    "source_id",
    "found_via",
    "found_at",
    "state",
    "due_at",
    "tries",
    "outcome",
    "reason",
    "ended_at",
    "recheck_at",
    "article_id",
]
_ARTICLE = ["id", "url", "title", "version", "state", "source_id", "first_seen", "version_seen"]


@click.command()
@click.argument("url", metavar="URL")
@click.option("--jsonl", is_flag=True, help="The same as one JSON line.")
def command(url: str, jsonl: bool) -> None:
    """Tell what became of the page at URL: where it was found, how it ended and why, which article it is.

    Other spellings of a URL (tracking parameters, a mobile host) are the same page. Exit code 1 where khabar never
    heard of it.

    \b
    Example:
      khabar why https://example.org/news/1
    """
    if "://" not in url:
        raise BadConfig("URL", "give the whole address, with http:// or https://")
    key = url_key(url)
    with opened() as services, services.database.read() as connection:
        story = _story(connection, key)
    story = {"url": url, "url_key": key, **story}
    click.echo(json.dumps(story, ensure_ascii=False, default=_text) if jsonl else "\n".join(_sentences(story)))
    raise click.exceptions.Exit(0 if story["page"] or story["article"] or story["seen_by"] else 1)


def _story(connection: Connection, key: str) -> dict[str, Any]:
    """What the store knows of one page, each part None or empty where it knows nothing."""
    page = connection.execute(sa.select(pages).where(pages.c.url_key == key)).mappings().one_or_none()
    seen = sa.select(sightings).where(sightings.c.url_key == key).order_by(sightings.c.first_seen)
    return {
        "page": {name: page[name] for name in _PAGE} if page else None,
        "seen_by": [{"source": s.source_id, "first_seen": s.first_seen} for s in connection.execute(seen)],
        "article": _article(connection, key, page),
        "waits_for": _waits_for(connection, page) if page and page["state"] != "ended" else [],
    }


def _article(connection: Connection, key: str, page: _Row | None) -> dict[str, Any] | None:
    """The article of the page, or that its URL is a name of: a feed may have told it, or another page."""
    named = sa.select(keys.c.article_id).where(keys.c.key == f"u:{key}")
    article_id = (page["article_id"] if page else None) or connection.execute(named).scalar_one_or_none()
    row = connection.execute(sa.select(articles).where(articles.c.id == article_id)).mappings().one_or_none()
    return {name: row[name] for name in _ARTICLE} if row else None


def _waits_for(connection: Connection, page: _Row) -> list[str]:
    """Why its site or its robots.txt lets nobody ask for a page that waits."""
    site = connection.execute(sa.select(sites).where(sites.c.site == page["site"])).one_or_none()
    robot = sa.select(robots).where(robots.c.origin == page["origin"], robots.c.state == "unreachable")
    found = [f"its site waits until {_at(site.next_free_at)}: {site.wait_reason}"] if site and site.wait_reason else []
    for row in connection.execute(robot):
        found += [f"robots.txt of {row.origin} cannot be read ({row.why}), next try {_at(row.expires_at)}"]
    return found


def _sentences(story: Mapping[str, Any]) -> Iterator[str]:
    page, article = story["page"], story["article"]
    if not (page or article or story["seen_by"]):
        yield f"never heard of {story['url_key']}: `khabar sources check URL` shows what a source announces"
    for seen in story["seen_by"]:
        yield f"{_at(seen['first_seen'])}  announced by source {seen['source']}"
    if page is not None:
        yield f"{_at(page['found_at'])}  page {page['id']} found by source {page['source_id']} ({page['found_via']})"
    if page is not None and page["outcome"]:
        why = f": {page['reason']}" if page["reason"] else ""
        yield f"{_at(page['ended_at'])}  {page['outcome']}{why}"
    if article is not None:
        title = printable(article["title"])
        yield f"{_at(article['first_seen'])}  article {article['id']}, {article['state']}: {title}"
        yield f"{_at(article['version_seen'])}  version {article['version']} of it, under {article['url']}"
    if page is not None:
        yield from _next(page, story["waits_for"])


def _next(page: _Row, waits_for: list[str]) -> Iterator[str]:
    if page["state"] == "leased":
        yield "now: it is being asked for"
    elif page["state"] == "waiting":
        tried = f", after {page['tries']} tries: {page['reason']}" if page["tries"] and page["reason"] else ""
        yield f"{_at(page['due_at'])}  due{tried}"
        yield from waits_for
    elif page["recheck_at"] is not None:
        yield f"{_at(page['recheck_at'])}  will be looked at again"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"


def _text(moment: Any) -> str:
    text: str = moment.isoformat()
    return text
