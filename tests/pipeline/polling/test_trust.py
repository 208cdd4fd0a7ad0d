"""Servers whose 304 is a lie are found out, and lose the validators they lied about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.fetch.servers import answer
from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, feed
from workers.pipeline.polling import trust
from workers.records import Validators
from workers.store.standing import Standing, Trust

RSS = "Content-Type: application/rss+xml"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OLD, NEW, NONE = Validators('"a"'), Validators('"b"'), Validators()


@pytest.mark.parametrize(
    ("standing", "sent"),
    [
        (Standing(), OLD),
        (Standing(unchanged=19, whole_at=NOON - timedelta(hours=20)), OLD),
        (Standing(unchanged=20, whole_at=NOON - timedelta(hours=20)), NONE),
        (Standing(unchanged=20), NONE),
        (Standing(unchanged=3, whole_at=NOON - timedelta(days=30)), OLD),
        (Standing(unchanged=4, whole_at=NOON - timedelta(days=1)), NONE),
        (Standing(trust=Trust.SUSPECTED, unchanged=99, whole_at=NOON - timedelta(days=1)), OLD),
        (Standing(trust=Trust.DISTRUSTED), NONE),
    ],
)
def test_conditions_are_left_out_now_and_then(standing: Standing, sent: Validators) -> None:
    assert trust.conditions(standing, OLD, NOON) == sent


def test_a_change_seen_without_conditions_sets_a_trap() -> None:
    many = Standing(unchanged=20)
    suspected, kept, why = trust.after_body(many, asked=NONE, known=OLD, sent=NEW, new=2, now=NOON)
    assert (suspected.trust, kept) == (Trust.SUSPECTED, OLD)
    assert why == "20 times 304, then 2 new entries without conditions: the next answer tells whether it lies"
    lied, why = trust.after_304(suspected)
    assert lied.trust is Trust.DISTRUSTED
    assert why is not None
    honest, kept, why = trust.after_body(suspected, asked=OLD, known=OLD, sent=NEW, new=0, now=NOON)
    assert (honest.trust, kept, why) == (Trust.TRUSTED, NEW, None)


def test_the_same_validators_over_another_body_are_a_lie_at_once() -> None:
    standing, kept, _ = trust.after_body(Standing(unchanged=20), asked=NONE, known=OLD, sent=OLD, new=1, now=NOON)
    assert (standing.trust, kept) == (Trust.DISTRUSTED, NONE)
    dates = Validators(None, "Tue, 24 Nov 2026 10:00:00 GMT")
    standing, kept, _ = trust.after_body(Standing(unchanged=20), asked=NONE, known=dates, sent=dates, new=1, now=NOON)
    assert standing.trust is Trust.DISTRUSTED


def test_nothing_new_proves_nothing_and_who_lied_is_never_believed_again() -> None:
    standing, kept, why = trust.after_body(Standing(unchanged=20), asked=NONE, known=OLD, sent=OLD, new=0, now=NOON)
    assert (standing.trust, standing.unchanged, kept, why) == (Trust.TRUSTED, 0, OLD, None)
    lied = Standing(trust=Trust.DISTRUSTED)
    standing, kept, why = trust.after_body(lied, asked=NONE, known=NONE, sent=NEW, new=5, now=NOON)
    assert (standing.trust, kept, why) == (Trust.DISTRUSTED, NONE, None)


class Liar:
    """A feed that gets a new entry at every look, behind validators that say it never changes."""

    def __init__(self, site: Site, etag: str | None) -> None:
        self.site, self.etag, self.entries = site, etag, 1

    def __call__(self, head: str) -> bytes:
        self.entries += 1
        if "If-None-Match" in head:
            return answer(b"", "304 Not Modified")
        links = [f"{self.site.url}/news/{n}" for n in range(self.entries)]
        return answer(feed(links), headers=[RSS, f"ETag: {self.etag or self.entries}"])


@pytest.mark.parametrize("etag", ['"for-ever"', None])
def test_a_server_that_answers_304_for_ever_is_found_out(desk: Desk, site: Site, etag: str | None) -> None:
    desk.sources_are(one=site.then("/feed", Liar(site, etag)))
    for _ in range(9):
        desk.poll()
        desk.wait(86400)
    source = desk.source("one")
    assert (source.trust, source.etag, source.last_modified) == ("distrusted", None, None)
    assert any("not believed any more" in (p.detail or "") for p in desk.rows("polls"))
    before = len(desk.rows("pages"))
    desk.poll()
    assert "If-None-Match" not in site.asked[-1]
    assert len(desk.rows("pages")) > before
    desk.sources_are(one=site.then("/other", Liar(site, etag)))
    assert desk.source("one").trust == "trusted"


def test_a_server_that_changed_just_then_is_believed_again(desk: Desk, site: Site) -> None:
    def honest(head: str) -> bytes:
        version = 1 if len(site.paths()) <= 5 else 2
        if f'If-None-Match: "{version}"' in head:
            return answer(b"", "304 Not Modified")
        return answer(feed(f"{site.url}/news/{n}" for n in range(version)), headers=[RSS, f'ETag: "{version}"'])

    desk.sources_are(one=site.then("/feed", honest))
    for _ in range(9):
        desk.poll()
        desk.wait(86400)
    assert (desk.source("one").trust, desk.source("one").etag) == ("trusted", '"2"')
    assert any("the next answer tells" in (p.detail or "") for p in desk.rows("polls"))
    assert desk.last_poll("one").outcome == "unchanged"
