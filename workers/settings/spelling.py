"""Whether a text of a file can be used for what it is meant for. Each function says why not, or None where it can."""

from __future__ import annotations

import re
from collections.abc import Collection
from string import Formatter

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_FIELD_VALUE = re.compile(r"(?:[\x21-\x7e\xa0-\xff](?:[\t\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa0-\xff])?)?")  # 5.5
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # the outer form of BCP 47
_PROXY = re.compile(r"http://[^/\s]+/?", re.IGNORECASE)


def why_no_header(name: str, value: str) -> str | None:
    """Of a request's header; the value is not shown, since it may be a secret."""
    if not _TOKEN.fullmatch(name):
        return f"{name!a} is no name of a header"
    return None if _FIELD_VALUE.fullmatch(value) else f"the value of {name} cannot be sent in a header"


def why_no_cookie(name: str, value: str) -> str | None:
    """Of one cookie; the value is not shown either."""
    if not _TOKEN.fullmatch(name):
        return f"{name!a} is no name of a cookie"
    return f"the value of {name} cannot be sent in a cookie" if _unsendable(value) or ";" in value else None


def why_no_user_agent(value: str) -> str | None:
    """Of the name that publishers see."""
    return (
        "cannot be sent in a header: Latin letters, digits and signs on one line only" if _unsendable(value) else None
    )


def why_no_language(value: str) -> str | None:
    """Of a BCP 47 tag, by its form alone."""
    return None if _LANGUAGE.fullmatch(value) else f'"{value}" is no language tag such as "ar" or "pt-BR"'


def why_no_proxy(value: str) -> str | None:
    """Of a proxy's address, which may hold a password."""
    return None if _PROXY.fullmatch(value) else "is not of the form http://host:port"


def why_no_template(value: str, names: Collection[str]) -> str | None:
    """Of a URI in which {names} are filled in; {id} has to be there where it is known, or all would share one URI."""
    try:
        parts = [part for part in Formatter().parse(value) if part[1] is not None]
    except ValueError as e:
        return f"is no template: {e}"
    known = " and ".join(f"{{{name}}}" for name in names)
    if any(name not in names or form or conversion for _, name, form, conversion in parts):
        return f"knows only {known}"
    if "id" in names and "id" not in [part[1] for part in parts]:
        return "needs {id}, or all would share one URI"
    scheme, colon, rest = value.partition(":")
    return None if colon and rest and scheme[:1].isalpha() and scheme.isascii() else "must be an absolute URI"


def _unsendable(value: str) -> bool:
    return _FIELD_VALUE.fullmatch(value) is None
