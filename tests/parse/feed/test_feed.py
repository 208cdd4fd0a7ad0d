"""Feeds of every form, sound and broken, to entries."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.errors import GiveUp, NotAFeed, TooLarge
from workers.parse.document import read_document
from workers.parse.feed import read_feed, read_feed_text
from workers.parse.feed.reference import read_with_feedparser
from workers.records import Document, Enclosure, Entry, Image, Kind, Moment

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://news.example/x/feed.xml"
FEEDS = sorted((Path(__file__).parents[2] / "data" / "feeds").glob("*.xml"))


def read(body: bytes | str, content_type: str | None = None, url: str = URL) -> Document:
    return read_feed(
        body.encode() if isinstance(body, str) else body, url=url, content_type=content_type, fetched_at=NOW
    )


def rss(items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{declaration}{head}<rss version="2.0"><channel><title>T</title><link>https://h.example/</link>{items}</channel></rss>'


def only(items: str, **more: Any) -> Entry:
    (entry,) = read(rss(items), **more).entries
    return entry


def plain(entry: Entry) -> dict[str, Any]:
    """What the saved expectations hold of an entry: filled fields, as JSON has them."""
    said = asdict(entry) | {
        "published": entry.published.isoformat() if entry.published else None,
        "updated": entry.updated.isoformat() if entry.updated else None,
        "author": ", ".join(entry.authors),
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "images": [image.url for image in entry.images],
        "enclosures": [asdict(one) for one in entry.enclosures],
    }
    return {name: value for name, value in said.items() if value}


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_saved_feed_gives_the_records_beside_it(path: Path) -> None:
    expected = json.loads(
        path.with_suffix("").with_suffix(path.with_suffix("").suffix + ".expected.json").read_text("utf-8")
    )
    document = read(path.read_bytes(), url=path.resolve().as_uri())
    assert [plain(entry) for entry in document.entries] == expected["entries"]
    assert (document.form, document.title, document.link, document.language) == tuple(
        expected[name] for name in ("form", "title", "link", "language")
    )


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_no_entry_is_lost_against_feedparser(path: Path) -> None:
    body = path.read_bytes()
    reference = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    assert len(read(body).entries) >= len(reference.entries) > 0


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_the_short_and_the_long_way_agree(path: Path) -> None:
    body = path.read_bytes()
    assert read(body).entries == read_feed_text(body.decode(), url=URL, fetched_at=NOW).entries


def test_a_feed_says_when_and_where_to_ask_again() -> None:
    document = read((FEEDS[0].parent / "arabic.rss.xml").read_bytes())
    assert document.kind is Kind.FEED
    assert document.self_url == "https://waha.example/feed"
    assert document.next_url == "https://waha.example/feed?page=2"
    assert document.hubs == ("https://hub.example/",)
    assert document.hints.ttl_minutes == 30
    assert document.hints.update_seconds == 1800
    assert document.hints.skip_hours == {1, 2}
    assert document.hints.skip_days == {4}


def test_pictures_keep_size_and_caption() -> None:
    document = read((FEEDS[0].parent / "arabic.rss.xml").read_bytes())
    assert document.entries[0].images == (Image("https://waha.example/i/101.jpg", 800, 450, "السوق"),)
    assert document.entries[0].enclosures == (Enclosure("https://waha.example/a/101.mp3", "audio/mpeg", 12345),)


ARABIC = "عاجل: مجلس الوزراء"
ITEM = f"<item><title>{ARABIC}</title></item>"
UTF8 = rss(ITEM)
BARE = rss(ITEM, declaration='<?xml version="1.0"?>')


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(UTF8.encode(), None, id="as declared"),
        pytest.param(UTF8.replace("utf-8", "iso-8859-1").encode(), None, id="UTF-8 declared latin-1"),
        pytest.param(UTF8.encode("cp1256"), None, id="windows-1256 declared UTF-8"),
        pytest.param(
            UTF8.replace("utf-8", "windows-1252").encode("cp1256"), None, id="windows-1256 declared windows-1252"
        ),
        pytest.param(BARE.encode("cp1256"), "text/xml; charset=windows-1256", id="charset in HTTP alone"),
        pytest.param(BARE.encode("cp1256"), None, id="windows-1256 undeclared"),
        pytest.param(UTF8.encode(), "text/xml; charset=iso-8859-1", id="HTTP says latin-1"),
        pytest.param(UTF8.replace("utf-8", "utf-16").encode("utf-16"), None, id="UTF-16 with mark"),
        pytest.param(UTF8.encode("utf-16-le"), None, id="UTF-16 declared UTF-8 without mark"),
        pytest.param(b"\n\n  " + UTF8.encode(), None, id="blanks before the declaration"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbf" + UTF8.encode(), None, id="two marks"),
        pytest.param(
            UTF8.replace("</item>", "</item><item><title>A@</title></item>").encode().replace(b"@", b"\xff"),
            None,
            id="one bad byte",
        ),
        pytest.param(gzip.compress(UTF8.encode()), None, id="gzip that nobody declared"),
        pytest.param(UTF8.replace(ARABIC, ARABIC * 3).encode().decode("latin-1").encode(), None, id="UTF-8 twice"),
        pytest.param(
            b"\xef\xbb\xbf" + UTF8.replace(ARABIC, ARABIC * 3).encode().decode("latin-1").encode(),
            None,
            id="UTF-8 twice behind a mark",
        ),
    ],
)
def test_arabic_survives_what_is_declared_of_it(body: bytes, content_type: str | None) -> None:
    title = read(body, content_type).entries[0].title
    assert title is not None
    assert title.replace(ARABIC, "") == ""


def test_a_headline_about_garbled_letters_among_healthy_ones_stays() -> None:
    title = "Quand « Martine écrit en UTF-8 » devient Ã©crit"
    document = read(rss(f"<item><title>{title}</title><description>Ã©Ã©Ã©Ã©</description></item>"))
    assert document.entries[0].title == title


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("caf&eacute; &mdash; x", "café — x"),
        ("fish & chips < 5", "fish & chips < 5"),
        ("<![CDATA[Das <b>Blatt</b> &amp; mehr]]>", "Das Blatt & mehr"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Hi", "Hi"),
        ("How to use &amp;lt;script&amp;gt;", "How to use <script>"),
        ("List&lt;int&gt; in C#", "List<int> in C#"),
        ("A\x00B\x08C", "ABC"),
        ("one\n   two&#160;three", "one two three"),
        ("it&#146;s", "it’s"),
        ("&#x41;&#X42;", "AB"),
    ],
)
def test_a_title_is_one_line_of_plain_text(markup: str, title: str) -> None:
    assert only(f"<item><title>{markup}</title></item>").title == title


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<link>https://h.example/1</link>", "https://h.example/1"),
        ("<link>\n https://h.example/1\n</link>", "https://h.example/1"),
        ("<link>/p/1</link>", "https://news.example/p/1"),
        ("<link>//cdn.example/1</link>", "https://cdn.example/1"),
        ("<link>https://h.example/a b</link>", "https://h.example/a%20b"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>mailto:a@b.example</link>", None),
        ("<link>http://[bad/</link>", None),
        ("<guid>https://h.example/g</guid>", "https://h.example/g"),
        ('<guid isPermaLink="false">https://h.example/g</guid>', None),
        ("<guid>abc-1</guid>", None),
        ('<link xmlns="http://www.w3.org/2005/Atom" href="https://h.example/a"/>', "https://h.example/a"),
    ],
)
def test_a_link_is_absolute_and_leads_to_the_web(item: str, link: str | None) -> None:
    assert only(f"<item>{item}</item>").link == link


def test_a_guid_is_kept_as_printed() -> None:
    assert only("<item><guid>/relative/1</guid><link>/relative/1</link></item>").guid == "/relative/1"


def test_missing_and_repeated_guids_lose_no_entry() -> None:
    entries = read(
        rss("<item><title>a</title></item><item><guid>1</guid></item><item><guid>1</guid></item><item/>")
    ).entries
    assert [entry.guid for entry in entries] == [None, "1", "1", None]


def test_xml_base_is_joined_from_the_outside_in() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/">'
        '<entry xml:base="y/"><link href="p/1"/></entry><entry><link href="p/2"/></entry></feed>'
    )
    assert [entry.link for entry in read(atom).entries] == ["https://b.example/x/y/p/1", "https://b.example/x/p/2"]


def test_without_an_address_of_its_own_links_are_relative_to_the_site() -> None:
    document = read(rss("<item><link>/p/1</link></item>"), url="file:///tmp/saved.xml")
    assert document.entries[0].link == "https://h.example/p/1"


@pytest.mark.parametrize(
    "author",
    [
        "Anna Weber",
        "anna@blatt.example (Anna Weber)",
        "Anna Weber &lt;anna@blatt.example&gt;",
        "By Anna Weber",
        " Anna\nWeber ",
    ],
)
def test_an_author_is_a_name(author: str) -> None:
    assert only(f"<item><author>{author}</author></item>").authors == ("Anna Weber",)


def test_an_address_alone_is_no_author() -> None:
    assert only("<item><author>anna@blatt.example</author></item>").authors == ()


def test_summary_and_content_stay_apart() -> None:
    entry = only(
        '<item><content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>All</p>]]></content:encoded>'
        "<description>Short</description></item>"
    )
    assert (entry.summary, entry.content) == ("Short", "<p>All</p>")


def test_plain_text_of_atom_becomes_html() -> None:
    entries = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">&lt;i&gt;A&lt;/i&gt;</title>'
        '<summary type="text">a &lt; b</summary><content type="html">&lt;p&gt;c&lt;/p&gt;</content></entry></feed>'
    ).entries
    assert (entries[0].title, entries[0].summary, entries[0].content) == ("A", "a &lt; b", "<p>c</p>")


def test_undeclared_prefixes_and_namespaces_of_their_own_are_understood() -> None:
    entry = only("<item><dc:creator>Anna Weber</dc:creator></item>")
    assert entry.authors == ("Anna Weber",)
    own = read(
        '<rss xmlns="https://own.example/ns" version="2.0"><channel><item><title>x</title></item></channel></rss>'
    )
    assert own.entries[0].title == "x"


def test_a_truncated_feed_keeps_its_whole_items() -> None:
    whole = rss("".join(f"<item><title>{number}</title></item>" for number in range(10)))
    titles = [entry.title for entry in read(whole[: whole.index("<title>7")]).entries]
    assert titles[:7] == ["0", "1", "2", "3", "4", "5", "6"]


def test_an_unclosed_tag_in_a_headline_swallows_nothing() -> None:
    entries = read(
        rss("<item><title>One<b></title><link>https://h.example/1</link></item><item><title>Two</title></item>")
    ).entries
    assert [(entry.title, entry.link) for entry in entries] == [("One", "https://h.example/1"), ("Two", None)]


def test_what_stands_in_cdata_and_comments_is_left_alone_while_the_rest_is_mended() -> None:
    entry = only(
        "<item><title>a & b</title><!-- & < --><description><![CDATA[<p>x &nbsp; & <3</p>]]></description></item>"
    )
    assert (entry.title, entry.summary) == ("a & b", "<p>x &nbsp; & <3</p>")
    cut = rss("<item><title>a & b</title><description><![CDATA[<p>never closed").removesuffix("</channel></rss>")
    assert read(cut).entries[0].summary == "<p>never closed"


def test_cdf_is_read_by_feedparser() -> None:
    cdf = '<CHANNEL HREF="http://h.example/"><TITLE>C</TITLE><ITEM HREF="http://h.example/1"><TITLE>One</TITLE></ITEM></CHANNEL>'
    document = read(cdf)
    assert document.form == "cdf"
    assert [(entry.title, entry.link) for entry in document.entries] == [("One", "http://h.example/1")]


def test_feedparser_is_not_given_what_it_takes_hours_for() -> None:
    cdf = f"<CHANNEL><ITEM><author>{'a' * 400_000}@{'a.' * 200_000}</author></ITEM></CHANNEL>"
    with pytest.raises(NotAFeed):
        read(cdf)


def test_entities_are_neither_expanded_without_bound_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    for subset, use in (
        (f'<!ENTITY l0 "lol">{laughs}', "&l9;"),
        (f'<!ENTITY a "{"A" * 100_000}">', "&a;" * 100_000),
        (f'<!ENTITY a "{"A" * 150}">', "&a;" * 100_000),
        (f'<!ENTITY e SYSTEM "{secret.as_uri()}">', "&e;"),
    ):
        title = read(rss(f"<item><title>{use}</title></item>", f"<!DOCTYPE rss [{subset}]>")).entries[0].title or ""
        assert "CANARY" not in title
        assert len(title) <= 2_000


def test_short_entities_of_the_document_are_put_in() -> None:
    document = read(
        rss("<item><title>&paper; &copy;</title></item>", '<!DOCTYPE rss [<!ENTITY paper "The &#38; Daily">]>')
    )
    assert document.entries[0].title == "The & Daily ©"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "an empty body"),
        (b"   \n ", "an empty body"),
        (
            b"<!doctype html><html><head><title>News &amp; more</title></head></html>",
            "an HTML page where a feed was promised: News & more",
        ),
        (
            b"<html><title>Just a moment...</title></html>",
            "a challenge page where a feed was promised: Just a moment...",
        ),
        (b'{"error":"rate limited"}', 'JSON that is no feed: {"error":"rate limited"}'),
        (b"{broken", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"%PDF-1.7", "a PDF"),
        (b"https://h.example/ssrf", "plain text"),
        (b"/etc/passwd", "plain text"),
        (b'<opml version="2.0"><body/></opml>', "its root element is <opml>"),
        (b"\x1f\x8b\x08broken", "a broken gzip file"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence_that_says_what_it_is(body: bytes, why: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(body)
    assert why in refused.value.why
    assert refused.value.about == URL


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(b"<rss>" + b" " * (30 << 20)), id="gzip bomb"),
        pytest.param(b"<rss>" + b" " * (17 << 20), id="too many bytes"),
        pytest.param(rss("<item><title>x</title></item>" * 10_001).encode(), id="too many entries"),
        pytest.param(rss("<item><title>x</title></item>" * 150_000).encode(), id="far too many entries"),
        pytest.param(rss("<item/>" * 600_000).encode(), id="far too many empty entries"),
        pytest.param(rss(f"<item><title>{'b' * 10_100_000}</title></item>").encode(), id="a giant text"),
        pytest.param(rss(f"<item><title>{'& ' * 1_000_001}</title></item>").encode(), id="broken everywhere"),
    ],
)
def test_what_is_too_large_is_refused_as_such(body: bytes) -> None:
    with pytest.raises(TooLarge):
        read(body)


@pytest.mark.parametrize(
    "item",
    [
        pytest.param("<description>" + "<div>" * 50_000 + "</div>" * 50_000 + "</description>", id="deep"),
        pytest.param("<description><![CDATA[" + "<div>" * 20_000 + "]]></description>", id="deep in CDATA"),
        pytest.param("<title><![CDATA[" + "<" * 200_000 + "]]></title>", id="angle brackets"),
        pytest.param("<title>" + "&" * 200_000 + "</title>", id="ampersands"),
        pytest.param("<title>" + "<script" * 50_000 + "</title>", id="half tags"),
        pytest.param("".join(f"<n{i}:y xmlns:n{i}='http://n.example/{i}'/>" for i in range(5_000)), id="namespaces"),
        pytest.param("<author>" + "a," * 100_000 + "</author>", id="authors"),
        pytest.param("<category>x</category>" * 20_000, id="categories"),
        pytest.param("<pubDate>" + "1" * 100_000 + "</pubDate>", id="date"),
        pytest.param("<link>https://h.example/" + "a" * 1_000_000 + "</link>", id="link"),
    ],
)
def test_one_hostile_item_leaves_the_others(item: str) -> None:
    entries = read(rss(f"<item><title>before</title></item><item>{item}</item>")).entries
    assert entries[0].title == "before"
    assert len(entries) == 2
    assert len(entries[1].title or "") <= 2_000
    assert len(entries[1].categories) <= 100


def test_a_date_keeps_its_offset_and_what_cannot_be_is_left_out_with_a_word() -> None:
    document = read(
        rss(
            "<item><pubDate>Tue, 01 Sep 2026 10:00:00 CEST</pubDate></item>"
            "<item><pubDate>0001-01-01T00:00:00Z</pubDate></item>"
        )
    )
    assert document.entries[0].published == Moment(datetime.fromisoformat("2026-09-01T10:00:00+02:00"))
    assert document.entries[1].published is None
    assert document.problems == ("date that cannot be",)


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        (b'<feed s=""><entry><i></<d><d></</<summary><:', 1),
        (b"<feed ><item><e></<body><:", 1),
        (b'<feed s=""><entry><div xmlns="http://www.w3.org/1999/xhtml"><:0', 1),
        (b"<rss><title><!--</title>&u;", 0),
        (b"<rss><item><title>T</title><!--</item>&u;", 1),
    ],
)
def test_what_libxml2_recovers_need_be_neither_a_name_nor_an_element(body: bytes, entries: int) -> None:
    document = read(body)
    assert len(document.entries) == entries
    assert document.problems[0].startswith("read in part")


PIECES = st.sampled_from(
    [
        '<?xml version="1.0" encoding="gb2312"?>', "<!DOCTYPE rss [", "<!ENTITY a '&a;'>", "]>",
        '<rss version="2.0">', "<channel>", "<item>", '<feed xmlns="http://www.w3.org/2005/Atom">', "<entry>",
        "<title>", "</title>", "<link>", "http://[", "</link>", '<link href="//x"/>', "<guid>", "</guid>",
        "<pubDate>", "Tue, 32 Jan 9999 25:61:61 +9999", "</pubDate>", "<![CDATA[", "]]>", "<!--", "-->", "&a;",
        "&#0;", "&#xD800;", "&", "<", "</item>", "</channel>", "</rss>", "</entry>", "</feed>", "{",
        '{"version":"https://jsonfeed.org/version/1.1","items":[', "]}", "\x00", "\ufffe",
        "<urlset><url><loc>x</loc></url></urlset>", "<html>", "xml:base='http://[x'", "<ttl>٣</ttl>",
        "<media:content url='a' width='²'/>", "<CHANNEL>",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map("".join))
def test_broken_text_gives_a_document_or_gives_up(text: str) -> None:
    try:
        document = read(text.encode("utf-8", "surrogatepass"))
    except GiveUp:
        return
    assert isinstance(document, Document)
    json.dumps([plain(entry) for entry in document.entries]).encode()


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/xml; charset=utf-16", "text/html; charset=x", "a; charset=utf-7"]),
)
def test_any_bytes_give_a_document_or_give_up(body: bytes, content_type: str | None) -> None:
    for tried in (body, b"<rss><channel><item><title>" + body, gzip.compress(body)[: 20 + len(body) // 2]):
        try:
            assert isinstance(read(tried, content_type), Document)
        except GiveUp:
            pass


_WARNING = "<br />\n<b>Warning</b>: Undefined variable $x in <b>/srv/feed.php</b> on line <b>3</b><br />\n"


@pytest.mark.parametrize("before", [_WARNING, "Notice: Undefined index: id in /srv/feed.php on line 9\n\n"])
def test_what_a_server_warns_of_before_a_feed_is_passed_over(before: str) -> None:
    body = before + rss("<item><title>A bridge opens</title><link>/1</link></item>")
    (entry,) = read(body).entries
    assert entry.title == "A bridge opens"
    (entry,) = read_document(body.encode(), url=URL, fetched_at=NOW).entries
    assert entry.link == "https://news.example/1"


def test_a_page_that_shows_a_feed_is_no_feed() -> None:
    shown = "<html><body><pre>" + rss("<item><title>A</title><link>/1</link></item>")
    with pytest.raises(NotAFeed):
        read_document(shown.encode(), url=URL, fetched_at=NOW)


def test_a_feed_in_capitals_is_read() -> None:
    (entry,) = read(
        rss("<item><title>A</title><link>https://h.example/1</link></item>", declaration="").upper()
    ).entries
    assert (entry.title, entry.link) == ("A", "https://H.EXAMPLE/1")


@pytest.mark.timeout(10)
def test_a_feed_behind_millions_of_stray_signs_is_read() -> None:
    document = read(b"<" * 3_000_000 + rss("<item><title>A</title><link>/1</link></item>").encode())
    assert [entry.title for entry in document.entries] == ["A"]


@pytest.mark.parametrize("name", ["links", "authors", "tags", "content"])
def test_an_element_that_bears_the_name_of_a_list_of_feedparsers_costs_no_entry(name: str) -> None:
    text = rss(f"<item><title>A</title><{name}>x</{name}></item>")
    document = read_with_feedparser(text, url=URL, fetched_at=NOW)
    assert document is not None
    assert [entry.title for entry in document.entries] == ["A"]
