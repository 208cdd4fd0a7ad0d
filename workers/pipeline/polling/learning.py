"""What a good poll teaches of its source: its habit, the publisher's hints, and from both the next poll."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from workers.pipeline.polling import hints as publisher
from workers.pipeline.polling.announced import Read
from workers.pipeline.polling.cadence import Next, Seen, after_good_poll
from workers.pipeline.polling.habit import Habit, first_habit, learn
from workers.pipeline.polling.zones import zone_of
from workers.records import PollHints
from workers.settings import Rhythm
from workers.store.sources import SourceState

LATE = 1200.0  # seconds; what a later poll missed is our fault, not the interval's


@dataclass(frozen=True, slots=True)
class Learned:
    """When to ask next, and what to remember, as the columns hold it."""

    next: Next
    habit: bytes
    hints: str | None  # None: nothing new is known of them


def after(poll: Read, new_keys: Collection[str], rhythm: Rhythm, *, now: datetime, jitter: float) -> Learned:
    """After a poll that was answered; `new_keys` are of the pages that nobody had announced before."""
    state, document = poll.state, poll.document
    zone: tzinfo = zone_of(state.source) or UTC
    new = [page.entry.published for page in poll.pages if page.url_key in new_keys]
    habit = habit_of(state)
    if habit is not None or document is None:
        known = habit or Habit(state.last_poll_at or now)
        shown = len(poll.pages) if document is not None and not poll.is_delta else None
        habit = learn(known, new, shown=shown, guess=rhythm.start, now=now, zone=zone)
    else:
        habit = first_habit([page.entry.published for page in poll.pages], now=now, zone=zone)
    first = state.last_poll_at is None or poll.is_delta  # of which entries were known a delta says nothing
    waited = None if first or state.last_poll_at is None else (state.next_poll_at - state.last_poll_at).total_seconds()
    seen = Seen(len(poll.pages), len(new), (now - state.next_poll_at).total_seconds() < LATE, waited)
    said = document.hints if document is not None else hints_of(state)
    following = after_good_poll(
        rhythm,
        seen,
        habit,
        hints=said,
        max_age=publisher.fresh_for(poll.fetched),
        now=now,
        zone=zone,
        jitter=jitter,
    )
    return Learned(following, habit.to_bytes(), publisher.to_text(said) if document is not None else None)


def habit_of(state: SourceState) -> Habit | None:
    """What was learned so far, None where nothing was or it cannot be read."""
    try:
        return None if state.habit is None else Habit.from_bytes(state.habit)
    except ValueError:
        return None


def hints_of(state: SourceState) -> PollHints:
    """What the last document said."""
    try:
        return publisher.from_text(state.hints)
    except (ValueError, TypeError, AttributeError):
        return publisher.NONE
