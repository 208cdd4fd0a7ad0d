"""Characters that nobody prints."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # C0 (ISO/IEC 6429) but tab, line feed and carriage return
_CONTROL_BYTES = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_PARTING = frozenset("\x0b\x0c\x1c\x1d\x1e\x1f")


def legible(text: str) -> str:
    """The text without control characters: those that part words become blanks, the others go."""
    if not controls_in(text):
        return text
    return _CONTROL.sub(lambda found: " " if found[0] in _PARTING else "", text)


def controls_in(text: str) -> int:
    """How many control characters the text holds that are neither tabs nor ends of lines."""
    data = text.encode(errors="replace")
    return len(data) - len(data.translate(None, _CONTROL_BYTES))  # a third of a pattern's time
