"""The file of sources and the rows that have to say the same: an unchanged file is hashed and nothing more."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata
from pathlib import Path

import structlog

from workers.errors import BadConfig, Refused
from workers.fetch.pace import origin_of, site_of
from workers.fetch.target import as_sent
from workers.records import Source
from workers.services import Services
from workers.settings import SourceList, read_sources
from workers.store import listed
from workers.store.sources import differing, retire_all_but, write_listed_rows

log = structlog.get_logger(__name__)

_FILE = "file"
_AT_ONCE = 2000  # rows in one transaction: pumps claim in between


def sources_in_step(services: Services) -> tuple[BadConfig, ...]:
    """Makes the rows of sources equal to the file of sources; its bad tables, which are left as they were.

    The file of last time is not read again. Of a changed one, rows that differ are written.
    """
    file = services.settings.places.sources_file
    if not file.exists():
        return ()
    digest = _digest(services, file)
    with services.database.read() as connection:
        known = listed.read_listed(connection)
    if known is None or known.digest != digest:
        problems = _compare(services, file, digest, known)
    else:
        problems = tuple(BadConfig(where, why) for where, why in known.problems)
    for problem in problems:
        log.error("source.bad", problem=str(problem))
    return problems


def reachable(listed: SourceList, file: Path) -> SourceList:
    """The list without sources whose address nobody could ever be asked at."""
    good: list[Source] = []
    bad = list(listed.problems)
    for source in listed.sources:
        try:
            site_of(source.url)
        except Refused as e:
            bad.append(BadConfig(f"{file} [sources.{source.id}] url", e.why))
        else:
            good.append(source)
    return SourceList(tuple(good), tuple(bad))


def listed_twice(listed: SourceList, file: Path) -> list[str]:
    """A sentence for each request that two or more of these (reachable) sources send: its site is asked for it twice.

    Other headers, cookies or another proxy make another request.
    """
    names: dict[tuple[object, ...], list[str]] = {}
    for source in listed.sources:
        with_what = (*sorted(source.headers.items()), *sorted(source.cookies.items()), source.proxy)
        names.setdefault((as_sent(source.url), *with_what), []).append(source.id)
    return [
        f"{file}: {' and '.join(f'[sources.{name}]' for name in same)} have one url, {url}: it is asked for "
        f"{'twice' if len(same) == 2 else f'{len(same)} times'}"
        for (url, *_), same in names.items()
        if len(same) > 1
    ]


def _compare(services: Services, file: Path, digest: str, known: listed.Listed | None) -> tuple[BadConfig, ...]:
    database, now = services.database, services.now()
    found = reachable(read_sources(file, services.settings.rhythms), file)
    problems = [(problem.about, problem.why) for problem in found.problems]
    wanted = [(s, site_of(s.url), origin_of(s.url)) for s in found.sources]
    with database.read() as connection:
        changed = differing(connection, wanted, _FILE)
    for start in range(0, len(changed), _AT_ONCE):
        some = changed[start : start + _AT_ONCE]
        database.transact(
            lambda c, some=some: write_listed_rows(c, database, some, listed_in=_FILE, now=now)  # type: ignore[misc]
        )
    if not problems:
        names = {source.id for source in found.sources}
        database.transact(lambda c: retire_all_but(c, names, _FILE))
    if _digest(services, file) == digest:  # else it was written to while it was read
        database.transact(lambda c: listed.write_listed(c, database, digest, problems, instead_of=known))
    return found.problems


def _digest(services: Services, file: Path) -> str:
    """Of the file's bytes and of all else that decides how it is read."""
    try:
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256")
    except OSError as e:
        raise BadConfig(str(file), f"cannot be read: {e.strerror}") from e
    content.update(json.dumps([str(file), sorted(services.settings.rhythms), _version()]).encode())
    return content.hexdigest()


def _version() -> str:
    try:
        return metadata.version("khabar")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return ""
