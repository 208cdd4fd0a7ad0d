"""Rows of articles: who an article is, settled by unique keys inside the transaction that stores it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.records import Article, Change, StoredArticle
from workers.store.database import Database, locked
from workers.store.schema import articles, keys, versions
from workers.store.stored import row_of, stored_of, version_row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A freshly read article with what the pure rooms computed of it.

    `keys` are certain identities (where it was read), `claims` what only counts where the rules agree; strongest first.
    `record` is the article as `codec.article_to_json` writes it. `article_id` is derived from the first key, so that
    the same page gets the same id again after a lost database.
    """

    page_id: int
    source_id: str
    article: Article
    record: str
    article_id: str
    keys: tuple[str, ...]
    claims: tuple[str, ...]
    content_hash: str
    fingerprint: bytes
    found_via: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an article: `how` is "new", "updated", "unchanged", "duplicate" or "withdrawn"."""

    how: str
    stored: StoredArticle
    previous: Article | None = None
    change: Change | None = None


class Place(NamedTuple):
    """The story of an article, the article that it is a copy of, and how alike (0..1) it is to one of that story."""

    cluster: str
    duplicate_of: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the pure rooms decide while articles are settled.

    `same(claim, fingerprint of the holder, fingerprint of the claimant)`: is it one article? `renames(claim)`: may a
    claimant that comes by this claim be a new state of the holder (its URL moved with the headline), rather than one
    more way to it? `change(old, new)`: what differs that matters, None for nothing. `cluster(candidate, id)`: the
    story of a new article. `current(fingerprint, article)`: a stored fingerprint
    in today's form, made anew where an earlier khabar wrote another.
    """

    same: Callable[[str, bytes, bytes], bool]
    renames: Callable[[str], bool]
    change: Callable[[Article, Article], Change | None]
    cluster: Callable[[Candidate, str], Place]
    current: Callable[[bytes, Article], bytes] = lambda fingerprint, _: fingerprint


def settle(
    connection: Connection, database: Database, candidates: Sequence[Candidate], *, now: datetime, rules: Rules
) -> list[Settled]:
    """Stores each candidate as what it is: a new article, a new version, or one more way to a known one.

    The unique key of `keys` decides, never a look before; all keys of the batch go in sorted, and rows are locked
    sorted, so that batches cannot deadlock. Answers in the order of `candidates`.
    """
    holders = _hold_keys(connection, database, candidates)
    desk = _Desk(connection, _locked_rows(connection, database, holders), now, rules)
    settled: list[Settled] = []
    for candidate in candidates:
        owner, claim = _owner(candidate, holders, desk.prints, rules)
        _give_keys(connection, candidate, owner, holders)
        settled.append(_settle_one(desk, candidate, owner, claim, rules))
    desk.write()
    return settled


def withdraw(connection: Connection, database: Database, wanted: Mapping[str, int]) -> list[StoredArticle]:
    """Withdraws articles (id -> the page they are read on) and gives them back as they are now.

    Those that were withdrawn before, or are read on another page by now, are left out.
    """
    chosen = sa.select(articles).where(articles.c.id.in_(sorted(wanted)), articles.c.state == "usable")
    rows = connection.execute(locked(chosen.order_by(articles.c.id), database, skip=False)).all()
    stored = [replace(stored_of(row), withdrawn=True) for row in rows if row.page_id == wanted[row.id]]
    if stored:
        mine = articles.c.id.in_([article.id for article in stored])
        connection.execute(sa.update(articles).where(mine).values(state="withdrawn"))
    return stored


@dataclass(slots=True)
class _Known:
    """An article as it stands now, in the database or about to be."""

    stored: StoredArticle
    page_id: int | None
    record: str


class _Desk:
    """The articles that a batch touches; new ones are written together."""

    def __init__(self, connection: Connection, rows: Sequence[Any], now: datetime, rules: Rules) -> None:
        self.connection = connection
        self.now = now
        self.known = {row.id: _Known(stored_of(row), row.page_id, row.record) for row in rows}
        self.prints = {r.id: self._print_of(r, rules) for r in rows}
        self._new: list[dict[str, Any]] = []
        self._new_versions: list[dict[str, Any]] = []

    def _print_of(self, row: Any, rules: Rules) -> bytes:
        """In today's form, as far as there is a text to make it from."""
        stored = self.known[row.id].stored
        print_: bytes = row.fingerprint
        return print_ if stored.forgotten_at is not None else rules.current(print_, stored.article)

    def add(self, candidate: Candidate, stored: StoredArticle) -> None:
        row = self._row(candidate, stored)
        self._new.append(row)
        self._new_versions.append(version_row(stored, ()))
        self._keep(candidate, stored, row["record"])

    def change(self, candidate: Candidate, stored: StoredArticle, fields: Sequence[str]) -> None:
        self.write()  # the version that this one follows may still be on its way
        before = self.known[stored.id]
        old = sa.and_(versions.c.article_id == stored.id, versions.c.version == before.stored.version)
        self.connection.execute(sa.update(versions).where(old).values(record=before.record))
        row = self._row(candidate, stored)
        self.connection.execute(sa.update(articles).where(articles.c.id == stored.id).values(**row))
        self.connection.execute(sa.insert(versions).values(**version_row(stored, fields)))
        self._keep(candidate, stored, row["record"])

    def write(self) -> None:
        if self._new:
            self.connection.execute(sa.insert(articles), sorted(self._new, key=lambda row: str(row["id"])))
            self.connection.execute(sa.insert(versions), self._new_versions)
        self._new, self._new_versions = [], []

    def _row(self, candidate: Candidate, stored: StoredArticle) -> dict[str, Any]:
        page_id, fingerprint, record = candidate.page_id, candidate.fingerprint, candidate.record
        return row_of(stored, page_id=page_id, fingerprint=fingerprint, record=record)

    def _keep(self, candidate: Candidate, stored: StoredArticle, record: str) -> None:
        self.known[stored.id] = _Known(stored, candidate.page_id, record)
        self.prints[stored.id] = candidate.fingerprint


