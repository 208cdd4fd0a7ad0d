"""A parameter is noise only where it can't name an article."""

from __future__ import annotations

import pytest

from workers.dedupe.trackers import is_doubtful, is_noise


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("utm_source", "x"),
        ("UTM_Medium", ""),
        ("fbclid", "a1"),
        ("at_medium", "RSS"),
        ("xtor", "RSS-3208"),
        ("ref", "Twitter"),
        ("mod", "rss_world"),
        ("source", "newsletter"),
        ("print", "true"),
        ("view", "Print"),
        ("page", "all"),
        ("_", "1579000000000"),
        ("cb", "0.123456789"),
    ],
)
def test_trackers_views_and_sessions_are_noise(name: str, value: str) -> None:
    assert is_noise(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "1"),
        ("p", "1"),
        ("article", "7"),
        ("ref", "4711"),
        ("source", "reuters"),
        ("mod", "viewthread"),
        ("cid", "88"),
        ("print", "88"),
        ("view", "article"),
        ("format", "7"),
        ("page", "2"),
        ("sid", "1234"),
        ("sid", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("s", "election"),
        ("session", "autumn"),
        ("_", "88"),
        ("timestamp", "88"),
        ("t", "1579000000"),
    ],
)
def test_what_may_be_an_articles_id_stays(name: str, value: str) -> None:
    assert not is_noise(name, value)


def test_a_session_is_told_by_its_long_mixed_id() -> None:
    assert is_doubtful("sid", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")
    assert not is_doubtful("sid", "1234")
    assert not is_doubtful("id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")


def test_a_number_under_the_name_of_a_tracker_may_be_an_article() -> None:
    assert is_doubtful("sc_id", "7")
    assert is_doubtful("ncid", "100012")
    assert not is_doubtful("ncid", "txtlnkusaolp00000618")
    assert not is_doubtful("yclid", "123456789")
    assert not is_doubtful("utm_id", "7")
