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

from __future__ import annotations

import sqlalchemy as sa

from workers.store.columns import Counter, Instant

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    clause = sa.text(where)
    return sa.Index(name, *columns, unique=unique, sqlite_where=clause, postgresql_where=clause)


sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),  # as polled
    sa.Column("listed_url", sa.Text),  # as the list of sources has it, where the source moved for good since
    sa.Column("name", sa.Text),
    sa.Column("kind", sa.Text, nullable=False),  # as configured
    sa.Column("rhythm", sa.Text, nullable=False),
    sa.Column("extras", sa.Text, nullable=False),  # the rest of the configuration, JSON
    # "file" (sources.toml, --sources), "added", "found" (in a document), "robots" (in robots.txt), "backfill"
    sa.Column("listed_in", sa.Text, nullable=False),
    sa.Column("parent", sa.Text),  # the listed source in whose name a found one is polled: a sitemap of its index ...
    sa.Column("named_by", sa.Text),  # the source whose document or robots.txt names it
    sa.Column("depth", sa.Integer, nullable=False, server_default="0"),  # of documents named by documents
    sa.Column("state", sa.Text, nullable=False),  # active | retired (left the file) | ended (410)
    sa.Column("site", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),  # scheme://host[:port], whose robots.txt rules
    sa.Column("serves", sa.Text),  # the form the last good poll found: rss, atom, news-sitemap, listing ...
    sa.Column("title", sa.Text),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("next_poll_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # why then, in words
    sa.Column("pump_id", sa.Text),  # set while a poll is under way
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("interval_s", sa.Float),  # the adaptive interval, as it is usually
    sa.Column("habit", sa.LargeBinary),  # when it publishes, by hour of the week: pipeline/polling/habit.py
    sa.Column("hints", sa.Text),  # how often the publisher wants to be asked, JSON
    sa.Column("last_poll_at", Instant),
    sa.Column("last_good_at", Instant),
    sa.Column("last_new_at", Instant),
    sa.Column("last_error", sa.Text),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),  # in a row
    sa.Column("polls", sa.Integer, nullable=False, server_default="0"),
    sa.Column("moved_to", sa.Text),  # where permanent redirects lead, until that is believed
    sa.Column("moved_since", Instant),
    sa.Column("moved_polls", sa.Integer, nullable=False, server_default="0"),  # that said so, in a row
    sa.Column("trust", sa.Text, nullable=False, server_default="trusted"),  # what its validators are worth
    sa.Column("unchanged", sa.Integer, nullable=False, server_default="0"),  # 304s since the last body
    sa.Column("whole_at", Instant),  # when the last body came
    sa.Index("ix_sources_url", "url"),
    _partial("ix_sources_due", "next_poll_at", where="state = 'active' AND pump_id IS NULL"),
    _partial("ix_sources_pump", "pump_id", where="pump_id IS NOT NULL"),
    _partial("ix_sources_asked", "site", where="pump_id IS NOT NULL"),
    _partial("ix_sources_parent", "parent", where="parent IS NOT NULL"),
    _partial("ix_sources_named", "named_by", where="named_by IS NOT NULL"),
)

backfills = sa.Table(
    "backfills",
    metadata,
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),  # reading | done
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("since", Instant),  # nothing older is wanted
    sa.Column("left", sa.Integer, nullable=False),  # documents that may still be read
    sa.Column("todo", sa.Text, nullable=False),  # JSON: URLs of those that are known, the next one first
    sa.Column("documents", sa.Integer, nullable=False),  # read so far
    sa.Column("found", sa.Integer, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("why", sa.Text, nullable=False),  # how it stands, in words
)

polls = sa.Table(
    "polls",
    metadata,
    sa.Column("id", Counter, primary_key=True, autoincrement=True),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),  # new | nothing new | unchanged | failed | refused
    sa.Column("detail", sa.Text),
    sa.Column("entries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("new", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_poll_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("ix_polls_source", "source_id", "id"),
    sa.Index("ix_polls_at", "at"),
)

sites = sa.Table(
    "sites",
    metadata,
    sa.Column("site", sa.Text, primary_key=True),
    sa.Column("next_free_at", Instant, nullable=False),  # no request may start before
    sa.Column("wait_reason", sa.Text),  # why not, where it is more than the usual delay
    sa.Column("ready_at", Instant),  # when a page of this site may be worth claiming; never too late, NULL = no page
    sa.Column("recheck_at", Instant),  # the same for pages that are looked at again
    sa.Column("crawl_delay_s", sa.Float),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    _partial("ix_sites_ready", "ready_at", where="ready_at IS NOT NULL"),
    _partial("ix_sites_recheck", "recheck_at", where="recheck_at IS NOT NULL"),
)

