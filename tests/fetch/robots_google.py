"""What Google's open robots.txt parser asserts in its own tests, as a table: 145 verdicts, in the order of that file.

Facts taken down from `robots_test.cc` of google/robotstxt; a URL is given as that parser is given it.
"""

from __future__ import annotations

from typing import NamedTuple


class Verdicts(NamedTuple):
    """What the test of that name says of one file: (agent, URL) that may be fetched, and that may not."""

    test: str
    robots: str
    allowed: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def _as(agent: str, *urls: str) -> tuple[tuple[str, str], ...]:
    return tuple((agent, url if url.startswith("http") or not url else f"http://foo.bar{url}") for url in urls)


def _foo(test: str, rules: str, allowed: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> Verdicts:
    return Verdicts(test, "user-agent: FooBot\n" + rules, _as("FooBot", *allowed), _as("FooBot", *refused))


_ALL_REFUSED = "user-agent: FooBot\ndisallow: /\n"
_GROUPS = (
    "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\nuser-agent: BarBot\ndisallow: /\nallow: /y/\n\n\n"
    "allow: /w/\nuser-agent: BazBot\n\nuser-agent: FooBot\nallow: /z/\ndisallow: /\n"
)
_KEYS_IN_CASES = (
    "USER-AGENT: FooBot\nALLOW: /x/\nDISALLOW: /\n",
    "user-agent: FooBot\nallow: /x/\ndisallow: /\n",
    "uSeR-aGeNt: FooBot\nAlLoW: /x/\ndIsAlLoW: /\n",
)
_AGENTS_IN_CASES = tuple(
    f"User-Agent: {agent}\nAllow: /x/\nDisallow: /\n" for agent in ("FOO BAR", "foo bar", "FoO bAr")
)
_TWO_WORDS = "User-Agent: *\nDisallow: /\nUser-Agent: Foo Bar\nAllow: /x/\nDisallow: /\n"
_NAMED_ONE = "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n"
_NAMED_ALL = "user-agent: FooBot\nallow: /\nuser-agent: BarBot\ndisallow: /\nuser-agent: BazBot\ndisallow: /\n"
_OWN_GROUP = "User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n"
_INDEX = "User-Agent: *\nAllow: /allowed-slash/index.html\nDisallow: /\n"
_SITEMAP_BETWEEN = "User-agent: BarBot\nSitemap: https://foo.bar/sitemap\nUser-agent: *\nDisallow: /\n"
_UNKNOWN_BETWEEN = "User-agent: FooBot\nInvalid-Unknown-Line: unknown\nUser-agent: *\nDisallow: /\n"
_LONGEST = 2083 * 8  # bytes of a line, its end included
_PAGE = "/x/page.html"
_FISH = ("/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fishheads/yummy.html", "/fish.html?id=anything")


def _long(key: str, letter: str) -> str:
    path = "/x/"
    return path + letter * (_LONGEST - len(path) - len(key) + 1 - len(path))


_REFUSED_LONG = _long("disallow: ", "a")
_A, _B = _long("allow: ", "a"), _long("allow: ", "b")

VERDICTS = [
    Verdicts("SystemTest", "", _as("FooBot", "") + _as("", "")),
    Verdicts("SystemTest", _ALL_REFUSED, _as("", ""), _as("FooBot", "")),
    Verdicts("LineSyntax_Line", _ALL_REFUSED, (), _as("FooBot", "/x/y")),
    Verdicts("LineSyntax_Line", "foo: FooBot\nbar: /\n", _as("FooBot", "/x/y")),
    Verdicts("LineSyntax_Line", "user-agent FooBot\ndisallow /\n", (), _as("FooBot", "/x/y")),
    Verdicts(
        "LineSyntax_Groups",
        _GROUPS,
        _as("FooBot", "/x/b", "/z/d") + _as("BarBot", "/y/c", "/w/a") + _as("BazBot", "/z/d"),
        _as("FooBot", "/y/c", "/foo/bar/") + _as("BarBot", "/z/d", "/foo/bar/") + _as("BazBot", "/foo/bar/"),
    ),
    Verdicts("LineSyntax_Groups_OtherRules", _SITEMAP_BETWEEN, (), _as("FooBot", "/") + _as("BarBot", "/")),
    Verdicts("LineSyntax_Groups_OtherRules", _UNKNOWN_BETWEEN, (), _as("FooBot", "/") + _as("BarBot", "/")),
    *(
        Verdicts("REPLineNamesCaseInsensitive", robots, _as("FooBot", "/x/y"), _as("FooBot", "/a/b"))
        for robots in _KEYS_IN_CASES
    ),
    *(
        Verdicts("UserAgentValueCaseInsensitive", robots, _as(agent, "/x/y"), _as(agent, "/a/b"))
        for agent in ("Foo", "foo")
        for robots in _AGENTS_IN_CASES
    ),
    Verdicts("AcceptUserAgentUpToFirstSpace", _TWO_WORDS, _as("Foo", "/x/y"), _as("Foo Bar", "/x/y")),
    Verdicts("GlobalGroups_Secondary", "", _as("FooBot", "/x/y")),
    Verdicts("GlobalGroups_Secondary", _NAMED_ONE, _as("BarBot", "/x/y"), _as("FooBot", "/x/y")),
    Verdicts("GlobalGroups_Secondary", _NAMED_ALL, _as("QuxBot", "/x/y")),
    _foo("AllowDisallow_Value_CaseSensitive", "disallow: /x/\n", (), ("/x/y",)),
    _foo("AllowDisallow_Value_CaseSensitive", "disallow: /X/\n", ("/x/y",)),
    _foo("LongestMatch", "disallow: /x/page.html\nallow: /x/\n", (), (_PAGE,)),
    _foo("LongestMatch", "allow: /x/page.html\ndisallow: /x/\n", (_PAGE,), ("/x/",)),
    _foo("LongestMatch", "disallow: \nallow: \n", (_PAGE,)),
    _foo("LongestMatch", "disallow: /\nallow: /\n", (_PAGE,)),
    _foo("LongestMatch", "disallow: /x\nallow: /x/\n", ("/x/",), ("/x",)),
    _foo("LongestMatch", "disallow: /x/page.html\nallow: /x/page.html\n", (_PAGE,)),
    _foo("LongestMatch", "allow: /page\ndisallow: /*.html\n", ("/page",), ("/page.html",)),
    _foo("LongestMatch", "allow: /x/page.\ndisallow: /*.html\n", (_PAGE,), ("/x/y.html",)),
    Verdicts("LongestMatch", _OWN_GROUP, _as("FooBot", "/x/page"), _as("FooBot", "/y/page")),
    _foo(
        "Encoding",
        "Disallow: /\nAllow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n",
        ("/foo/bar?qux=taz&baz=http://foo.bar?tar&par",),
    ),
    _foo("Encoding", "Disallow: /\nAllow: /foo/bar/ツ\n", ("/foo/bar/%E3%83%84",), ("/foo/bar/ツ",)),
    _foo("Encoding", "Disallow: /\nAllow: /foo/bar/%E3%83%84\n", ("/foo/bar/%E3%83%84",), ("/foo/bar/ツ",)),
    _foo("Encoding", "Disallow: /\nAllow: /foo/bar/%62%61%7A\n", ("/foo/bar/%62%61%7A",), ("/foo/bar/baz",)),
    _foo(
        "SpecialCharacters",
        "Disallow: /foo/bar/quz\nAllow: /foo/*/qux\n",
        ("/foo/quz", "/foo//quz", "/foo/bax/quz"),
        ("/foo/bar/quz",),
    ),
    _foo(
        "SpecialCharacters",
        "Disallow: /foo/bar$\nAllow: /foo/bar/qux\n",
        ("/foo/bar/qux", "/foo/bar/", "/foo/bar/baz"),
        ("/foo/bar",),
    ),
    _foo("SpecialCharacters", "# Disallow: /\nDisallow: /foo/quz#qux\nAllow: /\n", ("/foo/bar",), ("/foo/quz",)),
    Verdicts(
        "IndexHTMLisDirectory",
        _INDEX,
        _as("foobot", "/allowed-slash/", "/allowed-slash/index.html"),
        _as("foobot", "/allowed-slash/index.htm", "/anyother-url"),
    ),
    _foo("LineTooLong", f"disallow: {_REFUSED_LONG}/qux\n", ("/fux",), (f"{_REFUSED_LONG}/fux",)),
    _foo("LineTooLong", f"disallow: /\nallow: {_A}/qux\nallow: {_B}/qux\n", (f"{_A}/qux", f"{_B}/fux"), ("/",)),
    _foo("Documentation /fish", "disallow: /\nallow: /fish\n", _FISH, ("/bar", "/Fish.asp", "/catfish", "/?id=fish")),
    _foo("Documentation /fish*", "disallow: /\nallow: /fish*\n", _FISH, ("/bar", "/Fish.bar", "/catfish", "/?id=fish")),
    _foo(
        "Documentation /fish/",
        "disallow: /\nallow: /fish/\n",
        ("/fish/", "/fish/salmon", "/fish/?salmon", "/fish/salmon.html", "/fish/?id=anything"),
        ("/bar", "/fish", "/fish.html", "/Fish/Salmon.html"),
    ),
    _foo(
        "Documentation /*.php",
        "disallow: /\nallow: /*.php\n",
        (
            *("/filename.php", "/folder/filename.php", "/folder/filename.php?parameters"),
            *("//folder/any.php.file.html", "/filename.php/", "/index?f=filename.php/"),
        ),
        ("/bar", "/php/", "/index?php", "/windows.PHP"),
    ),
    _foo(
        "Documentation /*.php$",
        "disallow: /\nallow: /*.php$\n",
        ("/filename.php", "/folder/filename.php"),
        (
            *("/bar", "/filename.php?parameters", "/filename.php/", "/filename.php5"),
            *("/php/", "/filename?php", "/aaaphpaaa", "//windows.PHP"),
        ),
    ),
    _foo(
        "Documentation /fish*.php",
        "disallow: /\nallow: /fish*.php\n",
        ("/fish.php", "/fishheads/catfish.php?parameters"),
        ("/bar", "/Fish.PHP"),
    ),
    _foo("Documentation, order", "allow: /p\ndisallow: /\n", ("http://example.com/page",)),
    _foo("Documentation, order", "allow: /folder\ndisallow: /folder\n", ("http://example.com/folder/page",)),
    _foo("Documentation, order", "allow: /page\ndisallow: /*.htm\n", (), ("http://example.com/page.htm",)),
    _foo(
        "Documentation, order",
        "allow: /$\ndisallow: /\n",
        ("http://example.com/",),
        ("http://example.com/page.html",),
    ),
]
