"""How a claimed page is given back unread: a new one waits again, a known one rests until its next look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workers.store.schema import pages

_IS_A_LOOK = pages.c.recheck_at.isnot(None)


def given_back(due_at: datetime) -> dict[str, Any]:
    """The values that free a claimed page for another claim at `due_at`."""
    at = sa.literal(due_at, pages.c.recheck_at.type)
    return {
        "state": sa.case((_IS_A_LOOK, "ended"), else_="waiting"),
        "pump_id": None,
        "due_at": due_at,
        "recheck_at": sa.case((_IS_A_LOOK, at), else_=None),
    }
