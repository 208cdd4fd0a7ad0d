"""A thousand articles of all shapes, told by every type of event: valid by the standards and by our own schemas."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.notify.schemas import faults
from tests.notify.shapes import of_all_kinds, told
from tests.notify.standards import cloudevents_faults, ninjs_faults

ARTICLES = 1000


def test_a_thousand_articles_are_valid_by_the_standards() -> None:
    for event in of_all_kinds(ARTICLES):
        assert cloudevents_faults(event) == [], event["id"]
        assert "item" not in event["data"] or ninjs_faults(event["data"]["item"]) == [], event["id"]


def test_every_tenth_of_them_is_valid_by_our_own_schema_too() -> None:
    for event in of_all_kinds(ARTICLES // 10, seed=6):
        assert faults(event) == [], event["id"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": ""}, "id is missing"),
        ({"specversion": "1.1"}, "specversion"),
        ({"partitionKey": "x"}, "partitionKey"),
        ({"time": "2026-11-24"}, "time"),
        ({"source": "أ"}, "source"),
        ({"dataschema": "a b"}, "dataschema"),
        ({"subject": "a\x00b"}, "subject"),
        ({"data_base64": ""}, "exclude"),
        ({"n": 2**31}, "32-bit"),
        ({"n": {}}, "type"),
    ],
)
def test_the_envelope_is_no_rubber_stamp(change: dict[str, Any], fault: str) -> None:
    event = told(random.Random(1), 0)
    assert cloudevents_faults(event) == []
    (said,) = cloudevents_faults(event | change)
    assert fault in said


@pytest.mark.parametrize(
    "change",
    [
        {"khabar": 1},
        {"uri": "no uri"},
        {"contentCreated": "2020-01-07"},
        {"pubStatus": "withdrawn"},
        {"headlines": [{"role": "main"}]},
        {"renditions": [{"href": "https://news.example/"}]},
        {"subjects": [{"name": "x", "scheme": "y"}]},
    ],
)
def test_neither_is_the_item(change: dict[str, Any]) -> None:
    item = told(random.Random(1), 0)["data"]["item"]
    assert ninjs_faults(item) == []
    assert len(ninjs_faults(item | change)) == 1
