"""How alike an article was to the story that it was found to belong to; not known of those stored before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("articles", sa.Column("similarity", sa.Float(), nullable=True))
