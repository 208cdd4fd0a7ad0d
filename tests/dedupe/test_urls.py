"""One key for all the URLs of one article, and never one key for two articles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.dedupe.urls import LONGEST_KEY, absolute, site_of, url_key

ARTICLE = "https://example.com/news/2020/01/07/a-story-from-aleppo"

TWINS = {
    ARTICLE: [
        "http://example.com/news/2020/01/07/a-story-from-aleppo",
        "HTTPS://WWW.Example.COM:443/news/2020/01/07/a-story-from-aleppo",
        "http://example.com:80/news/2020/01/07/a-story-from-aleppo/",
        "https://example.com./news/2020/01/07/a-story-from-aleppo",
        "https://user:secret@example.com/news/2020/01/07/a-story-from-aleppo",
        "https://example.com\\news\\2020\\01\\07\\a-story-from-aleppo",
        "  https://example.com/news/2020/01/0\n7/a-story-from-aleppo\t",
        "https://example.com/news/./2020/x/%2e%2e/01/07/a-story-from-aleppo",
        "https://example.com//news/2020/01/07//a-story-from-aleppo",
        "https://example.com/news/2020/01/07/%61-story-from-aleppo",
        "https://example.com/news/2020/01/07/a-story-from-aleppo#comments",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?fbclid=IwAR0abc&gclid=1",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?utm_source=a&amp;utm_medium=b",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?ref=rss",
        "https://example.com/news/2020/01/07/a-story-from-aleppo;jsessionid=0A1B2C3D4E5F",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?PHPSESSID=8ad0c5f1b2",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?print=1",
        "https://example.com/news/2020/01/07/a-story-from-aleppo/print",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?view=print",
        "https://example.com/news/2020/01/07/a-story-from-aleppo/amp",
        "https://example.com/news/2020/01/07/a-story-from-aleppo/amp/",
        "https://example.com/news/2020/01/07/a-story-from-aleppo.amp",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?amp",
        "https://example.com/news/2020/01/07/a-story-from-aleppo?outputType=amp",
        "https://amp.example.com/news/2020/01/07/a-story-from-aleppo",
        "https://example.com/amp/news/2020/01/07/a-story-from-aleppo?ncid=100012&sc_id=7",
        "https://m.example.com/news/2020/01/07/a-story-from-aleppo?m=1",
        "https://mobile.example.com/news/2020/01/07/a-story-from-aleppo",
        "https://www.google.com/amp/s/example.com/news/2020/01/07/a-story-from-aleppo/amp",
        "https://example-com.cdn.ampproject.org/c/s/www.example.com/news/2020/01/07/a-story-from-aleppo?amp=1",
        "https://example.com/news/2020/01/07/a-story-from-aleppo/index.html",
        "https://example.com/news/2020/01/07/a-story-from-aleppo/Default.aspx",
    ],
    "https://example.com/?p=123": [
        "http://www.example.com/?p=123",
        "https://example.com/index.php?p=123",
        "https://example.com/?utm_source=x&p=123#respond",
        "https://m.example.com/?p=123",
    ],
    "https://example.com/view?id=9&lang=ar": [
        "https://example.com/view?lang=ar&id=9",
        "https://example.com/view?lang=ar&sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9&id=9",
        "https://example.com/view/?id=9&lang=ar&_=1579000000000",
    ],
    "https://example.com/%D8%B3%D9%88%D8%B1%D9%8A%D8%A9-2020": [
        "https://example.com/سورية-2020",
        "https://example.com/%d8%b3%d9%88%d8%b1%d9%8a%d8%a9-2020/",
    ],
    "https://xn--mgbcrn6g.example/news/12345": [
        "https://الخبر.example/news/12345",
        "http://XN--MGBCRN6G.example/news/12345",
    ],
    "https://xn--e1afmkfd.example/news/12345": ["https://ПРИМЕР.example/news/12345"],
    "https://127.0.0.1/news/12345": [
        "http://0x7f.1/news/12345",
        "http://2130706433/news/12345",
        "http://0177.0.0.01/news/12345",
        "http://127.0.0.1:443/news/12345",
    ],
    "https://example.com:8080/news/12345": ["http://www.example.com:08080/news/12345"],
    "https://example.com/#!/story/7": ["http://example.com/#!/story/7"],
}

DIFFERENT = [
    ("https://example.com/story.php?id=1", "https://example.com/story.php?id=2"),
    ("https://example.com/?p=1", "https://example.com/?p=2"),
    ("https://example.com/read?sc_id=1", "https://example.com/read?sc_id=2"),
    ("https://example.com/read?ncid=100012", "https://example.com/read?ncid=100013"),
    ("https://example.com/amp/guitar", "https://example.com/guitar"),
    ("https://example.com/?article=7", "https://example.com/?storyid=7"),
    ("https://example.com/read?sid=1234", "https://example.com/read?sid=1235"),
    (f"https://example.com/r?sid={'1a' * 16}", f"https://example.com/r?sid={'1b' * 16}"),
    (f"https://example.com/r?p=4&s={'1a' * 16}", f"https://example.com/r?p=4&s={'1b' * 16}"),
    ("https://example.com/a?s=15&t=1", "https://example.com/a?s=16&t=1"),
    ("https://example.com/a?ref=4711", "https://example.com/a?ref=4712"),
    ("https://example.com/a?source=reuters&n=3", "https://example.com/a?source=afp&n=3"),
    ("https://example.com/a?page=1", "https://example.com/a?page=2"),
    ("https://example.com/a?mod=viewthread&tid=1", "https://example.com/a?mod=viewthread&tid=2"),
    ("https://example.com/News/A-long-story", "https://example.com/news/a-long-story"),
    ("https://example.com/a-long-story", "https://example.com/a-long-story.html"),
    ("https://example.com/a-long-story", "https://example.org/a-long-story"),
    ("https://en.example.com/a-long-story", "https://ar.example.com/a-long-story"),
    ("https://example.com:8080/a-long-story", "https://example.com/a-long-story"),
    ("https://m.example.com/", "https://example.com/"),
    ("https://mobile.example.com/news", "https://example.com/news"),
    ("https://m.co.uk/a-very-long-story", "https://co.uk/a-very-long-story"),
    ("https://example.com/wiki/amp", "https://example.com/wiki"),
    ("https://example.com/print", "https://example.com/"),
    ("https://example.com/tag/mobile", "https://example.com/tag"),
    ("https://example.com/#!/story/7", "https://example.com/#!/story/8"),
    ("https://example.com/a%2Fb-long-story", "https://example.com/a/b-long-story"),
    ("https://example.com/story?a=1&a=2", "https://example.com/story?a=2&a=1"),
    ("https://example.com/a%20b?x=1%262", "https://example.com/a%20b?x=1&2"),
    ("https://www.google.com/amp/s/example.com/news/1234567", "https://www.google.com/amp/s/example.org/news/1234567"),
]


@pytest.mark.parametrize(("key", "url"), [(key, url) for key, urls in TWINS.items() for url in [key, *urls]])
def test_urls_of_one_article_have_one_key(key: str, url: str) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_urls_of_two_articles_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


WORDS = (
    "http: https: // / \\ ? # & = ; % %41 %2e %2F %252e .. . www. m. amp. amp .amp /amp/ /print index.html example "
    "com @ ! example.com co.uk google.com/amp/s/ x.cdn.ampproject.org/c/s/ utm_source=x id=12345 p=1 sid=abc "
    "jsessionid= 80 :80 "
    "سورية é 中 xn-- [::1] 0x7f.1 #!/ (S(abcdefghijklmnopqrst)) ~ a-long-story 2020 &amp; amp;"
)
PIECES = st.sampled_from(sorted(set(WORDS.split(" "))))


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(PIECES, max_size=9).map("".join))
def test_a_key_is_its_own_key(text: str) -> None:
    for url in (text, f"https://{text}", f"http://example.com/{text}", f"https://www.google.com/amp/s/{text}"):
        key = url_key(url)
        assert url_key(key) == key
        assert len(key) <= LONGEST_KEY


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=60))
def test_any_text_has_a_key(text: str) -> None:
    key = url_key(text)
    assert url_key(key) == key


def test_a_long_url_has_a_short_key_that_tells_it_from_others() -> None:
    one, other = url_key(f"https://example.com/{'a' * 5_000_000}1"), url_key(f"https://example.com/{'a' * 5_000_000}2")
    assert one.startswith("https://example.com/~")
    assert len(one) < 100
    assert one != other
    assert url_key(one) == one


def test_a_wrapped_wrapper_is_unwrapped_in_linear_time() -> None:
    assert url_key("https://" + "www.google.com/amp/s/" * 400 + "example.com/news/1234567") == (
        "https://example.com/news/1234567"
    )


@pytest.mark.parametrize(
    ("base", "link", "found"),
    [
        ("https://example.com/a/b?x#y", "c", "https://example.com/a/c"),
        ("https://example.com/a/b?x#y", "/c", "https://example.com/c"),
        ("https://example.com/a/b?x#y", "//example.org/c", "https://example.org/c"),
        ("https://example.com/a/b?x#y", "\\\\example.org\\c", "https://example.org/c"),
        ("https://example.com/a/b?x#y", "?z", "https://example.com/a/b?z"),
        ("https://example.com/a/b?x#y", "#z", "https://example.com/a/b?x#z"),
        ("https://example.com/a/b?x#y", "", "https://example.com/a/b?x"),
        ("https://example.com/a/b", "../../../c", "https://example.com/c"),
        ("https://example.com/a/b", "http:c", "http://c/"),
        ("https://example.com/a/b", "https:c", "https://example.com/a/c"),
        (
            "https://example.com/a/b",
            " خبر عاجل ",
            "https://example.com/a/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84",
        ),
        ("https://example.com/a/b", "javascript:void(0)", None),
        ("https://example.com/a/b", "mailto:desk@example.com", None),
        ("https://example.com/a/b", "https://exa mple.com/", None),
        ("https://example.com/a/b", "https://:80/", None),
        ("no base", "c", None),
        ("no base", "https://example.com/c", "https://example.com/c"),
    ],
)
def test_a_link_is_followed_as_browsers_do(base: str, link: str, found: str | None) -> None:
    assert absolute(base, link) == found


def test_the_site_of_a_url_is_its_registrable_domain() -> None:
    assert site_of("https://news.example.co.uk/a") == "example.co.uk"
    assert site_of("http://127.0.0.1:8000/a") == "127.0.0.1"
    assert site_of("mailto:a@example.com") is None
