"""A source whose time zone this machine does not know is read as one that names none."""

from __future__ import annotations

import sqlalchemy as sa

from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.pipeline.polling.zones import zone_of
from workers.records import Source
from workers.store.schema import sources


def test_a_zone_that_this_machine_lacks_costs_neither_polls_nor_pages(desk: Desk, site: Site) -> None:
    page = site.put("/news/1", article("The harbour is open"))
    url = site.put("/feed", feed([page]), kind="application/rss+xml")
    desk.sources_read(f'[sources.one]\nurl = "{url}"\ntime_zone = "Asia/Tokyo"\n')
    with desk.database.engine.begin() as c:
        c.execute(sa.update(sources).values(extras=sa.func.replace(sources.c.extras, "Asia/Tokyo", "Asia/Nowhere")))
    desk.run()
    assert "Asia/Nowhere" in desk.source("one").extras
    assert desk.last_poll("one").outcome == "new"
    assert len(desk.articles()) == 1


def test_no_name_of_a_zone_raises() -> None:
    for name in (None, "", "Asia/Nowhere", "../etc/passwd", "/etc/passwd", "a\0b", "Asia", "x" * 999):
        assert zone_of(Source("one", "", time_zone=name)) is None
