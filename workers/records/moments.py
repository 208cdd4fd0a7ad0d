"""When something was published, as exactly as it was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a moment was stated; nothing finer is ever invented."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a publisher stated it.

    `at` is aware and keeps the stated offset (UTC where none was stated and none is known of the source).
    With day precision only `at.date()` means anything, and it is the publisher's own day.
    """

    at: datetime
    precision: Precision = Precision.SECOND

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a Moment needs a time zone")

    def isoformat(self) -> str:
        """ISO 8601 to the stated precision: `2020-01-07`, `2020-01-07T10:05+02:00`, `2020-01-07T10:05:09+00:00`."""
        if self.precision is Precision.DAY:
            return self.at.date().isoformat()
        return self.at.isoformat(timespec="minutes" if self.precision is Precision.MINUTE else "seconds")

    @classmethod
    def fromisoformat(cls, text: str) -> Moment:
        """The inverse of `isoformat`; raises ValueError."""
        if len(text) == 10:
            day = date.fromisoformat(text)
            return cls(datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY)
        at = datetime.fromisoformat(text)
        clock = text[11:].split("+")[0].split("-")[0].removesuffix("Z")
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return cls(at, Precision.MINUTE if clock.count(":") == 1 else Precision.SECOND)
