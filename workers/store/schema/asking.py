"""Tables of whom is asked: sources and how each poll ended, sites and their robots.txt, and the frontier of pages."""

from __future__ import annotations

import sqlalchemy as sa

from workers.store.columns import Counter, Instant
from workers.store.schema.metadata import metadata, partial_index

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
    partial_index("ix_sources_due", "next_poll_at", where="state = 'active' AND pump_id IS NULL"),
    partial_index("ix_sources_pump", "pump_id", where="pump_id IS NOT NULL"),
    partial_index("ix_sources_asked", "site", where="pump_id IS NOT NULL"),
    partial_index("ix_sources_parent", "parent", where="parent IS NOT NULL"),
    partial_index("ix_sources_named", "named_by", where="named_by IS NOT NULL"),
)

backfills = sa.Table(
    "backfills",
    metadata,
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),  # reading | done
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("since", Instant),  # nothing older is wanted
    sa.Column("left", sa.Integer, nullable=False),  # documents that may still be read
    sa.Column("todo", sa.Text, nullable=False),  # JSON: what is known, the next one first, and marks of what was read
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
    partial_index("ix_sites_ready", "ready_at", where="ready_at IS NOT NULL"),
    partial_index("ix_sites_recheck", "recheck_at", where="recheck_at IS NOT NULL"),
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
    partial_index("ix_robots_pump", "pump_id", where="pump_id IS NOT NULL"),
    partial_index("ix_robots_asked", "site", where="pump_id IS NOT NULL"),
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
    partial_index("ix_pages_waiting", "site", "due_at", "id", where="state = 'waiting' AND crashes = 0"),
    partial_index("ix_pages_suspects", "crashes", "due_at", where="state = 'waiting' AND crashes > 0"),
    partial_index("ix_pages_recheck", "site", "recheck_at", "id", where="state = 'ended' AND recheck_at IS NOT NULL"),
    partial_index("ix_pages_leased", "pump_id", where="state = 'leased'"),
    partial_index("ix_pages_asked", "site", where="state = 'leased'"),
    partial_index("ix_pages_quarantined", "ended_at", where="outcome = 'quarantined'"),
)
