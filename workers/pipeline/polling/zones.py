"""The clocks that a source lives by."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from workers.records import Source


def zone_of(source: Source) -> ZoneInfo | None:
    """None where its configuration names no zone, or none that this machine knows: zones differ between machines."""
    try:
        return ZoneInfo(source.time_zone) if source.time_zone else None
    except (KeyError, ValueError, OSError):
        return None
