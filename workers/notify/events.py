"""What khabar announces, as CloudEvents 1.0.2 in JSON (https://github.com/cloudevents/spec/tree/v1.0.2).

`data.item` is a ninjs 3.1 news item, `data.ingest` what khabar itself knows of it; docs/schemas/ describes both.
An event is at most 64 KiB, the size every CloudEvents intermediary has to forward: a longer one sheds its body
(and, if it must, more) and says so by `representationType: partial`; `dataref` names the whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from string import Formatter
from typing import Any
from urllib.parse import quote

import orjson

from workers.errors import BadConfig
from workers.notify.ninjs import as_uri, item_of, moment, timestamp
from workers.records import Change, EventType, Moment, Source, StoredArticle

MAX_BYTES = 64 * 1024
SEQUENCE_BYTES = 64  # what the relay adds to an event when its place in the stream is known

_PLACEHOLDERS = {"item": {"id"}, "source": {"id"}, "dataref": {"id", "version"}, "dataschema": {"name"}}


@dataclass(frozen=True, slots=True)
class EventUrls:
    """URI templates of what events name; `{id}` and `{version}` are filled in, percent-encoded.

    A wrong one raises `BadConfig` with `events.<name>`. `dataref` should lead to the full version.
    """

    item: str = "urn:khabar:article:{id}"
    source: str = "urn:khabar:source:{id}"
    dataref: str = "urn:khabar:article:{id}:version:{version}"
    dataschema: str = "urn:khabar:schema:{name}:1.0"

    def __post_init__(self) -> None:
        for field in fields(self):
            about, template = f"events.{field.name}", getattr(self, field.name)
            allowed = _PLACEHOLDERS[field.name]
            try:
                named = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
            except ValueError as error:
                raise BadConfig(about, f"is no template: {error}") from error
            if named - allowed:
                raise BadConfig(
                    about, f"knows only {', '.join(sorted(allowed))}, not {', '.join(sorted(named - allowed))}"
                )
            if "id" in allowed and "id" not in named:
                raise BadConfig(about, "needs {id}, or all would share one URI")
            scheme, colon, rest = template.partition(":")
            if not (colon and rest and scheme[:1].isalpha() and scheme.isascii()):
                raise BadConfig(about, f"must be an absolute URI, not {template!r}")

    def fill(self, name: str, /, **values: object) -> str:
        """The URI of template `name`."""
        template: str = getattr(self, name)
        return template.format(**{key: quote(str(value), safe="") for key, value in values.items()})


def article_event(
    stored: StoredArticle,
    *,
    type: EventType,
    event_id: str,
    recorded_at: datetime,
    source_url: str,
    urls: EventUrls,
    change: Change | None = None,
    previous_version: int | None = None,
    traceparent: str | None = None,
) -> dict[str, Any]:
    """The event that tells of this version; `recorded_at` is when it was recorded, `source_url` where it was found.

    `sequence` is not in it: the relay adds it when the event gets its place in the stream.
    """
    event = _envelope(
        type=type,
        event_id=event_id,
        recorded_at=recorded_at,
        subject=f"article/{stored.id}",
        source=urls.fill("source", id=stored.source_id),
        schema=urls.fill("dataschema", name="article-event"),
        partition=stored.id,
        traceparent=traceparent,
    )
    event["dataref"] = urls.fill("dataref", id=stored.id, version=stored.version)
    event["data"] = {
        "item": item_of(stored, urls.fill("item", id=stored.id)),
        "ingest": _ingest(stored, source_url, change, previous_version),
    }
    return _fitted(event)


def source_event(
    source: Source,
    *,
    type: EventType,
    event_id: str,
    recorded_at: datetime,
    reason: str,
    urls: EventUrls,
    since: datetime | None = None,
    failures: int | None = None,
    traceparent: str | None = None,
) -> dict[str, Any]:
    """The event that a source fell ill or recovered: `reason` in words, `since` when, after how many `failures`."""
    event = _envelope(
        type=type,
        event_id=event_id,
        recorded_at=recorded_at,
        subject=f"source/{source.id}",
        source=urls.fill("source", id=source.id),
        schema=urls.fill("dataschema", name="source-event"),
        partition=source.id,
        traceparent=traceparent,
    )
    known = {"id": source.id, "name": source.name, "url": as_uri(source.url)}
    data: dict[str, Any] = {"source": {key: value for key, value in known.items() if value}, "reason": reason[:2000]}
    if since is not None:
        data["since"] = timestamp(since)
    if failures is not None:
        data["failures"] = failures
    event["data"] = data
    return event


def thin(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event without the article's text: no body, no paragraph diff, `representationType: partial`.

    Events that tell of no article are returned as they are.
    """
    data = event.get("data")
    if not isinstance(data, Mapping) or not isinstance(data.get("item"), Mapping):
        return dict(event)
    item = {key: value for key, value in data["item"].items() if key != "bodies"}
    ingest = {key: value for key, value in data.get("ingest", {}).items() if key != "diff"}
    return {**event, "data": {**data, "item": item | {"representationType": "partial"}, "ingest": ingest}}


