"""Documents named by documents, and by robots.txt; archives that are read back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.store.columns import Instant

revision = "0006"
down_revision = "0005"

_NAMED = sa.text("named_by IS NOT NULL")


def upgrade() -> None:
    op.add_column("sources", sa.Column("named_by", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("depth", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE sources SET named_by = parent, depth = 1 WHERE parent IS NOT NULL")
    op.create_index(
        "ix_sources_named", "sources", ["named_by"], unique=False, sqlite_where=_NAMED, postgresql_where=_NAMED
    )
    op.create_table(
        "backfills",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("since", Instant(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("todo", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_backfills")),
    )
