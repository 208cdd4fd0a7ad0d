"""Sources that move for good, and validators that lie."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.store.columns import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sources", sa.Column("listed_url", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("moved_to", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("moved_since", Instant(), nullable=True))
    op.add_column("sources", sa.Column("moved_polls", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sources", sa.Column("trust", sa.Text(), nullable=False, server_default="trusted"))
    op.add_column("sources", sa.Column("unchanged", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sources", sa.Column("whole_at", Instant(), nullable=True))
    op.create_index("ix_sources_url", "sources", ["url"], unique=False)
