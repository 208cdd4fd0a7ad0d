"""The tables. Migrations create them; a test holds the two against each other.

sources ─ polls            where news is announced, and why each next poll is when it is
backfills                  archives that are read back
sites ─ robots             whom we may ask, when, and what they forbid
pages                      the frontier: one row a page, with its lease, its tries and how it ended
articles ─ versions        what was read, now and before
keys                       identity: every URL and guid that means an article; never pruned
marks                      hashes of an article's words, by which copies of it are found
sightings                  where and when an article was announced
boilerplate                what each source prints on every article
outbox                     events, written with what they tell, in one order
deliveries                 how far each webhook and AMQP subscriber is, and when it is tried again
delivery_attempts          attempts that failed, for people; dead_letters: events that were given up
pumps                      who is at work; a claim is as alive as its pump
tallies, alarms, facts     what happened how often, what is wrong now, single values
quality                    what the pages of a source gave, by day
"""

from workers.store.schema.asking import backfills, pages, polls, robots, sites, sources
from workers.store.schema.metadata import metadata
from workers.store.schema.reading import articles, boilerplate, keys, marks, sightings, versions
from workers.store.schema.telling import dead_letters, deliveries, delivery_attempts, outbox
from workers.store.schema.watching import alarms, facts, pumps, quality, tallies

__all__ = [
    "alarms",
    "articles",
    "backfills",
    "boilerplate",
    "dead_letters",
    "deliveries",
    "delivery_attempts",
    "facts",
    "keys",
    "marks",
    "metadata",
    "outbox",
    "pages",
    "polls",
    "pumps",
    "quality",
    "robots",
    "sightings",
    "sites",
    "sources",
    "tallies",
    "versions",
]
