"""Delivery to webhook and AMQP subscribers: where each stands, what failed, what was given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workers.store.columns import Counter, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("cursor", Counter, nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("delivered", Counter, server_default="0", nullable=False),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("id", Counter, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", Counter, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempts")),
    )
    op.create_index("ix_delivery_attempts_at", "delivery_attempts", ["at"], unique=False)
    op.create_index("ix_delivery_attempts_name", "delivery_attempts", ["name", "id"], unique=False)
    op.create_table(
        "dead_letters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", Counter, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "position", name=op.f("pk_dead_letters")),
    )
