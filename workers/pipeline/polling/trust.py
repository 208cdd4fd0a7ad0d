"""Whether a server's validators are believed. Pure: values in, values out.

Some servers answer 304 for ever, or print one ETag for everything. So after many 304s the source is asked without
conditions. Where that body announces something new, the server may lie, or may have changed just then: the next poll
sends the old validators once more, and a 304 to them, after the change was seen, is a lie.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from workers.fetch.request import UNCONDITIONAL
from workers.records import Validators
from workers.store.standing import Standing, Trust

MOST_UNCHANGED = 20  # 304s in a row that are believed
LEAST_UNCHANGED = 4  # and fewer, where they span a day
A_DAY = timedelta(days=1)


def conditions(standing: Standing, known: Validators, now: datetime) -> Validators:
    """What to send with the next poll: nothing, where the body itself has to be seen."""
    if standing.trust is Trust.DISTRUSTED:
        return UNCONDITIONAL
    if standing.trust is Trust.SUSPECTED:
        return known
    old = standing.whole_at is not None and abs(now - standing.whole_at) >= A_DAY
    is_due = standing.unchanged >= MOST_UNCHANGED or (old and standing.unchanged >= LEAST_UNCHANGED)
    return UNCONDITIONAL if is_due else known


def after_304(standing: Standing) -> tuple[Standing, str | None]:
    """After an answer "not modified"; what is to be said of it, where it is a lie."""
    if standing.trust is Trust.SUSPECTED:
        why = "a 304 although the body had changed: its validators are not believed any more"
        return replace(standing, trust=Trust.DISTRUSTED, unchanged=0), why
    return replace(standing, unchanged=standing.unchanged + 1), None


def after_body(
    standing: Standing, *, asked: Validators, known: Validators, sent: Validators, new: int, now: datetime
) -> tuple[Standing, Validators, str | None]:
    """After a whole body that announced `new` pages: the standing, the validators to keep, and what is to be said.

    `asked` are the conditions of this poll, `known` those that were kept, `sent` those of the answer.
    """
    whole = replace(standing, unchanged=0, whole_at=now)
    if standing.trust is Trust.DISTRUSTED:
        return whole, UNCONDITIONAL, None
    was_check = asked == UNCONDITIONAL and known != UNCONDITIONAL and standing.unchanged > 0
    if not was_check or not new:
        return replace(whole, trust=Trust.TRUSTED), sent, None
    times = f"{standing.unchanged} times 304"
    if _is_same(known, sent):
        why = f"{times}, and the same validators although {new} entries are new: they are not believed any more"
        return replace(whole, trust=Trust.DISTRUSTED), UNCONDITIONAL, why
    why = f"{times}, then {new} new entries without conditions: the next answer tells whether it lies"
    return replace(whole, trust=Trust.SUSPECTED), known, why


def _is_same(one: Validators, other: Validators) -> bool:
    if one.etag is not None or other.etag is not None:
        return one.etag == other.etag
    return one.last_modified == other.last_modified
