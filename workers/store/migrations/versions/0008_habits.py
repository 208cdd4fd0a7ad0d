"""When sources publish, and how often publishers want to be asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("sources", sa.Column("habit", sa.LargeBinary(), nullable=True))
    op.add_column("sources", sa.Column("hints", sa.Text(), nullable=True))
