"""`khabar sources check`: what would be read at a URL, or what is wrong with the files of sources and rules."""

from __future__ import annotations

import click

from workers.errors import BadConfig, one_line
from workers.pipeline.polling.sourcefile import listed_twice, reachable
from workers.records import Document, Kind
from workers.services import open_http
from workers.settings import Settings, SourceList, load_settings, read_sources
from workers.settings.sourcelists import why_no_url


@click.command("check")
@click.argument("url", required=False)
@click.option("--kind", type=click.Choice([k.value for k in Kind]), default="auto", show_default=True)
def check(url: str | None, kind: str) -> None:
    """Tell what khabar would read at URL; without one, check sources.toml and run the tests of all site rules.

    Nothing is stored. Exit code 1 where something is wrong; what is only odd (one URL under two names) does not count.

    \b
    Example:
      khabar sources check https://example.org/
      khabar sources check
    """
    if url is None:
        raise click.exceptions.Exit(1 if _check_files(load_settings()) else 0)
    if (why := why_no_url(url)) is not None:
        raise BadConfig("url", why)
    _show(_ask(url, Kind(kind)))


def _check_files(settings: Settings) -> int:
    """How much is wrong in the files of sources and rules; each thing is printed."""
    from workers.parse.rules import check_rules, read_rules  # BeautifulSoup is for rules only

    file, listed = settings.places.sources_file, SourceList((), ())
    if file.exists():
        listed = reachable(read_sources(file, settings.rhythms), file)
    wrong = [str(problem) for problem in listed.problems]
    named = {s.rules for s in listed.sources if s.rules}
    folder = settings.places.config / "sites"
    files = sorted(folder.glob("*.toml"))
    wrong += [f"{folder / name}.toml: there is no such file of rules" for name in named - {f.stem for f in files}]
    for rules_file in files:
        try:
            rules = read_rules(rules_file.read_text(encoding="utf-8"), file=str(rules_file))
        except BadConfig as e:
            wrong.append(str(e))
        else:
            wrong += check_rules(rules, folder)
    for sentence in listed_twice(listed, file):
        click.echo(f"odd    {sentence}")
    for sentence in wrong:
        click.echo(f"WRONG  {sentence}")
    click.echo(f"{len(listed.sources)} sources, {len(files)} files of rules, {len(wrong)} things wrong")
    return len(wrong)


def _ask(url: str, kind: Kind) -> tuple[str, Document]:
    """(where it lies, what it announces), fetched once."""
    from workers.parse.document import read_document

    client = open_http(load_settings())
    try:
        fetched = client.get(url, accept="feed")
    finally:
        client.close()
    at = fetched.fetched_at
    document = read_document(
        fetched.body, url=fetched.final_url, content_type=fetched.content_type, kind=kind, fetched_at=at
    )
    return fetched.final_url, document


def _show(found: tuple[str, Document]) -> None:
    url, document = found
    click.echo(one_line(f"{url}: {document.form}, {len(document.entries)} entries: {document.title or 'no title'}"))
    for problem in document.problems:
        click.echo(one_line(f"  odd: {problem}"))
    for child in document.children[:10]:
        click.echo(one_line(f"  names: {child}"))
    for entry in document.entries[:20]:
        when = entry.published.isoformat() if entry.published else "no date"
        click.echo(one_line(f"  {when}  {entry.title or '(no title)'}  {entry.link or '(no link)'}"))
