"""What the pages of each source gave, by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.store.columns import Counter, Instant

revision = "0007"
down_revision = "0006"

_COUNTS = (
    *("pages", "articles", "whole", "sure", "dated", "signed", "sectioned", "illustrated"),
    *("ruled", "stated", "printed", "announced", "guessed"),
    *(f"length_{n}" for n in range(10)),
)


def upgrade() -> None:
    op.create_table(
        "quality",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        *(sa.Column(name, Counter, nullable=False) for name in _COUNTS),
        sa.PrimaryKeyConstraint("source_id", "day", name=op.f("pk_quality")),
    )
    op.create_index("ix_quality_day", "quality", ["day"], unique=False)
