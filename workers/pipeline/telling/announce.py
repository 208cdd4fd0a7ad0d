"""From what was settled to what is announced."""

from __future__ import annotations

from datetime import datetime

from workers.dedupe import identity
from workers.notify import events
from workers.pipeline.traces import Trace
from workers.records import Announcement, EventType, Source
from workers.services import Services
from workers.store.articles import Settled

_KINDS = {"new": EventType.CREATED, "updated": EventType.UPDATED, "withdrawn": EventType.WITHDRAWN}


def announcement_of(
    services: Services, settled: Settled, source: Source, now: datetime, trace: Trace
) -> tuple[Announcement, int]:
    """The event of a new, changed or withdrawn article, a span of the turn's trace, and the version it tells of."""
    stored = settled.stored
    kind = _KINDS[settled.how]
    event_id = identity.event_id(stored.id, stored.version, kind, stored.content_hash)
    event = events.article_event(
        stored,
        type=kind,
        event_id=event_id,
        recorded_at=now,
        source_url=source.url,
        change=settled.change,
        previous_version=stored.version - 1 if settled.how == "updated" else None,
        urls=services.event_urls,
        traceparent=trace.span(),
    )
    return Announcement(event_id, kind, f"article/{stored.id}", events.dumps(event)), stored.version
