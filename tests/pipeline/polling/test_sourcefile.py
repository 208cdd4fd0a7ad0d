"""The file of sources, on SQLite and PostgreSQL: an unchanged one costs no write, of a changed one what differs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.pipeline.desk import Desk
from workers.errors import BadConfig
from workers.pipeline.polling.sourcefile import sources_in_step
from workers.records import Source
from workers.store import listed
from workers.store.polls import PollResult, write_poll
from workers.store.sources import keep_in_step, retire

MANY = 2500  # more than one portion


@pytest.fixture
def desk(store_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path, [80], store_url, "redis://127.0.0.1:1/0")
    yield opened
    opened.close()


@contextmanager
def _written(desk: Desk) -> Iterator[list[tuple[str, int]]]:
    """Each statement that writes: the table, and how many rows it was given."""
    seen: list[tuple[str, int]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        words = statement.split()
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            seen.append((words[1] if words[0] == "UPDATE" else words[2], len(parameters) if many else 1))

    sa.event.listen(desk.database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(desk.database.engine, "before_cursor_execute", note)


def _file(count: int, **changed: str) -> str:
    urls = {f"s{n}": f"http://site{n % 50}.org/{n}" for n in range(count)} | changed
    return "".join(f'[sources.{name}]\nurl = "{url}"\n' for name, url in urls.items())


def test_an_unchanged_file_writes_nothing_and_is_not_even_parsed(desk: Desk) -> None:
    desk.sources_read(_file(3))
    with _written(desk) as written:
        assert sources_in_step(desk) == ()
        desk.sources_read(_file(3))  # written anew, with the same words
    assert written == []


def test_of_a_changed_file_the_rows_that_differ_are_written(desk: Desk) -> None:
    desk.sources_read(_file(MANY))
    before = {row.id: row for row in desk.rows("sources")}
    with _written(desk) as written:
        desk.sources_read(_file(MANY, s7="http://site7.org/new", more="http://site1.org/more"))
    assert [rows for table, rows in written if table == "sources"] == [2]
    after = {row.id: row for row in desk.rows("sources")}
    assert {name for name, row in after.items() if before.get(name) != row} == {"s7", "more"}
    with _written(desk) as written:
        desk.sources_read(_file(MANY - 1, s7="http://site7.org/new", more="http://site1.org/more"))
    assert [rows for table, rows in written if table == "sources"] == [1]
    assert desk.source(f"s{MANY - 1}").state == "retired"


def test_what_was_wrong_with_an_unchanged_file_is_still_told_and_nothing_is_retired(desk: Desk) -> None:
    desk.sources_read(_file(2))
    file = desk.settings.places.sources_file
    file.write_text(_file(1) + '[sources.bad]\nurl = "ftp://x"\n', encoding="utf-8")
    told = [[str(problem) for problem in sources_in_step(desk)] for _ in range(3)]
    assert told == [[f'{file} [sources.bad] url: "ftp://x" is no http(s) address']] * 3
    assert [row.state for row in desk.rows("sources")] == ["active", "active"]


def test_an_unchanged_file_takes_back_what_another_way_changed(desk: Desk) -> None:
    desk.sources_read(_file(2))
    database = desk.database
    database.transact(lambda c: retire(c, database, "s0", reason="removed"))
    assert sources_in_step(desk) == ()
    assert desk.source("s0").state == "active"
    wanted = [(Source("s1", "http://site9.org/"), "site9.org", "http://site9.org")]
    database.transact(
        lambda c: keep_in_step(c, database, wanted, listed_in="added", now=desk.now(), retire_others=False)
    )
    assert sources_in_step(desk) == ()
    assert (desk.source("s1").url, desk.source("s1").listed_in) == ("http://site1.org/1", "file")


def test_a_file_that_another_way_overtook_is_compared_once_more(desk: Desk) -> None:
    desk.sources_read(_file(2))
    with desk.database.read() as connection:
        known = listed.read_listed(connection)
    desk.database.transact(lambda c: listed.forget_listed(c, desk.database))
    desk.database.transact(lambda c: listed.write_listed(c, desk.database, "mine", [], instead_of=known))
    with desk.database.read() as connection:
        found = listed.read_listed(connection)
    assert found is not None
    assert found.digest == ""


def test_a_broken_file_stops_nothing_and_changes_nothing(desk: Desk) -> None:
    desk.sources_read(_file(2))
    desk.settings.places.sources_file.write_text("[sources", encoding="utf-8")
    with _written(desk) as written, pytest.raises(BadConfig, match="is not valid TOML"):
        sources_in_step(desk)
    assert written == []


def test_what_is_polled_in_the_name_of_a_source_ends_with_it_though_no_file_changed(desk: Desk) -> None:
    desk.sources_read(_file(2))
    with desk.database.engine.begin() as c:
        of = sa.text(
            "INSERT INTO sources (id, url, kind, rhythm, extras, listed_in, parent, named_by, depth, state, site,"
            " origin, created_at, next_poll_at, reason) SELECT :id, url, kind, rhythm, extras, 'found', 's0', :by, 1,"
            " state, site, origin, created_at, next_poll_at, reason FROM sources WHERE id = 's0'"
        )
        c.execute(of, {"id": "child", "by": "s0"})
        c.execute(of, {"id": "grandchild", "by": "child"})
        c.execute(sa.text("UPDATE sources SET pump_id = 'me' WHERE id IN ('s0', 'child')"))
    ended = PollResult("s0", "me", desk.now(), "ended", None, desk.now(), "410", ended=True)
    assert desk.database.transact(lambda c: write_poll(c, ended))
    assert {row.id: row.state for row in desk.rows("sources")} == {
        "s0": "ended",
        "s1": "active",
        "child": "retired",
        "grandchild": "retired",
    }
