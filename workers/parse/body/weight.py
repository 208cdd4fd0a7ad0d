"""How much a text says, whatever the script it is written in."""

from __future__ import annotations

import re

_WIDE_LEADS = bytes(range(0xE3, 0xEE))  # the first bytes of U+3000 to U+D7FF in UTF-8
_LATER_IDEOGRAPH = re.compile("[\U00020000-\U0003ffff]")
_ETHIOPIC = re.compile("[\u1200-\u135a]")


def weigh(text: str) -> int:
    """How much `text` says, in Latin letters: an ideograph, kana or Korean syllable says as much as about two and a
    half, a syllable of Ethiopic as two.
    """
    if text.isascii():
        return len(text)
    data = text.encode(errors="replace")
    wide = len(data) - len(data.translate(None, _WIDE_LEADS))  # five times as fast as a pattern
    if b"\xf0" in data:
        wide += len(_LATER_IDEOGRAPH.findall(text))
    syllables = len(_ETHIOPIC.findall(text)) if b"\xe1\x88" in data or b"\xe1\x8b" in data else 0
    return len(text) + wide * 3 // 2 + syllables
