"""`khabar parse`: pages in, article records out."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

import click

from workers.cli.lines import contents, line_of, lines_of_stdin, place_of, value_of
from workers.errors import BadConfig, KhabarError, Unreadable
from workers.records import Article, Image, Moment

_EXAMPLES = """\b
Examples:
  khabar parse https://example.org/news/1
  khabar parse saved.html --url https://example.org/news/1
  khabar parse --text dumps/*.txt
  curl -s https://example.org/news/1 | khabar parse - --url https://example.org/news/1
  zcat pages.jsonl.gz | khabar parse --jsonl > records.jsonl
"""


@click.command("parse", epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, metavar="[URL or FILE or - ...]")
@click.option("--jsonl", is_flag=True, help='Read lines {"id","url","html"} on stdin, write one record a line.')
@click.option("--text", is_flag=True, help="The inputs are text dumps (title, date line, paragraphs), not pages.")
@click.option("--url", default="", help="The address of a page that is given as a FILE.")
def command(inputs: tuple[str, ...], jsonl: bool, text: bool, url: str) -> None:
    """Reads pages and writes the article record of each as JSON.

    Exit code 1 where a URL or FILE held no article. With --jsonl a line's "error" is its answer, and the exit code 0.
    """
    if jsonl:
        if inputs:
            raise click.UsageError("--jsonl reads stdin and takes no URL or FILE")
        _stream(lines_of_stdin(), sys.stdout.buffer, text)
        return
    if not inputs:
        raise click.UsageError("name a URL or a FILE, or use --jsonl")
    if _each(inputs, text, url):
        sys.exit(1)


def _stream(lines: Iterable[bytes], out: IO[bytes], text: bool) -> None:
    """One answer for each line, written before the next line is read."""
    gc.set_threshold(20_000, 20, 50)  # pages leave hardly a cycle behind, and looking for them costs a twentieth
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        out.write(line_of(_answer(line, number, text)))
        out.flush()


def _answer(line: bytes, number: int, text: bool) -> dict[str, Any]:
    identity: object = None
    try:
        asked = value_of(line)
        if not isinstance(asked, dict):
            return {"id": None, "error": f"line {number} is no JSON object"}
        identity = asked.get("id")
        page, url = asked.get("text" if text else "html"), asked.get("url") or ""
        if not isinstance(page, str) or not isinstance(url, str):
            return {"id": identity, "error": f"line {number} has no {'text' if text else 'html'}"}
        return {"id": identity, **record_of(_read(page, url, text))}
    except KhabarError as error:
        return {"id": identity, "error": str(error)}
    except (ValueError, RecursionError) as error:  # bad JSON, bad UTF-8, bottomless nesting
        return {"id": identity, "error": f"line {number} cannot be read: {error}"}


def _read(page: str | bytes, url: str, text: bool, content_type: str | None = None) -> Article:
    if text:
        from workers.parse.plaintext import read_text

        dump = page if isinstance(page, str) else page.decode("utf-8", "replace")
        return read_text(dump, url=url)
    from workers.parse.page import read_page

    return read_page(page, url=url, content_type=content_type, fetched_at=datetime.now(UTC))


def _each(inputs: tuple[str, ...], text: bool, url: str) -> bool:
    failed = False
    indent = 2 if sys.stdout.isatty() else None
    for name, result in _results(inputs, text, url):
        if isinstance(result, Article):
            click.echo(json.dumps(record_of(result), ensure_ascii=False, indent=indent))
        else:
            failed = True
            click.echo(f"{name}: {result}", err=True)
    return failed


def _results(inputs: tuple[str, ...], text: bool, url: str) -> Iterator[tuple[str, Article | str]]:
    for name in inputs:
        try:
            if name.startswith(("http://", "https://")):
                yield name, _fetch_and_read(name)
            else:
                yield name, _read(contents(name), url or place_of(name), text)
        except BadConfig:
            raise  # it is our own file that is wrong, which it names, and not this input
        except KhabarError as error:
            yield name, error.why
        except OSError as error:
            yield name, error.strerror or str(error)


def _fetch_and_read(url: str) -> Article:
    from workers.services import open_http

    client = open_http()
    fetched = client.get(url, accept="page")
    if fetched.status == 304:
        raise Unreadable(url, "the server answered 304 to a request that asked no condition")
    return _read(fetched.body, fetched.final_url, False, fetched.content_type)


def record_of(article: Article) -> dict[str, Any]:
    """The article as the JSON object that this command promises."""
    return {
        "title": article.title,
        "authors": list(article.authors),
        "author": ", ".join(article.authors),
        "section": article.section,
        "published": _moment(article.published),
        "modified": _moment(article.modified),
        "language": article.language,
        "publisher": article.publisher,
        "summary": article.summary,
        "paragraphs": list(article.paragraphs),
        "direction": article.direction,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "amp_url": article.amp_url,
        "alternates": dict(article.alternates),
        "tags": list(article.tags),
        "images": [_image(image) for image in article.images],
        "paywalled": article.paywalled,
        "completeness": article.completeness,
        "confidence": round(article.confidence, 3),
        "origins": {
            name: {"via": origin.via, "confidence": round(origin.confidence, 3)}
            for name, origin in article.origins.items()
        },
    }


def _moment(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


def _image(image: Image) -> dict[str, Any]:
    fields = {
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "caption": image.caption,
        "credit": image.credit,
    }
    return {name: value for name, value in fields.items() if value is not None}


if __name__ == "__main__":
    command()
