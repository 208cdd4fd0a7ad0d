"""When an article's text was forgotten; those stored before have theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.store.columns import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("articles", sa.Column("forgotten_at", Instant, nullable=True))