def _hold_keys(connection: Connection, database: Database, candidates: Sequence[Candidate]) -> dict[str, str]:
    """key -> the article that holds it, after taking the free ones."""
    wanted: dict[str, str] = {}
    for candidate in candidates:
        for key in (*candidate.keys, *candidate.claims):
            wanted.setdefault(key, candidate.article_id)
    names = sorted(wanted)
    if names:
        rows = [{"key": k, "article_id": wanted[k]} for k in names]
        connection.execute(database.insert(keys).on_conflict_do_nothing(index_elements=["key"]), rows)
    found: dict[str, str] = {}
    for start in range(0, len(names), 500):
        chosen = sa.select(keys.c.key, keys.c.article_id).where(keys.c.key.in_(names[start : start + 500]))
        found.update({row.key: row.article_id for row in connection.execute(chosen)})
    return found


def _locked_rows(connection: Connection, database: Database, holders: Mapping[str, str]) -> list[Any]:
    """The articles that hold any of the keys, locked in order of their ids."""
    ids = sorted(set(holders.values()))
    rows: list[Any] = []
    for start in range(0, len(ids), 500):
        chosen = sa.select(articles).where(articles.c.id.in_(ids[start : start + 500])).order_by(articles.c.id)
        rows += connection.execute(locked(chosen, database, skip=False)).all()
    return rows


def _owner(
    candidate: Candidate, holders: Mapping[str, str], prints: Mapping[str, bytes], rules: Rules
) -> tuple[str, str | None]:
    """(the article that the candidate is, the claim that made it so): its own id where nobody else's key holds."""
    for key in candidate.keys:
        if holders[key] != candidate.article_id:
            return holders[key], None
    for claim in candidate.claims:
        holder = holders[claim]
        if holder == candidate.article_id or holder not in prints:
            continue
        if rules.same(claim, prints[holder], candidate.fingerprint):
            return holder, claim
    return candidate.article_id, None


def _give_keys(connection: Connection, candidate: Candidate, owner: str, holders: dict[str, str]) -> None:
    """What was taken under an id that the article turned out not to have goes to its owner."""
    if owner == candidate.article_id:
        return
    stray = [k for k in (*candidate.keys, *candidate.claims) if holders[k] == candidate.article_id]
    for key in sorted(stray):
        connection.execute(sa.update(keys).where(keys.c.key == key).values(article_id=owner))
        holders[key] = owner


def _settle_one(desk: _Desk, candidate: Candidate, owner: str, claim: str | None, rules: Rules) -> Settled:
    known = desk.known.get(owner)
    if known is None:
        return _store_new(desk, candidate, owner, rules)
    stored = known.stored
    own_page = known.page_id == candidate.page_id
    renamed = claim is not None and rules.renames(claim) and stored.source_id == candidate.source_id
    way = "unchanged" if own_page else "duplicate"
    if stored.forgotten_at is not None:
        return Settled(way, stored)  # known by its keys; with what it said there is nothing to compare
    if not stored.withdrawn:
        if stored.content_hash == candidate.content_hash or not (own_page or renamed):
            return Settled(way, stored)
        change = rules.change(stored.article, candidate.article)
        if change is None:
            return Settled(way, stored)
        return _store_version(desk, candidate, stored, change)
    if not own_page:
        return Settled(way, stored)
    return _store_version(desk, candidate, stored, rules.change(stored.article, candidate.article) or Change())


def _store_new(desk: _Desk, candidate: Candidate, owner: str, rules: Rules) -> Settled:
    place = rules.cluster(candidate, owner)
    stored = StoredArticle(
        id=owner,
        article=candidate.article,
        source_id=candidate.source_id,
        version=1,
        content_hash=candidate.content_hash,
        first_seen=desk.now,
        version_seen=desk.now,
        fetched_at=candidate.fetched_at,
        found_via=candidate.found_via,
        cluster=place.cluster,
        duplicate_of=place.duplicate_of,
        similarity=place.similarity,
    )
    desk.add(candidate, stored)
    return Settled("new", stored)


def _store_version(desk: _Desk, candidate: Candidate, known: StoredArticle, change: Change) -> Settled:
    stored = replace(
        known,
        article=candidate.article,
        version=known.version + 1,
        content_hash=candidate.content_hash,
        version_seen=desk.now,
        fetched_at=candidate.fetched_at,
        withdrawn=False,
    )
    desk.change(candidate, stored, change.fields)
    return Settled("updated", stored, known.article, change)
