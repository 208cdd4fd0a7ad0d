"""A TOML table read key by key: typed, bounded, and intolerant of keys that nobody reads."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from workers.errors import BadConfig

T = TypeVar("T")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def read_toml(path: Path, *, missing_is_empty: bool = False) -> dict[str, Any]:
    """The file's tables; raises BadConfig with line and column where it is broken or cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as e:
        if missing_is_empty:
            return {}
        raise BadConfig(str(path), "there is no such file") from e
    except tomllib.TOMLDecodeError as e:
        raise BadConfig(str(path), f"is not valid TOML: {e}") from e
    except UnicodeDecodeError as e:
        raise BadConfig(str(path), f"is not UTF-8 text (byte {e.start})") from e
    except (ValueError, RecursionError) as e:  # numbers of thousands of digits, lists within thousands of lists
        raise BadConfig(str(path), "holds a number too long or lists nested too deep to be read") from e
    except OSError as e:
        raise BadConfig(str(path), f"cannot be read: {e.strerror}") from e


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` for the nearest known word, or the list where nothing is near."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known: {', '.join(known)}" if known else ""


def seconds_of(text: str) -> float | None:
    """`"90s"`, `"10m"`, `"1h 30m"`, `"2d"` in seconds; None where the text is no duration."""
    parts = _DURATION.findall(text)
    if not parts or _DURATION.sub("", text).strip():
        return None
    return sum(float(n) * _UNITS[u] for n, u in parts)


class Table:
    """One table of one file. Take every key you know, then call `end()`: what is left is an error."""

    def __init__(self, values: object, *, file: str, name: str) -> None:
        self.file, self.name = file, name
        if not isinstance(values, Mapping):
            raise BadConfig(f"{file} [{name}]", f"must be a table, not {_kind(values)}")
        self._left = dict(values)
        self._known: list[str] = []

    def wrong(self, key: str, why: str) -> BadConfig:
        return BadConfig(f"{self.file} [{self.name}] {key}", why)

    def _take(self, key: str, default: T, check: Callable[[Any], T]) -> T:
        self._known.append(key)
        return check(self._left.pop(key)) if key in self._left else default

    def text(self, key: str, default: T, *, choices: Iterable[str] | None = None) -> str | T:
        def check(value: object) -> str:
            if not isinstance(value, str) or not value.strip():
                raise self.wrong(key, f"must be a text, not {_kind(value)}")
            if choices is not None and value not in (known := list(choices)):
                raise self.wrong(key, f'"{value}" is not known{suggestion(value, known)}')
            return value

        return self._take(key, default, check)  # type: ignore[arg-type]

    def number(self, key: str, default: float, *, low: float, high: float) -> float:
        def check(value: object) -> float:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise self.wrong(key, f"must be a number, not {_kind(value)}")
            if not low <= value <= high:
                raise self.wrong(key, f"{value} is not between {low:g} and {high:g}")
            return float(value)

        return self._take(key, default, check)

    def whole(self, key: str, default: int, *, low: int, high: int) -> int:
        def check(value: object) -> int:
            if isinstance(value, bool) or not isinstance(value, int):
                raise self.wrong(key, f"must be a whole number, not {_kind(value)}")
            if not low <= value <= high:
                raise self.wrong(key, f"{value} is not between {low} and {high}")
            return value

        return self._take(key, default, check)

    def duration(self, key: str, default: str, *, low: str, high: str) -> float:
        """Seconds; written as "10m", or as a bare number of seconds."""

        def check(value: object) -> float:
            return self._seconds(key, value, low, high)

        return self._take(key, seconds_of(default) or 0.0, check)

    def ages(self, key: str, default: tuple[str, ...], *, low: str, high: str) -> tuple[float, ...]:
        """Seconds each; a list of durations that rise, and may be empty."""

        def check(value: object) -> tuple[float, ...]:
            if not isinstance(value, list):
                raise self.wrong(key, f'must be a list of durations such as ["15m", "1h"], not {_kind(value)}')
            found = tuple(self._seconds(key, v, low, high) for v in value)
            if any(second <= first for first, second in pairwise(found)):
                raise self.wrong(key, "must rise from each to the next")
            return found

        return self._take(key, tuple(seconds_of(text) or 0.0 for text in default), check)

    def _seconds(self, key: str, value: object, low: str, high: str) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found: float | None = float(value)
        else:
            found = seconds_of(value) if isinstance(value, str) else None
        if found is None:
            raise self.wrong(key, 'must be a duration such as "30s", "10m", "6h" or "2d"')
        if not (seconds_of(low) or 0.0) <= found <= (seconds_of(high) or 0.0):
            raise self.wrong(key, f"{value} is not between {low} and {high}")
        return found

    def flag(self, key: str, default: bool) -> bool:
        def check(value: object) -> bool:
            if not isinstance(value, bool):
                raise self.wrong(key, f"must be true or false, not {_kind(value)}")
            return value

        return self._take(key, default, check)

    def zone(self, key: str, default: ZoneInfo | None) -> ZoneInfo | None:
        def check(value: object) -> ZoneInfo:
            try:
                return ZoneInfo(value if isinstance(value, str) else "")
            except (KeyError, ValueError, OSError) as e:
                raise self.wrong(key, f'"{value}" is no time zone such as "Asia/Damascus"') from e

        return self._take(key, default, check)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        def check(value: object) -> tuple[str, ...]:
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise self.wrong(key, "must be a list of texts")
            return tuple(value)

        return self._take(key, default, check)

    def wholes(self, key: str, default: tuple[int, ...], *, low: int, high: int) -> tuple[int, ...]:
        def check(value: object) -> tuple[int, ...]:
            if not isinstance(value, list) or not all(isinstance(v, int) and not isinstance(v, bool) for v in value):
                raise self.wrong(key, "must be a list of whole numbers")
            for v in value:
                if not low <= v <= high:
                    raise self.wrong(key, f"{v} is not between {low} and {high}")
            return tuple(value)

        return self._take(key, default, check)

    def pairs(self, key: str) -> dict[str, str]:
        def check(value: object) -> dict[str, str]:
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                raise self.wrong(key, "must be a table of texts")
            return dict(value)

        return self._take(key, {}, check)

    def mapping(self, key: str) -> dict[str, Any]:
        """A table whose keys are judged by whoever knows them."""

        def check(value: object) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise self.wrong(key, f"must be a table, not {_kind(value)}")
            return dict(value)

        return self._take(key, {}, check)

    def end(self) -> None:
        """Raises for the first key that nobody took, with the nearest known key."""
        for key in self._left:
            raise BadConfig(f"{self.file} [{self.name}]", f'unknown key "{key}"{suggestion(key, self._known)}')


def _kind(value: object) -> str:
    names = {bool: "true/false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__) + (" that is empty" if value in ("", [], {}) else "")
