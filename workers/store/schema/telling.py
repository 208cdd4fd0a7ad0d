"""Tables of what is told: events in their one order, and how far each subscriber is."""

from __future__ import annotations

import sqlalchemy as sa

from workers.store.columns import Counter, Instant
from workers.store.schema.metadata import metadata, partial_index

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
    partial_index("ix_outbox_unplaced", "seq", where="position IS NULL"),
    partial_index("ix_outbox_unsent", "position", where="sent_at IS NULL AND position IS NOT NULL"),
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
