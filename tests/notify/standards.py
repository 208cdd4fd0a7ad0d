"""What the standards themselves ask of an event, written down from their texts; khabar's own schemas are narrower.

- CloudEvents 1.0.2: spec.md (attributes, type system) and formats/json-format.md, https://github.com/cloudevents/spec
- ninjs 3.1: what a news item and its parts may hold, https://iptc.org/standards/ninjs/. It refuses every key that it
  does not know, in the item and in its parts.

`python -m tests.notify.official` holds both against the files that the standards' bodies publish.
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
URI = {"type": "string", "format": "uri"}
MOMENT = {"type": "string", "format": "date-time"}


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _part(*required: str, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def _list(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": part}


def _either(*fields: str) -> dict[str, Any]:
    """Exactly one of them."""
    return {"oneOf": [{"required": [field]} for field in fields]}


_PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}
_URGENCY = {"type": "integer", "minimum": 1, "maximum": 9}
_STATUS = _one_of("usable", "withheld", "canceled")
_KIND = _one_of("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning")
_WORDS = {"role": TEXT, "contentType": TEXT, "value": TEXT}
_ADDRESS = _part(lines=_list(TEXT), locality=TEXT, area=TEXT, postalCode=TEXT, country=TEXT)
_CONTACTS = _list(
    _part(type=TEXT, role=TEXT, lang=TEXT, name=TEXT, value=TEXT, address=_ADDRESS) | _either("value", "address")
)
_NAMED = {"name": TEXT, "rel": TEXT, "uri": URI, "literal": TEXT}
_ORGANISATION = _part(**_NAMED, symbols=_list(_part(exchange=TEXT, symbolType=URI, symbol=TEXT)), contactInfo=_CONTACTS)
_SOME_DAY = {  # a year, a month, a day or a moment
    "type": "string",
    "pattern": r"^-?([1-9]\d*)?\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?)?)?$".replace(r"\d", "[0-9]"),
}
_RULE = _part(
    frequency=_one_of("secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly"),
    interval=COUNT,
    until=MOMENT,
    count=COUNT,
)
_DATES = _part(
    startDate=MOMENT,
    endDate=MOMENT,
    expectedStartDate=_SOME_DAY,
    expectedEndDate=_SOME_DAY,
    expectedDuration=TEXT,
    recurrence=_part(recurrenceDates=False, recurrenceRules=_list(_RULE)),  # a list that is a text: there is none
) | {"anyOf": [_either("startDate", "expectedStartDate"), _either("endDate", "expectedEndDate")]}
_RENDITIONS = _list(
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
)
_COVERAGE = _part(
    uri=URI,
    **dict.fromkeys(("title", "edNote", "language"), TEXT),
    pubStatus=_STATUS,
    type=_KIND,
    commissioned=_part(by=TEXT, on=MOMENT, references=_list(_part(name=TEXT, value=TEXT))),
    dates=_DATES,
    audiences=_list(_part(audience=TEXT, significance=COUNT)),
    exclAudience=_list(TEXT),
    urgency=_URGENCY,
    itemCount=_part(rangeFrom=COUNT, rangeTo=COUNT),
    wordCount=COUNT,
    renditions=_RENDITIONS,
)
_OF_AN_ITEM: dict[str, Any] = {
    "uri": URI,
    "standard": _part(name=TEXT, version=TEXT, schema=URI),
    "type": _KIND,
    "representationType": _one_of("full", "partial"),
    "pubStatus": _STATUS,
    "urgency": _URGENCY,
    **dict.fromkeys(("profile", "version", "language", "title", "by", "slugline", "located", "edNote"), TEXT),
    **dict.fromkeys(("copyrightHolder", "copyrightNotice", "usageTerms"), TEXT),
    **dict.fromkeys(("firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "expires"), MOMENT),
    **dict.fromkeys(("headlines", "descriptions"), _list(_part("value", **_WORDS))),
    "bodies": _list(_part("value", **_WORDS, charCount=COUNT, wordCount=COUNT)),
    "people": _list(_part(**_NAMED, contactInfo=_CONTACTS)),
    "organisations": _list(_ORGANISATION),
    "places": _list(_part(**_NAMED, contactInfo=_CONTACTS, geoJSON=True)),  # a standard of its own
    "subjects": _list(_part(**_NAMED, creator=TEXT, relevance=_PERCENT, confidence=_PERCENT)),
    "objects": _list(_part(**_NAMED)),
    "events": _list(_part(**_NAMED, id=TEXT)),
    "eventDetails": _part(eventStatus=URI, plannedCoverageStatus=URI, dates=_DATES, organiser=_ORGANISATION),
    "plannedCoverage": _list(_COVERAGE),
    "infoSources": _list(_part(name=TEXT, role=TEXT, uri=URI, literal=TEXT, contactInfo=_CONTACTS)),
    "altIds": _list(_part(role=TEXT, value=TEXT)),
    "renditions": _RENDITIONS,
    "trustIndicators": _list(_part(role=URI, title=TEXT, href=URI)),
    "genres": _list(_part(name=TEXT, uri=TEXT, literal=TEXT)),
    "rightsInfo": _part(langId=URI, linkedRights=URI, encodedRights=TEXT) | _either("linkedRights", "encodedRights"),
    "digitalSourceType": _part(name=TEXT, uri=URI, literal=TEXT),
    "associations": _list({"$ref": "#/$defs/associated"}),
}
NINJS: dict[str, Any] = _part("uri", **_OF_AN_ITEM) | {
    "$defs": {"associated": _part("uri", "name", **_OF_AN_ITEM, name=TEXT, rel=TEXT)}
}

_ITEM = Draft202012Validator(NINJS, format_checker=formats)
_NAME = re.compile("[a-z0-9]+")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_REQUIRED = ("id", "source", "specversion", "type")
_TEXTS = (*_REQUIRED, "subject", "time", "datacontenttype", "dataschema", "data_base64")
_URIS = ("dataschema", "dataref")


def ninjs_faults(item: Mapping[str, Any]) -> list[str]:
    """What ninjs 3.1 finds wrong with a news item."""
    return [f"{error.json_path}: {error.message[:200]}" for error in _ITEM.iter_errors(item)]


def cloudevents_faults(event: Mapping[str, Any]) -> list[str]:
    """What CloudEvents 1.0.2 finds wrong with an event in its JSON format."""
    stated = {name: value for name, value in event.items() if value is not None}  # null is as good as absent
    return [*_of_all_attributes(stated), *_of_each_attribute(stated)]


def _of_all_attributes(event: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in _REQUIRED if event.get(name, "") == "")
    if "data" in event and "data_base64" in event:
        yield "data and data_base64 exclude each other"
    for name, value in event.items():
        if name == "data":
            continue
        if name in _TEXTS and not isinstance(value, str):
            yield f"{name} is no text"
        if not _NAME.fullmatch(name.replace("data_base64", "data")):
            yield f"{name!r} is no name of an attribute: lower-case letters and digits"
        if not isinstance(value, (str, bool, int)):
            yield f"{name} is of no type that attributes have"
        elif isinstance(value, int) and not -(2**31) <= value < 2**31:
            yield f"{name} is no 32-bit integer"
        elif isinstance(value, str) and any(_is_refused(letter) for letter in value):
            yield f"{name} holds a letter that no string may hold"


def _of_each_attribute(event: Mapping[str, Any]) -> Iterator[str]:
    if event.get("specversion", "1.0") != "1.0":
        yield "specversion is not 1.0"
    for name in _URIS:
        if name in event and not formats.conforms(event[name], "uri"):
            yield f"{name} is no URI"
    if not formats.conforms(event.get("source"), "uri-reference"):
        yield "source is no URI-reference"
    if "time" in event and not formats.conforms(event["time"], "date-time"):
        yield "time is no RFC 3339 timestamp"
    if "datacontenttype" in event and not _MEDIA_TYPE.fullmatch(str(event["datacontenttype"])):
        yield "datacontenttype is no media type"
    if event.get("subject") == "":
        yield "subject is empty"


def _is_refused(letter: str) -> bool:
    """Control characters, half characters and what is no character."""
    return (
        unicodedata.category(letter) in ("Cc", "Cs") or ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) < 0xFDF0
    )
