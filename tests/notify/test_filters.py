"""A subscriber gets what it asked for, in any script, and a wrong filter is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import BadConfig
from workers.notify.filters import Filter, fold, read_filter

ABOUT = "subscribers.desk.filter"


def event(**item: Any) -> dict[str, Any]:
    ingest = {"sourceId": item.pop("source", "sham"), "duplicateOf": item.pop("duplicate_of", None)}
    kind = item.pop("type", "news.article.created.v1")
    subjects = [{"name": item.pop("section", "أخبار سورية"), "rel": "section"}]
    subjects += [{"name": tag, "rel": "keyword"} for tag in item.pop("tags", ())]
    whole = {
        "representationType": "full",
        "language": "ar",
        "headlines": [{"role": "main", "value": item.pop("title", "عنوان")}],
        "bodies": [{"role": "main", "value": item.pop("body", "نص الخبر")}],
        "subjects": subjects,
    }
    return {"type": kind, "data": {"item": whole | item, "ingest": ingest}}


SOURCE_EVENT = {"type": "news.source.unhealthy.v1", "data": {"source": {"id": "sham"}, "reason": "404"}}


def test_no_filter_takes_everything() -> None:
    assert read_filter(None, about=ABOUT) == Filter()
    assert Filter().matches(event())
    assert Filter().matches(SOURCE_EVENT)
    assert Filter().matches({})


def test_a_language_takes_its_regions() -> None:
    arabic = read_filter("language=ar", about=ABOUT)
    assert arabic.matches(event(language="ar"))
    assert arabic.matches(event(language="ar-SY"))
    assert not arabic.matches(event(language="arc"))
    assert not arabic.matches(event(language=None))
    assert not read_filter("language=ar-SY", about=ABOUT).matches(event(language="ar"))


def test_fields_must_all_agree_and_any_value_will_do() -> None:
    wanted = read_filter(["language=ar,fr", "source=sham", "source=orient"], about=ABOUT)
    assert wanted.matches(event(language="fr", source="orient"))
    assert not wanted.matches(event(language="fr", source="other"))
    assert not wanted.matches(event(language="en", source="sham"))


def test_a_table_of_config_says_the_same() -> None:
    table = {"language": ["ar"], "section": "Arts, Culture", "first_of_cluster": True, "types": ["created"]}
    typed = ["language=ar", "section=Arts, Culture", "first_of_cluster=true", "types=created"]
    assert read_filter(table, about=ABOUT) == read_filter(typed, about=ABOUT)


def test_sections_and_tags_are_compared_folded() -> None:
    assert read_filter("section=اخبار سوريه", about=ABOUT).matches(event())
    assert read_filter("tag=économie", about=ABOUT).matches(event(tags=["ECONOMIE"]))
    assert not read_filter("tag=أخبار سورية", about=ABOUT).matches(event()), "a section is no tag"


@pytest.mark.parametrize(
    ("keyword", "text", "found"),
    [
        ("سوريا", "وصل إلى سُورِيَا اليوم", True),
        ("سوريا", "ما يجري بسوريا وسوريا", True),  # particles are written together with the word
        ("سورية", "الليرة السوريه", True),
        ("إدلب", "ريف ادلب", True),
        ("٢٠٢٠", "عام 2020", True),
        ("us", "the house", False),
        ("US", "the US economy", True),
        ("élysée", "l'ELYSEE", True),
        ("北京", "今天北京天气", True),
        ("Straße", "STRASSE gesperrt", True),
        ("ירושלים", "הגיעו לירושלים", True),
        ("a.b", "axb", False),
        ("Кривой", "в Кривом", False),
        ("istanbul", "İstanbul", True),
    ],
)
def test_keywords(keyword: str, text: str, found: bool) -> None:
    wanted = read_filter({"keyword": keyword}, about=ABOUT)
    assert wanted.matches(event(title=text)) is found
    assert wanted.matches(event(body=text)) is found


def test_a_keyword_lets_events_without_text_pass() -> None:
    """Who was told of an article by its text must hear that it was withdrawn."""
    wanted = read_filter("keyword=حلب", about=ABOUT)
    assert not wanted.matches(event())
    assert wanted.matches(event(type="news.article.withdrawn.v1", representationType="partial", bodies=[]))


def test_only_the_first_of_a_cluster() -> None:
    first = read_filter("first_of_cluster=yes", about=ABOUT)
    assert first.matches(event())
    assert not first.matches(event(duplicate_of="a1"))


def test_types_by_their_short_or_whole_name() -> None:
    wanted = read_filter("types=created,news.article.withdrawn.v1", about=ABOUT)
    assert wanted.types == ("news.article.created.v1", "news.article.withdrawn.v1")
    assert wanted.matches(event())
    assert not wanted.matches(event(type="news.article.updated.v1"))


def test_source_events_pass_by_source_and_not_by_what_they_lack() -> None:
    assert read_filter("source=sham", about=ABOUT).matches(SOURCE_EVENT)
    assert not read_filter("source=other", about=ABOUT).matches(SOURCE_EVENT)
    assert not read_filter("language=ar", about=ABOUT).matches(SOURCE_EVENT)


def test_a_gap_notice_reaches_every_filter() -> None:
    assert read_filter("language=ar", about=ABOUT).matches({"type": "news.stream.gap.v1", "data": {}})


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("langage=ar", r"subscribers.desk.filter: no filter is called 'langage'; did you mean 'language'\?"),
        ("colour=red", "there are language, source"),
        ("language", "field=value"),
        ("language=arabic!", "subscribers.desk.filter.language: .* BCP 47"),
        ("types=creatd", "did you mean 'created'"),
        ("section=", "section: must not be empty"),
        ("language=ar,,fr", "must not be empty"),
        ({"section": 5}, "must be a text or a list of texts, not 5"),
        ({"section": []}, "must not be empty"),
        ({"first_of_cluster": "maybe"}, "true or false"),
        ({"keyword": "x" * 201}, "at most"),
        ({"keyword": "\u0640"}, "without a letter"),
    ],
)
def test_a_wrong_filter_is_named(expression: Any, message: str) -> None:
    with pytest.raises(BadConfig, match=message):
        read_filter(expression, about=ABOUT)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=30), st.text(max_size=100))
def test_any_word_is_found_between_any_others(word: str, text: str) -> None:
    wanted = read_filter({"keyword": word}, about=ABOUT)
    assert wanted.matches(event(title=f"{text} {word} {text}"))
    wanted.matches(event(title=text))  # whatever it says, it says it without an error
