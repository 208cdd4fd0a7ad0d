"""`khabar feed`: what a feed, sitemap or JSON Feed announces, for people or as JSON lines."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from workers.cli.lines import bytes_of, contents, line_of, lines_of_stdin, place_of, value_of
from workers.errors import BadConfig, KhabarError
from workers.parse.document import read_document
from workers.records import Entry, Kind

_EXAMPLES = """\b
Examples:
  khabar feed https://example.org/feed
  khabar feed saved.xml --jsonl
  curl -s https://example.org/feed | khabar feed -
  khabar feed --jsonl < feeds.jsonl      lines {"id","url","content_type","body_b64"}
"""


@click.command(epilog=_EXAMPLES)
@click.argument("places", nargs=-1, metavar="[URL or FILE or - ...]")
@click.option(
    "--jsonl", is_flag=True, help="One JSON line a feed; without URL or FILE, feeds are read as JSON lines from stdin."
)
def command(places: tuple[str, ...], jsonl: bool) -> None:
    """Show the entries of feeds, sitemaps and JSON Feeds.

    Exit code 1 where a URL or FILE was no feed. Of lines on stdin, a line's "error" is its answer, and the exit code 0.
    """
    if not places and not jsonl:
        raise click.UsageError("name a URL or a FILE, or give --jsonl and lines on stdin")
    now = datetime.now(UTC)
    gc.freeze()  # what is loaded by now stays: no need to look through it again and again
    answers = _of_places(places, now) if places else _of_lines(now)
    is_good = True
    for answer in answers:
        # A feed that cannot be read is an answer on the line format, and a failure for people.
        is_good = is_good and (answer["ok"] or not places)
        if jsonl:
            sys.stdout.buffer.write(line_of(answer))
            sys.stdout.buffer.flush()
        else:
            _show(answer)
    sys.exit(0 if is_good else 1)


def _of_lines(now: datetime) -> Iterator[dict[str, Any]]:
    for line in lines_of_stdin():
        if not line.isspace():
            yield _of_line(line, now)


def _of_line(line: bytes, now: datetime) -> dict[str, Any]:
    """The answer to one line; a bad line is answered too, and never stops the others."""
    name: object = None
    try:
        asked, packed = _parts_of(line)
        name = asked.get("id")
        url, content_type = str(asked.get("url") or ""), asked.get("content_type")
        del line  # a body may have tens of megabytes: hold it once
        body = bytes_of(packed)
        del packed
        return _read(name, body, url, content_type if isinstance(content_type, str) else None, now)
    except (ValueError, TypeError, RecursionError) as error:
        return _failure(name, f"bad line: {error}")
    except Exception as error:  # a mistake of ours over one feed must not cost the caller the answers to all others
        return _failure(name, f"khabar failed on it ({type(error).__name__}: {error})")


def _parts_of(line: bytes) -> tuple[dict[str, Any], bytes | memoryview]:
    """The line's object and its Base64 body, which is cut out beforehand: JSON would copy it three times."""
    packed: memoryview | None = None
    if (key := line.find(b'"body_b64"')) > 0 and (start := line.find(b'"', key + 10) + 1) > 0:
        end = line.find(b'"', start)
        if line[key + 10 : start].strip() in (b':"', b': "') and line.find(b"\\", start, end) < 0:
            packed, line = memoryview(line)[start:end], line[:start] + line[end:]
    asked = value_of(line)
    if not isinstance(asked, dict):
        raise ValueError("the line is no JSON object")
    return asked, packed or str(asked.get("body_b64") or "").encode()


def _of_places(places: tuple[str, ...], now: datetime) -> Iterator[dict[str, Any]]:
    for place in places:
        try:
            if place.lower().startswith(("http://", "https://")):
                from workers.services import open_http  # only here: files need no network, and start faster without

                fetched = open_http().get(place, accept="feed")
                yield _read(place, fetched.body, fetched.final_url, fetched.content_type, fetched.fetched_at)
            else:
                yield _read(place, contents(place), place_of(place), None, now)
        except BadConfig:
            raise  # it is our own file that is wrong, which it names, and not this input
        except KhabarError as error:
            yield _failure(place, error.why)
        except OSError as error:
            yield _failure(place, error.strerror or str(error))


def _read(name: object, body: bytes, url: str, content_type: str | None, now: datetime) -> dict[str, Any]:
    try:
        document = read_document(body, url=url, content_type=content_type, kind=Kind.FEED, fetched_at=now)
    except KhabarError as error:
        return _failure(name, error.why)
    return {
        "id": name,
        "ok": True,
        "form": document.form,
        "title": document.title,
        "link": document.link,
        "language": document.language,
        "entries": [_entry(entry) for entry in document.entries],
        "children": list(document.children),
        "problems": list(document.problems),
        "error": None,
    }


def _failure(name: object, why: str) -> dict[str, Any]:
    return {"id": name, "ok": False, "title": None, "entries": [], "error": why}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "guid": entry.guid,
        "link": entry.link,
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else None,
        "updated": entry.updated.isoformat() if entry.updated else None,
        "author": ", ".join(entry.authors) or None,
        "authors": list(entry.authors),
        "summary": entry.summary,
        "content": entry.content,
        "categories": list(entry.categories),
        "enclosures": [{"url": one.url, "type": one.type, "length": one.length} for one in entry.enclosures],
        "images": [one.url for one in entry.images],
        "language": entry.language,
        "publisher": entry.publisher,
        "section": entry.section,
    }


def _show(answer: dict[str, Any]) -> None:
    if not answer["ok"]:
        click.echo(f"{answer['id']}: {answer['error']}", err=True)
        return
    click.secho(answer["title"] or str(answer["id"]), bold=True)
    count = len(answer["entries"])
    click.echo(f"{answer['form']}, {count} {'entry' if count == 1 else 'entries'}")
    for problem in answer["problems"]:
        click.echo(f"  ! {problem}")
    for entry in answer["entries"]:
        when = entry["published"] or entry["updated"] or "no date"
        click.echo(f"  {when:25}  {entry['title'] or '(no title)'}")
        click.echo(f"  {'':25}  {entry['link'] or entry['guid'] or '(no link)'}")
    for child in answer["children"]:
        click.echo(f"  {child}")


if __name__ == "__main__":
    command()
