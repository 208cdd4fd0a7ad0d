"""Upkeep: what has to be done now and then so that nothing piles up and nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
import structlog

from workers.errors import BadConfig
from workers.pipeline.harvesting import quality
from workers.pipeline.harvesting.clusters import COPIES_COME_WITHIN
from workers.pipeline.polling.sourcefile import sources_in_step
from workers.pipeline.telling.retention import keep_events
from workers.pipeline.telling.subscribers import subscribers_in_step
from workers.services import Services
from workers.store import clock, marks
from workers.store.alarms import forget_retired
from workers.store.forgetting import forget_texts
from workers.store.schema import polls

log = structlog.get_logger(__name__)

POLLS_KEPT = timedelta(days=30)
CLOCKS_KEPT = timedelta(days=30)
_PRUNED_AT_ONCE = 5000


def upkeep(services: Services) -> None:
    """One round: sources and subscribers in step with their files, old history pruned."""
    for keep_in_step_with_file in (sources_in_step, subscribers_in_step):
        try:
            keep_in_step_with_file(services)
        except BadConfig as e:  # a broken file is a person's to mend; what is stored stays, and the rest goes on
            log.error("file.bad", problem=str(e))
    keep_events(services)
    quality.watch(services)
    prune(services)


def prune(services: Services) -> None:
    """Forgets old polls and marks, clocks of machines that are gone, the alarms of retired sources, and what old
    articles said where settings say so.

    Identity (`keys`, `pages`) is never pruned.
    """
    now, database = services.now(), services.database
    old_polls = sa.select(polls.c.id).where(polls.c.at < now - POLLS_KEPT).limit(_PRUNED_AT_ONCE)
    services.database.transact(forget_retired)
    old = now - COPIES_COME_WITHIN
    database.transact(lambda c: marks.forget(c, database, before=old, at_once=_PRUNED_AT_ONCE))
    services.database.transact(lambda c: c.execute(sa.delete(polls).where(polls.c.id.in_(old_polls))))
    database.transact(lambda c: clock.forget_clocks(c, before=now - CLOCKS_KEPT, but=services.host))
    if keep := services.settings.articles.keep_text_days:
        older = now - timedelta(days=keep)
        database.transact(lambda c: forget_texts(c, database, before=older, now=now, at_once=_PRUNED_AT_ONCE))
    quality.prune(services)
