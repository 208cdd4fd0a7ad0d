"""Stand-in until language lands."""
from workers.records import Direction
def language_of(text: str, *, hint: str | None = None) -> str | None: return hint
def direction_of(language: str | None, text: str = "") -> Direction:
    return "rtl" if (language or "").split("-")[0] in ("ar","he","fa","ur") else "ltr"
