"""What a poll teaches is remembered with the source, and the history says what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import sqlalchemy as sa

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article
from workers.pipeline.polling.habit import HOURS, Habit
from workers.store.schema import sources

RSS = "application/rss+xml"


def _publish(desk: Desk, site: Site, count: int, every: timedelta, extra: str = "", zone: str = "UTC") -> None:
    items = ""
    for n in range(count):
        url = site.put(f"/news/{n}", article(f"Gate {n} is open"))
        when = format_datetime(desk.now() - n * every)
        items += f"<item><title>Gate {n} is open</title><link>{url}</link><pubDate>{when}</pubDate></item>"
    feed = f'<rss version="2.0"><channel><title>Gates</title>{extra}{items}</channel></rss>'
    url = site.put("/feed", feed.encode(), kind=RSS)
    desk.sources_read(f'[sources.one]\nurl = "{url}"\ntime_zone = "{zone}"\n')


def _wait(desk: Desk) -> float:
    row = desk.source("one")
    return float((row.next_poll_at - row.last_poll_at).total_seconds())


def test_the_dates_of_one_document_tell_how_often_to_ask(desk: Desk, site: Site) -> None:
    _publish(desk, site, 30, timedelta(minutes=6))
    desk.poll()
    assert 600 < _wait(desk) < 1000
    assert "publishes about 9.2 an hour" in desk.last_poll("one").reason


def test_articles_are_counted_by_the_sources_own_clocks(desk: Desk, site: Site) -> None:
    _publish(desk, site, 2, timedelta(minutes=1), zone="Asia/Tokyo")
    desk.poll()
    habit = Habit.from_bytes(desk.source("one").habit)
    tokyo = datetime.now(UTC) + timedelta(hours=9)
    now = tokyo.weekday() * 24 + tokyo.hour
    assert next(n for n, count in enumerate(habit.counts) if count) in {now, (now - 1) % HOURS}


def test_hints_of_the_document_hold_after_an_answer_without_one(desk: Desk, site: Site) -> None:
    _publish(desk, site, 30, timedelta(minutes=6), extra="<ttl>300</ttl>")
    desk.poll()
    assert "the publisher's ttl asks for 5 h" in desk.last_poll("one").reason
    desk.wait(_wait(desk) + 1)
    desk.poll()
    assert desk.last_poll("one").outcome == "unchanged"
    assert "the publisher's ttl asks for 5 h" in desk.last_poll("one").reason


def test_a_habit_that_cannot_be_read_is_learned_anew(desk: Desk, site: Site) -> None:
    _publish(desk, site, 30, timedelta(minutes=6))
    desk.poll()
    with desk.database.engine.begin() as connection:
        connection.execute(sa.update(sources).values(habit=b"\x00", hints="[", next_poll_at=desk.now()))
    desk.poll()
    assert desk.last_poll("one").outcome == "unchanged"
    assert Habit.from_bytes(desk.source("one").habit).articles == 0