def dumps(event: Mapping[str, Any]) -> str:
    """Compact JSON in plain UTF-8 letters; half characters that a page may carry become U+FFFD."""
    try:
        return orjson.dumps(event).decode()
    except TypeError:  # half characters, numbers beyond 64 bits
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def with_sequence(body: str, position: int) -> str:
    """The event's JSON with its place in the one order added, without reading it. Raises ValueError for no object."""
    body = body.strip()
    if len(body) < 3 or body[0] != "{" or body[-1] != "}":
        raise ValueError("no JSON object")
    return f'{body[:-1]},"sequence":"{position:020d}"}}'


def size(event: Mapping[str, Any]) -> int:
    """How many bytes the event has on the wire, without `sequence`."""
    return len(dumps(event).encode())


def _envelope(
    *,
    type: str,
    event_id: str,
    recorded_at: datetime,
    subject: str,
    source: str,
    schema: str,
    partition: str,
    traceparent: str | None,
) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": str(type),
        "subject": subject,
        "time": timestamp(recorded_at),
        "datacontenttype": "application/json",
        "dataschema": schema,
        "partitionkey": partition,
    }
    return event | ({"traceparent": traceparent} if traceparent else {})


def _ingest(
    stored: StoredArticle, source_url: str, change: Change | None, previous_version: int | None
) -> dict[str, Any]:
    article = stored.article
    ingest: dict[str, Any] = {
        "sourceId": stored.source_id,
        "sourceUrl": as_uri(source_url),
        "foundVia": stored.found_via,
        "fetchedAt": timestamp(stored.fetched_at),
        "direction": article.direction,
        "completeness": article.completeness,
        "paywalled": article.paywalled,
        "confidence": round(article.confidence, 3),
        "published": _stated(article.published),
        "modified": _stated(article.modified),
        "cluster": stored.cluster,
        "duplicateOf": stored.duplicate_of,
        "similarity": stored.similarity,
        "changed": list(change.fields) if change else [],
        "previousVersion": previous_version,
        "origins": {
            name: {"via": origin.via, "confidence": round(origin.confidence, 3)}
            for name, origin in article.origins.items()
        },
    }
    if article.alternates:
        ingest["alternates"] = dict(article.alternates)
    if change and not stored.withdrawn and (change.paragraphs_removed or change.paragraphs_added):
        ingest["diff"] = {
            "removed": [{"index": index, "text": text} for index, text in change.paragraphs_removed],
            "added": [{"index": index, "text": text} for index, text in change.paragraphs_added],
        }
    return ingest


def _stated(stated: Moment | None) -> dict[str, str] | None:
    if stated is None:
        return None
    return {"value": stated.isoformat(), "precision": str(stated.precision), "at": moment(stated)}


def _fitted(event: dict[str, Any]) -> dict[str, Any]:
    """The event within `MAX_BYTES`, shedding first what a subscriber can best do without."""
    if _fits(event):
        return event
    event = thin(event)
    item, ingest = event["data"]["item"], event["data"]["ingest"]
    for part, key in ((ingest, "alternates"), (item, "renditions"), (item, "descriptions"), (ingest, "origins")):
        if _fits(event):
            return event
        part.pop(key, None)
    for key, cap in (("subjects", 50), ("people", 20)):
        item[key] = [{k: v[:200] for k, v in entry.items()} for entry in item.get(key, [])[:cap]]
    item["by"] = item.get("by", "")[:1000]
    item["headlines"] = [{**entry, "value": entry["value"][:2000]} for entry in item["headlines"]]
    item["altIds"] = [entry for entry in item["altIds"] if len(entry["value"]) <= 2048]
    item["infoSources"] = [{k: v[:500] for k, v in entry.items()} for entry in item.get("infoSources", [])]
    if len(ingest["sourceUrl"] or "") > 2048:
        ingest["sourceUrl"] = None
    return event


def _fits(event: Mapping[str, Any]) -> bool:
    return size(event) <= MAX_BYTES - SEQUENCE_BYTES