robots = sa.Table(
    "robots",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("site", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # found | none | unreachable | unknown
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    sa.Column("why", sa.Text),  # how that state came about
    sa.Column("fetched_at", Instant),
    sa.Column("expires_at", Instant),
    sa.Column("pump_id", sa.Text),  # set while it is being fetched
    _partial("ix_robots_pump", "pump_id", where="pump_id IS NOT NULL"),
    _partial("ix_robots_asked", "site", where="pump_id IS NOT NULL"),
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("id", Counter, primary_key=True, autoincrement=True),
    sa.Column("url", sa.Text, nullable=False),  # as announced
    sa.Column("url_key", sa.Text, nullable=False),  # normalised
    sa.Column("fetch_url", sa.Text),  # where redirects led so far
    sa.Column("hops", sa.Integer, nullable=False, server_default="0"),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("site", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("ignores_robots", sa.Boolean, nullable=False),
    sa.Column("found_via", sa.Text, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),  # JSON
    sa.Column("found_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting | leased | ended
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("pump_id", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),  # claims
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),  # answers of the kind "try again"
    sa.Column("crashes", sa.Integer, nullable=False, server_default="0"),  # claims whose pump died
    sa.Column("outcome", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("ended_at", Instant),
    sa.Column("article_id", sa.Text),
    sa.Column("recheck_at", Instant),  # when a known article is looked at again; kept while that look is under way
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("gone_since", Instant),  # the first of the looks in a row that found it gone
    sa.Column("gone_looks", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("url_key"),
    _partial("ix_pages_waiting", "site", "due_at", "id", where="state = 'waiting' AND crashes = 0"),
    _partial("ix_pages_suspects", "crashes", "due_at", where="state = 'waiting' AND crashes > 0"),
    _partial("ix_pages_recheck", "site", "recheck_at", "id", where="state = 'ended' AND recheck_at IS NOT NULL"),
    _partial("ix_pages_leased", "pump_id", where="state = 'leased'"),
    _partial("ix_pages_asked", "site", where="state = 'leased'"),
    _partial("ix_pages_quarantined", "ended_at", where="outcome = 'quarantined'"),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("page_id", Counter),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("published", sa.Text),  # ISO 8601 to the stated precision
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("cluster", sa.Text, nullable=False),
    sa.Column("duplicate_of", sa.Text),
    sa.Column("state", sa.Text, nullable=False),  # usable | withdrawn
    sa.Column("found_via", sa.Text, nullable=False),
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("version_seen", Instant, nullable=False),
    sa.Column("fetched_at", Instant, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("record", sa.Text, nullable=False),  # JSON, the current version
    sa.Index("ix_articles_cluster", "cluster"),
    sa.Index("ix_articles_source", "source_id", "first_seen"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("changed", sa.Text, nullable=False),  # JSON list of field names
    sa.Column("record", sa.Text),  # JSON; NULL for the current version, which lies in articles
    sa.PrimaryKeyConstraint("article_id", "version"),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Index("ix_keys_article", "article_id"),
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("key", sa.BigInteger, nullable=False),  # a signed 64-bit hash of some of the article's words
    sa.Column("article", sa.LargeBinary, nullable=False),  # its id, 16 bytes
    sa.Column("seen", sa.Integer, nullable=False),  # hours since 1970
    sa.Index("ix_marks_key", "key", "seen"),
    sa.Index("ix_marks_seen", "seen"),
)

sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("url_key", sa.Text, nullable=False),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("guid", sa.Text),
    sa.Column("first_seen", Instant, nullable=False),
    sa.Column("last_seen", Instant, nullable=False),
    sa.Column("told", sa.Text),  # what was announced of it: hashed title and update of each kind of document
    sa.PrimaryKeyConstraint("url_key", "source_id"),
)

boilerplate = sa.Table(
    "boilerplate",
    metadata,
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("memory", sa.LargeBinary, nullable=False),
    sa.Column("learned_at", Instant, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("seq", Counter, primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("position", Counter),  # place in the one order, given by the relay
    sa.Column("sent_at", Instant),
    sa.UniqueConstraint("event_id"),
    sa.UniqueConstraint("subject", "version", "type"),
    _partial("ix_outbox_unplaced", "seq", where="position IS NULL"),
    _partial("ix_outbox_unsent", "position", where="sent_at IS NULL AND position IS NOT NULL"),
    sa.Index("ix_outbox_position", "position", unique=True),
    sa.Index("ix_outbox_created", "created_at"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # as in subscribers.toml
    sa.Column("listed", sa.Boolean, nullable=False),  # in the file now, and good
    sa.Column("cursor", Counter, nullable=False),  # everything up to this position is settled
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),  # failed ones at the event behind the cursor
    sa.Column("next_at", Instant),
    sa.Column("failing_since", Instant),
    sa.Column("confirmed", sa.Boolean, nullable=False),  # a second failure came well after the first
    sa.Column("disabled", sa.Text),  # why, in words
    sa.Column("agreed", sa.Text),  # the terms that it agreed to (CloudEvents handshake), NULL where it was not asked
    sa.Column("agreed_rate", sa.Integer),  # requests a minute that it allows, NULL for any number
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_until", Instant),
    sa.Column("delivered", Counter, nullable=False, server_default="0"),  # events, ever
    sa.Column("delivered_at", Instant),
    sa.Column("last_error", sa.Text),
    sa.Column("created_at", Instant, nullable=False),
)

delivery_attempts = sa.Table(
    "delivery_attempts",
    metadata,
    sa.Column("id", Counter, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", Counter, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("status", sa.Integer),  # NULL where nothing came back
    sa.Column("why", sa.Text, nullable=False),
    sa.Index("ix_delivery_attempts_name", "name", "id"),
    sa.Index("ix_delivery_attempts_at", "at"),
)

dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", Counter, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("why", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("name", "position"),
)

pumps = sa.Table(
    "pumps",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # poll | harvest | deliver
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("alive_until", Instant, nullable=False),
)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),  # an Outcome, or a poll's outcome
    sa.Column("n", Counter, nullable=False),
    sa.PrimaryKeyConstraint("day", "source_id", "what"),
)

quality = sa.Table(
    "quality",
    metadata,
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),  # UTC
    sa.Column("at", Instant, nullable=False),  # when it was last added to
    *(
        sa.Column(name, Counter, nullable=False)  # what each counts: store/quality.py
        for name in (
            *("pages", "articles", "whole", "sure", "dated", "signed", "sectioned", "illustrated"),
            *("ruled", "stated", "printed", "announced", "guessed"),
            *(f"length_{n}" for n in range(10)),
        )
    ),
    sa.PrimaryKeyConstraint("source_id", "day"),
    sa.Index("ix_quality_day", "day"),
)

alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("source_id", "kind"),
)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
