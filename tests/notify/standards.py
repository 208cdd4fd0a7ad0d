"""What the standards themselves ask of an event, written down from their texts; khabar's own schemas are narrower.

- CloudEvents 1.0.2: spec.md (attributes, type system) and formats/json-format.md, https://github.com/cloudevents/spec
- ninjs 3.1: what a news item and its parts may hold, https://iptc.org/standards/ninjs/. It refuses every key that it
  does not know, in the item and in its parts. Kinds of parts that khabar never writes are known by their names alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from tests.notify.schemas import formats

TEXT = {"type": "string"}
COUNT = {"type": "integer"}
NUMBER = {"type": "number"}
ANY_LIST = {"type": "array"}
ANY_PART = {"type": "object"}
URI = {"type": "string", "format": "uri"}
MOMENT = {"type": "string", "format": "date-time"}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _part(*required: str, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def _list(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": part}


_WORDS = {"role": TEXT, "contentType": TEXT, "value": TEXT}
_PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}
_NAMED = {"name": TEXT, "rel": TEXT, "uri": URI, "literal": TEXT}

NINJS: dict[str, Any] = _part(
    "uri",
    uri=URI,
    standard=_part(name=TEXT, version=TEXT, schema=URI),
    type=_one_of("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"),
    representationType=_one_of("full", "partial"),
    profile=TEXT,
    version=TEXT,
    firstCreated=MOMENT,
    versionCreated=MOMENT,
    contentCreated=MOMENT,
    embargoedUntil=MOMENT,
    expires=MOMENT,
    pubStatus=_one_of("usable", "withheld", "canceled"),
    urgency={"type": "integer", "minimum": 1, "maximum": 9},
    copyrightHolder=TEXT,
    copyrightNotice=TEXT,
    usageTerms=TEXT,
    edNote=TEXT,
    language=TEXT,
    title=TEXT,
    by=TEXT,
    slugline=TEXT,
    located=TEXT,
    headlines=_list(_part("value", **_WORDS)),
    descriptions=_list(_part("value", **_WORDS)),
    bodies=_list(_part("value", **_WORDS, charCount=COUNT, wordCount=COUNT)),
    people=_list(_part(**_NAMED, contactInfo=ANY_LIST)),
    subjects=_list(_part(**_NAMED, creator=TEXT, relevance=_PERCENT, confidence=_PERCENT)),
    infoSources=_list(_part(name=TEXT, role=TEXT, uri=URI, literal=TEXT, contactInfo=ANY_LIST)),
    altIds=_list(_part(role=TEXT, value=TEXT)),
    renditions=_list(
        _part(
            "name",
            **dict.fromkeys(
                ("name", "contentType", "title", "format", "aspectRatio", "videoCodec", "transportProtocol", "bitrate"),
                TEXT,
            ),
            **dict.fromkeys(("width", "height", "sizeInBytes"), COUNT),
            **dict.fromkeys(("duration", "frameRate"), NUMBER),
            href=URI,
            poi=_part(x=COUNT, y=COUNT),
            scanType=_one_of("progressive", "interlaced"),
        )
    ),
    **dict.fromkeys(("organisations", "places", "events", "plannedCoverage", "objects"), ANY_LIST),
    **dict.fromkeys(("associations", "trustIndicators", "genres"), ANY_LIST),
    **dict.fromkeys(("eventDetails", "rightsInfo", "digitalSourceType"), ANY_PART),
)

_ITEM = Draft202012Validator(NINJS, format_checker=formats)
_NAME = re.compile("[a-z0-9]+")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_REQUIRED = ("id", "source", "specversion", "type")
_URIS = ("dataschema", "dataref")


def ninjs_faults(item: Mapping[str, Any]) -> list[str]:
    """What ninjs 3.1 finds wrong with a news item."""
    return [f"{error.json_path}: {error.message[:200]}" for error in _ITEM.iter_errors(item)]


def cloudevents_faults(event: Mapping[str, Any]) -> list[str]:
    """What CloudEvents 1.0.2 finds wrong with an event in its JSON format."""
    return list(_of_the_envelope(event))


def _of_the_envelope(event: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in _REQUIRED if not event.get(name))
    if event.get("specversion") != "1.0":
        yield "specversion is not 1.0"
    if "data" in event and "data_base64" in event:
        yield "data and data_base64 exclude each other"
    for name, value in event.items():
        if name in ("data", "data_base64"):
            continue
        if not _NAME.fullmatch(name):
            yield f"{name!r} is no name of an attribute: lower-case letters and digits"
        if not isinstance(value, (str, bool, int)):
            yield f"{name} is of no type that attributes have"
        elif isinstance(value, int) and not -(2**31) <= value < 2**31:
            yield f"{name} is no 32-bit integer"
        elif isinstance(value, str) and any(_is_refused(letter) for letter in value):
            yield f"{name} holds a letter that no string may hold"
    for name in _URIS:
        if name in event and not formats.conforms(event[name], "uri"):
            yield f"{name} is no URI"
    if not re.fullmatch(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+", str(event.get("source"))):
        yield "source is no URI-reference"
    if "time" in event and not formats.conforms(event["time"], "date-time"):
        yield "time is no RFC 3339 timestamp"
    if "datacontenttype" in event and not _MEDIA_TYPE.fullmatch(event["datacontenttype"]):
        yield "datacontenttype is no media type"
    if event.get("subject") == "":
        yield "subject is empty"


def _is_refused(letter: str) -> bool:
    """Control characters, half characters and what is no character."""
    return (
        unicodedata.category(letter) in ("Cc", "Cs") or ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) < 0xFDF0
    )
