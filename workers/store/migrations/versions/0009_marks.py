"""Marks take a third of the room. Those of earlier versions are forgotten, since their hashes mean nothing any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.drop_table("marks")
    op.create_table(
        "marks",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
    )
    op.create_index("ix_marks_key", "marks", ["key", "seen"], unique=False)
    op.create_index("ix_marks_seen", "marks", ["seen"], unique=False)
