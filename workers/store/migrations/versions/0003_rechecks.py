"""Looks at known articles, and what sources print on every article."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.store.columns import Instant

revision = "0003"
down_revision = "0002"

_RESTING = sa.text("state = 'ended' AND recheck_at IS NOT NULL")
_DUE = sa.text("recheck_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("pages", sa.Column("recheck_at", Instant(), nullable=True))
    op.add_column("pages", sa.Column("etag", sa.Text(), nullable=True))
    op.add_column("pages", sa.Column("last_modified", sa.Text(), nullable=True))
    op.add_column("pages", sa.Column("body_hash", sa.Text(), nullable=True))
    op.add_column("pages", sa.Column("gone_since", Instant(), nullable=True))
    op.add_column("pages", sa.Column("gone_looks", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_pages_recheck",
        "pages",
        ["site", "recheck_at", "id"],
        unique=False,
        sqlite_where=_RESTING,
        postgresql_where=_RESTING,
    )
    op.add_column("sites", sa.Column("recheck_at", Instant(), nullable=True))
    op.create_index("ix_sites_recheck", "sites", ["recheck_at"], unique=False, sqlite_where=_DUE, postgresql_where=_DUE)
    op.add_column("sightings", sa.Column("told", sa.Text(), nullable=True))
    op.create_index("ix_marks_key", "marks", ["key", "seen_at"], unique=False)
    op.create_table(
        "boilerplate",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("memory", sa.LargeBinary(), nullable=False),
        sa.Column("learned_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_boilerplate")),
    )
