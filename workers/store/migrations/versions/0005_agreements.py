"""Webhooks that were asked for their consent, and how many requests a minute they allow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("agreed", sa.Text(), nullable=True))
    op.add_column("deliveries", sa.Column("agreed_rate", sa.Integer(), nullable=True))
