"""Lists of sources: a bad one is named and left out, the others are read; OPML and TOML go out and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.errors import BadConfig
from workers.records import Kind, Source
from workers.settings import SourceList, read_sources
from workers.settings.opml import source_id_for, write_opml

RHYTHMS = ("standard", "breaking")
GOOD = '[sources.good]\nurl = "https://example.org/feed"\n'


def _read(folder: Path, text: str, name: str = "sources.toml") -> SourceList:
    (folder / name).write_text(text, encoding="utf-8")
    return read_sources(folder / name, RHYTHMS)


def _opml(folder: Path, body: str, head: str = "") -> SourceList:
    return _read(folder, f'<?xml version="1.0"?>{head}<opml version="2.0"><body>{body}</body></opml>', "list.opml")


def test_every_key_of_a_source_is_read(tmp_path: Path) -> None:
    text = """[sources."sham.net"]
name = "شبكة شام"
url = "https://example.org/feed"
kind = "feed"
rhythm = "breaking"
rules = "sham"
language = "ar"
time_zone = "Asia/Damascus"
robots = "ignore"
headers = { "Accept-Language" = "ar" }
cookies = { consent = "1" }
proxy = "http://proxy:3128"
tags = ["syria", "daily"]
"""
    listed = _read(tmp_path, text)
    assert listed.problems == ()
    assert listed.sources == (
        Source(
            "sham.net",
            "https://example.org/feed",
            "شبكة شام",
            Kind.FEED,
            "breaking",
            "sham",
            "ar",
            "Asia/Damascus",
            "ignore",
            {"Accept-Language": "ar"},
            {"consent": "1"},
            "http://proxy:3128",
            ("syria", "daily"),
        ),
    )


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('url = "https://a.org/"\nrhythm = "braking"', 'rhythm: "braking" is not known; did you mean "breaking"?'),
        (
            'url = "https://a.org/"\nkind = "podcast"',
            'kind: "podcast" is not known; known: auto, feed, listing, sitemap',
        ),
        ('url = "https://a.org/"\nrobots = "no"', 'robots: "no" is not known; known: ignore, obey'),
        ('url = "https://a.org/"\ntime_zone = "Mars/Olympus"', 'time_zone: "Mars/Olympus" is no time zone'),
        ('url = "https://a.org/"\ntime_zone = "../../etc/passwd"', "is no time zone"),
        ('url = "https://a.org/"\nheaders = ["a"]', "headers: must be a table of texts"),
        ('url = "https://a.org/"\ntags = "a"', "tags: must be a list of texts"),
        ('url = "https://a.org/"\nlanguage = "arabic!!"', 'language: "arabic!!" is no language tag'),
        ('url = "https://a.org/"\nproxy = "socks5://u:secret@h"', "proxy: is not of the form http://host:port"),
        ('url = "https://a.org/"\nheaders = { "A b" = "x" }', "headers: 'A b' is no name of a header"),
        ('url = "https://a.org/"\nheaders = { X = "a\\r\\nY: secret" }', "headers: the value of X cannot be sent"),
        ('url = "https://a.org/"\nheaders = { X = "سر" }', "headers: the value of X cannot be sent"),
        ('url = "https://a.org/"\ncookies = { a = "b; c=secret" }', "cookies: the value of a cannot be sent"),
        ('url = "https://a.org/"\ncookies = { "a=b" = "c" }', "cookies: 'a=b' is no name of a cookie"),
        ('url = "https://a.org/"\nurll = "x"', 'unknown key "urll"; did you mean "url"?'),
        ('name = "x"', "url: is missing"),
        ('url = "example.org/feed"', 'url: "example.org/feed" is no http(s) address'),
        ('url = "https://[::1"', "is no http(s) address"),
        ('url = "ftp://example.org/"', "is no http(s) address"),
        ('url = "http://a.org/\\u001b[31m\\nforged"', "is no http(s) address"),
        (f'url = "http://a.org/{"a" * 3000}"', "url: is longer than 2,048 characters"),
        ("url = 3", "url: must be a text, not a number"),
    ],
)
def test_a_bad_source_is_named_with_its_key_and_the_others_are_read(tmp_path: Path, table: str, sentence: str) -> None:
    listed = _read(tmp_path, f"[sources.bad]\n{table}\n{GOOD}")
    assert [s.id for s in listed.sources] == ["good"]
    (problem,) = listed.problems
    assert f"{tmp_path}/sources.toml [sources.bad]" in problem.about
    assert sentence in str(problem)
    assert str(problem).isprintable()


@pytest.mark.parametrize("name", ["a b", "a~b", "../x", "", "x" * 101, "a\u202eb"])
def test_a_source_needs_a_name_that_can_be_typed(tmp_path: Path, name: str) -> None:
    listed = _read(tmp_path, f'[sources."{name}"]\nurl = "https://a.org/"\n{GOOD}')
    assert [s.id for s in listed.sources] == ["good"]
    assert "letters, digits, dot, dash and underscore" in str(listed.problems[0])


@pytest.mark.parametrize("text", ["sources = 3\n", "[sources]\na = 1\n"])
def test_what_is_no_table_of_tables_is_said(tmp_path: Path, text: str) -> None:
    try:
        (problem,) = _read(tmp_path, text).problems
    except BadConfig as e:
        problem = e
    assert "must be a table" in str(problem)


def test_an_unknown_table_stops_the_file_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r'unknown table \[source\]; did you mean "sources"\?'):
        _read(tmp_path, '[source.a]\nurl = "https://a.org/"\n')


def test_an_opml_file_is_read_with_its_folders_as_tags(tmp_path: Path) -> None:
    listed = _opml(
        tmp_path,
        '<outline text="Asia"><outline text="Syria"><outline TEXT="شام" xmlurl="https://www.example.org/feed"/></outline>'
        '<outline text="No feed"/></outline><outline title="Two" xmlUrl="http://two.example/rss"/>',
    )
    assert [(s.id, s.name, s.url, s.tags) for s in listed.sources] == [
        ("example.org-شام", "شام", "https://www.example.org/feed", ("Asia", "Syria")),
        ("two.example-two", "Two", "http://two.example/rss", ()),
    ]


def test_a_bad_outline_is_named_by_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    listed = _opml(
        tmp_path, '\n<outline xmlUrl="feed:x"/>\n<outline xmlUrl="http://[::1"/>\n<outline xmlUrl="http://a.b/"/>'
    )
    assert [s.url for s in listed.sources] == ["http://a.b/"]
    assert [str(p).removeprefix(str(tmp_path)) for p in listed.problems] == [
        '/list.opml outline 2 xmlUrl: "feed:x" is no http(s) address',
        '/list.opml outline 3 xmlUrl: "http://[::1" is no http(s) address',
    ]


@pytest.mark.parametrize(
    "text", ["", "not xml", "<rss/>", "<opml><body>", "<!-- only -->", "<opml:x xmlns:opml='urn:x'/>", "\x00"]
)
def test_what_is_no_opml_is_said_in_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadConfig) as caught:
        _read(tmp_path, text, "list.opml")
    assert "OPML" in str(caught.value)
    assert str(caught.value).isprintable()


def test_entities_of_an_opml_file_reach_no_file_and_do_not_grow(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    outside = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    assert _opml(tmp_path, '<outline xmlUrl="http://a.b/" text="a">&x;</outline>', outside).sources[0].name == "a"
    with pytest.raises(BadConfig, match="not well-formed"):
        _opml(tmp_path, '<outline xmlUrl="http://a.b/" text="&x;"/>', outside)
    bomb = "<!DOCTYPE opml [<!ENTITY a0 'aaaaaaaaaa'>"
    bomb += "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)) + "]>"
    with pytest.raises(BadConfig):
        _opml(tmp_path, '<outline xmlUrl="http://a.b/&a8;"/>', bomb)


def test_sources_go_out_as_opml_and_come_back_as_they_were(tmp_path: Path) -> None:
    given = [
        Source("a", "https://a.org/feed?x=1&y=2", 'Quotes "and" <tags>', tags=("Asia", "Syria")),
        Source("b", "https://b.org/feed", "شام"),
        Source("c.d", "https://c.org/feed"),
        Source("e", "https://e.org/feed", "control \x07 and \x00 and \ud800"),
    ]
    back = _read(tmp_path, write_opml(given), "list.opml")
    assert back.problems == ()
    assert [(s.id, s.url, s.tags) for s in back.sources] == [(s.id, s.url, s.tags) for s in given]
    assert [s.name for s in back.sources][:2] == [s.name for s in given][:2]


def test_ids_are_made_readable_and_free() -> None:
    assert source_id_for("BBC News", "https://www.bbc.co.uk/feed", ()) == "bbc.co.uk-bbc-news"
    assert source_id_for(None, "https://example.org/", {"example.org"}) == "example.org-2"
    assert source_id_for("~!*", "http://[::1]/", ()) == "1"
