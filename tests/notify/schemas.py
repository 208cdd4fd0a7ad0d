"""The published schemas, with the formats checked that jsonschema leaves alone without further packages."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC3986 = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
RELATIVE = re.compile(r"(?!//)(?![^/?#]*:)(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")  # no host, no scheme
IN_PATH = re.compile(r"[^/?#]*//[^/?#]*[^\[\]]*")  # square brackets belong to IPv6 addresses only

formats = FormatChecker(formats=())


def _is_moment(value: object) -> bool:
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_uri(value: object) -> bool:
    return (
        isinstance(value, str)
        and bool(RFC3986.fullmatch(value))
        and ("//" not in value or bool(IN_PATH.fullmatch(value)))
    )


formats.checks("date-time")(_is_moment)


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and (_is_uri(value) or bool(RELATIVE.fullmatch(value)))


formats.checks("uri")(_is_uri)
formats.checks("uri-reference")(_is_reference)


@functools.cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}-1.0.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=formats)


def faults(event: Mapping[str, Any]) -> list[str]:
    """What the event's own schema (by its `dataschema`) finds wrong with it."""
    validator = _validator(event["dataschema"].split(":")[-2])
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(event)]
