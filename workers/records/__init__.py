"""The stages of a piece of news, one frozen dataclass each.

    Source ──poll──▶ Fetched ──▶ Document of Entry ──▶ Page (frontier) ──harvest──▶ Fetched ──▶ Article ──▶ Event

The type says how far along the news is. Nothing here knows network, clock, database or environment. All
`datetime` values are aware and in UTC unless a field says otherwise.
"""

from workers.records.announced import Document, Enclosure, Entry, Image, Page, PollHints
from workers.records.asked import Fetched, Hop, Kind, Source, Validators
from workers.records.legible import controls_in, legible
from workers.records.moments import Moment, Precision
from workers.records.told import (
    Announcement,
    Article,
    Change,
    Completeness,
    Direction,
    EventType,
    Origin,
    Outcome,
    StoredArticle,
)

__all__ = [
    "Announcement",
    "Article",
    "Change",
    "Completeness",
    "Direction",
    "Document",
    "Enclosure",
    "Entry",
    "EventType",
    "Fetched",
    "Hop",
    "Image",
    "Kind",
    "Moment",
    "Origin",
    "Outcome",
    "Page",
    "PollHints",
    "Precision",
    "Source",
    "StoredArticle",
    "Validators",
    "controls_in",
    "legible",
]
