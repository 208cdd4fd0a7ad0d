"""What strangers wrote, made fit for a log line or a message."""

from __future__ import annotations


def printable(text: str, limit: int = 300) -> str:
    """`text` on one line: control, format and other invisible characters as \\xNN or \\uNNNN, at most `limit` long."""
    cut = text[: limit + 1]
    if not cut.isprintable():
        cut = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
    return cut if len(cut) <= limit else cut[: limit - 1] + "…"
