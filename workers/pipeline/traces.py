"""W3C Trace Context (https://www.w3.org/TR/trace-context/): one trace a turn, one span for each thing it does."""

from __future__ import annotations

import re
import secrets

_TRACEPARENT = re.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Trace:
    """A trace; the one that `parent` belongs to where that is a traceparent, else a new one."""

    def __init__(self, parent: str | None = None) -> None:
        match = _TRACEPARENT.fullmatch(parent or "")
        self.id = match[1] if match and match[1].strip("0") else secrets.token_hex(16)

    def span(self) -> str:
        """The traceparent of a new span, sampled."""
        span = secrets.token_hex(8)
        return f"00-{self.id}-{span}-01" if span.strip("0") else self.span()
