"""Tables of how khabar itself is: who is at work, what happened how often, what is wrong now."""

from __future__ import annotations

import sqlalchemy as sa

from workers.store.columns import Counter, Instant
from workers.store.schema.metadata import metadata

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
