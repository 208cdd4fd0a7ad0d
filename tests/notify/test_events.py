"""Every event is valid by the published schemas, whatever the article holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.notify.articles import NOW, stored
from tests.notify.schemas import faults
from workers.errors import BadConfig
from workers.notify.events import MAX_BYTES, SEQUENCE_BYTES, EventUrls, article_event, dumps, size, source_event, thin
from workers.records import Article, Change, EventType, Image, Moment, Origin, Precision, Source, StoredArticle

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
CHANGE = Change(("title", "paragraphs"), ((1, "قديم"),), ((1, "جديد"), (2, "آخر")))


def told(of: StoredArticle | None = None, **changes: Any) -> dict[str, Any]:
    options: dict[str, Any] = {
        "type": EventType.CREATED,
        "event_id": "e1",
        "recorded_at": NOW,
        "source_url": "https://user:secret@news.example/feed",
        "urls": EventUrls(),
    }
    return article_event(of or stored(), **options | changes)


EVENTS = {
    "created": told(traceparent=TRACE),
    "bare": told(StoredArticle("1", Article("https://x.example/", "t", ()), "s", 1, "h", NOW, NOW, NOW, "feed")),
    "updated": told(stored(version=3), type=EventType.UPDATED, change=CHANGE, previous_version=2),
    "withdrawn": told(stored(version=4, withdrawn=True), type=EventType.WITHDRAWN, previous_version=3),
    "duplicate": told(stored(duplicate_of="other", similarity=0.875)),
    "unhealthy": source_event(
        Source("sham", "https://user:secret@news.example/feed", "شام"),
        type=EventType.UNHEALTHY,
        event_id="e2",
        recorded_at=NOW,
        reason="5 polls in a row: 404",
        since=NOW - timedelta(days=1),
        failures=5,
        traceparent=TRACE,
        urls=EventUrls(),
    ),
    "recovered": source_event(
        Source("sham", "no url at all"),
        type=EventType.RECOVERED,
        event_id="e3",
        recorded_at=NOW,
        reason="answers again",
        urls=EventUrls(),
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_valid_full_and_thin_and_with_its_sequence(name: str) -> None:
    event = EVENTS[name]
    assert faults(event) == []
    assert faults(thin(event)) == []
    assert faults({**event, "sequence": f"{7:020d}"}) == []


def test_the_schema_is_no_rubber_stamp() -> None:
    event = json.loads(dumps(EVENTS["created"]))
    event["data"]["item"]["khabar"] = 1  # ninjs refuses any key that it does not know
    event["data"]["item"]["contentCreated"] = "2020-01-07"
    event["data"]["item"]["renditions"][0]["href"] = "https://news.example/صورة.jpg"
    event["Time"] = "now"
    assert len(faults(event)) == 4


def test_field_by_field() -> None:
    event = EVENTS["created"]
    item, ingest = event["data"]["item"], event["data"]["ingest"]
    assert event["source"] == "urn:khabar:source:sham"
    assert (event["subject"], event["partitionkey"]) == ("article/7f3c", "7f3c")
    assert event["dataref"] == "urn:khabar:article:7f3c:version:1"
    assert event["traceparent"] == TRACE
    assert "sequence" not in event
    assert item["contentCreated"] == "2026-11-24T10:02:00+03:00"
    assert item["bodies"] == [
        {
            "role": "main",
            "contentType": "text/plain",
            "charCount": 39,
            "wordCount": 6,
            "value": "الفقرة الأولى من النص.\n\nالفقرة الثانية.",
        }
    ]
    assert item["by"] == "فريق التحرير, A. Writer"
    assert [(s["name"], s["rel"]) for s in item["subjects"]] == [
        ("أخبار سورية", "section"),
        ("حلب", "keyword"),
        ("إدلب", "keyword"),
    ]
    assert item["infoSources"] == [{"name": "شبكة الأخبار", "uri": "https://news.example", "role": "publisher"}]
    (picture,) = item["renditions"]  # the data: URL is none
    assert picture["href"] == "https://news.example/%D8%B5%D9%88%D8%B1%D8%A9.jpg"
    assert (picture["name"], picture["contentType"], picture["title"]) == ("main", "image/jpeg", "تعليق / وكالة")
    assert ingest["sourceUrl"] == "https://news.example/feed", "passwords are nobody's business"
    assert ingest["published"]["precision"] == "minute"
    assert ingest["origins"]["paragraphs"] == {"via": "page", "confidence": 0.333}


def test_a_day_is_its_first_instant_and_says_that_it_is_a_day() -> None:
    zone = timezone(timedelta(hours=3))
    event = told(stored(published=Moment(datetime(2020, 1, 7, 15, 30, tzinfo=zone), Precision.DAY)))
    assert event["data"]["item"]["contentCreated"] == "2020-01-07T00:00:00+03:00"
    assert event["data"]["ingest"]["published"]["value"] == "2020-01-07"
    assert event["data"]["ingest"]["published"]["precision"] == "day"


def test_an_unknown_moment_is_absent() -> None:
    event = told(stored(published=None))
    assert "contentCreated" not in event["data"]["item"]
    assert event["data"]["ingest"]["published"] is None


def test_a_withdrawn_article_is_named_without_its_text() -> None:
    item = EVENTS["withdrawn"]["data"]["item"]
    assert item["pubStatus"] == "canceled"
    assert item["headlines"][0]["value"] == "عنوان الخبر"
    assert not {"bodies", "descriptions", "renditions"} & set(item)


def test_words_are_not_counted_where_they_are_not_spaced() -> None:
    (body,) = told(stored(language="zh-Hans", paragraphs=("今天天气很好。",)))["data"]["item"]["bodies"]
    assert body["charCount"] == 7
    assert "wordCount" not in body


def test_an_update_says_what_changed() -> None:
    ingest = EVENTS["updated"]["data"]["ingest"]
    assert (ingest["changed"], ingest["previousVersion"]) == (["title", "paragraphs"], 2)
    assert ingest["diff"]["removed"] == [{"index": 1, "text": "قديم"}]


def test_thin_leaves_out_the_text_and_changes_no_other() -> None:
    event = EVENTS["updated"]
    small = thin(event)
    assert small["data"]["item"]["representationType"] == "partial"
    assert "bodies" not in small["data"]["item"]
    assert "diff" not in small["data"]["ingest"]
    assert (small["id"], small["dataref"]) == (event["id"], event["dataref"])
    assert "bodies" in event["data"]["item"], "the full event is not touched"


def test_a_long_article_becomes_thin_by_itself() -> None:
    fits = told(stored(paragraphs=("x" * 60_000,)))
    long = told(stored(paragraphs=("ن" * 32_000,)))  # two bytes a letter
    assert fits["data"]["item"]["representationType"] == "full"
    assert long["data"]["item"]["representationType"] == "partial"
    assert long["data"]["item"]["descriptions"], "what fits stays"
    assert faults(long) == []


def test_whatever_is_long_the_event_fits_and_is_valid() -> None:
    huge = "x" * 100_000
    event = told(
        stored(
            url=f"https://x.example/{huge}",
            title=huge,
            canonical_url=huge,
            guid=huge,
            section=huge,
            tags=tuple(f"{n}{huge}" for n in range(100)),
            authors=(huge,) * 100,
            publisher=huge,
            summary=huge,
            images=tuple(Image(f"https://x.example/{n}.jpg") for n in range(5000)),
            alternates={f"x-{n}": huge for n in range(10)},
            origins={f"f{n}": Origin("page", 1.0) for n in range(5000)},
        ),
        type=EventType.UPDATED,
        change=Change(("paragraphs",), ((0, huge),), ((0, huge),)),
        source_url=f"https://x.example/{huge}",
    )
    assert size(event) <= MAX_BYTES - SEQUENCE_BYTES
    assert faults(event) == []
    assert event["data"]["item"]["headlines"][0]["value"].startswith("xxx")


def test_text_is_written_as_itself_and_half_characters_do_no_harm() -> None:
    text = dumps(told(stored(title="خبر \ud83d \ud83d\ude00 \x00", language=None)))
    assert "خبر \ufffd 😀 \\u0000" in text
    assert text.encode()
    assert ": " not in text.replace("خبر", "")


@pytest.mark.parametrize(
    ("field", "template", "message"),
    [
        ("item", "https://x.example/{nr}", "events.item: knows only id, not nr"),
        ("dataref", "https://x.example/{version}", "events.dataref: needs {id}"),
        ("source", "sources/{id}", "events.source: must be an absolute URI"),
        ("dataschema", "https://x.example/{", "events.dataschema: is no template"),
        ("item", "https://x.example/{id.__class__}", "knows only id"),
    ],
)
def test_a_wrong_template_is_named(field: str, template: str, message: str) -> None:
    with pytest.raises(BadConfig, match=message):
        EventUrls(**{field: template})


def test_templates_are_filled_with_escaped_values() -> None:
    urls = EventUrls(dataref="https://x.example/v1/{id}/{version}", source="https://x.example/s/{id}")
    event = told(replace(stored(), id="a/b c", source_id="شام"), urls=urls)
    assert event["dataref"] == "https://x.example/v1/a%2Fb%20c/1"
    assert event["source"] == "https://x.example/s/%D8%B4%D8%A7%D9%85"
    assert faults(event) == []


any_text = st.text(st.characters(), max_size=40)
any_url = st.one_of(
    any_text, any_text.map(lambda text: f"https://news.example/{text}"), any_text.map("http://{}".format)
)
moments = st.builds(
    Moment,
    st.datetimes(timezones=st.timezones() | st.just(UTC)),
    st.sampled_from(Precision),
)
articles = st.builds(
    Article,
    url=any_url,
    title=any_text,
    paragraphs=st.lists(any_text, max_size=4).map(tuple),
    canonical_url=st.none() | any_url,
    guid=st.none() | any_text,
    section=st.none() | any_text,
    published=st.none() | moments,
    modified=st.none() | moments,
    authors=st.lists(any_text, max_size=3).map(tuple),
    publisher=st.none() | any_text,
    language=st.none() | st.sampled_from(["ar", "zh-Hant", "en-GB", "he", "th"]),
    direction=st.sampled_from(["ltr", "rtl"]),
    summary=st.none() | any_text,
    images=st.lists(
        st.builds(Image, any_url, st.none() | st.integers(0, 5000), st.none() | st.integers(-1, 9)), max_size=3
    ).map(tuple),
    tags=st.lists(any_text, max_size=3).map(tuple),
    paywalled=st.none() | st.booleans(),
    origins=st.dictionaries(any_text, st.builds(Origin, st.just("page"), st.floats(0, 1)), max_size=3),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles, any_url, st.booleans())
def test_whatever_a_page_holds_the_event_is_valid(of: Article, source_url: str, withdrawn: bool) -> None:
    event = told(replace(stored(withdrawn=withdrawn), article=of), source_url=source_url)
    written = json.loads(dumps(event))
    assert written["data"]["item"]["representationType"] in ("full", "partial")
    assert faults(event) == []
