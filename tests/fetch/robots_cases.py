"""What a robots.txt means beyond the cases of Google's own tests, which `robots_google.py` has."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """Whether `agent` may fetch each URL of `allowed` and none of `refused`, as `robots` has it."""

    about: str
    robots: str
    agent: str
    allowed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


F = "http://foo.bar"
X = f"{F}/x/y"
_RULES = "user-agent: FooBot\n"
_TYPOS = "user-agent: FooBot\n{}: /a/\n"
_OTHER_LINES = "User-agent: {}\n{}\nUser-agent: *\nDisallow: /\n"


def _foo(about: str, rules: str, allowed: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> Case:
    return Case(about, _RULES + rules, "FooBot", tuple(F + p for p in allowed), tuple(F + p for p in refused))


CASES = [
    # What there is to rule on.
    Case("nobody in particular may what all may", "user-agent: FooBot\ndisallow: /\n", "", (X, "")),
    # Lines.
    Case("a colon may be missing between two words only", "user-agent FooBot\ndisallow / now\n", "FooBot", (X,)),
    Case("comments end lines", "user-agent: FooBot # us\ndisallow: / # all\n", "FooBot", (), (X,)),
    Case("white space counts for nothing", "\t user-agent \t:  FooBot  \n  disallow\t:\t/  \n", "FooBot", (), (X,)),
    Case("carriage returns end lines", "user-agent: FooBot\rdisallow: /x\r", "FooBot", (F,), (X,)),
    Case("CR LF ends lines", "user-agent: FooBot\r\ndisallow: /x\r\n", "FooBot", (F,), (X,)),
    Case("the last line needs no end", "user-agent: FooBot\ndisallow: /x", "FooBot", (F,), (X,)),
    # Groups.
    Case("rules before any agent are nobody's", "disallow: /\n", "FooBot", (X,)),
    Case("Crawl-delay neither", _OTHER_LINES.format("FooBot", "Crawl-delay: 5"), "FooBot", (), (X,)),
    # Cases of letters.
    Case("an agent ends at its version", "User-Agent: FooBot/2.1\nDisallow: /\n", "FooBot", (), (X,)),
    Case("a longer name is another", "User-Agent: FooBots\nDisallow: /\n", "FooBot", (X,)),
    Case("a shorter name is another", "User-Agent: Foo\nDisallow: /\n", "FooBot", (X,)),
    Case("paths have case", "user-agent: FooBot\ndisallow: /x/\n", "FooBot", (f"{F}/X/y",), (X,)),
    # The group of all.
    Case("an empty group allows", "user-agent: FooBot\n", "FooBot", (X,)),
    Case("* with words behind is all", "user-agent: * baz\ndisallow: /\n", "FooBot", (), (X,)),
    Case("*baz is nobody", "user-agent: *baz\ndisallow: /\n", "FooBot", (X,)),
    Case("blank lines separate nothing", "user-agent: FooBot\n\nuser-agent: *\ndisallow: /\n", "FooBot", (), (X,)),
    Case(
        "a named agent with an empty rule may all",
        "user-agent: FooBot\ndisallow:\nuser-agent: *\ndisallow: /\n",
        "FooBot",
        (X,),
    ),
    # The longest match wins, and among equals the one that allows.
    _foo("equal, the other way", "allow: /\ndisallow: /\n", ("/x/page.html",)),
    # Encodings; a URL is given as it is sent.
    _foo("codes have no case in rules", "Disallow: /\nAllow: /foo/%e3%83%84\n", ("/foo/%E3%83%84",)),
    # * and $.
    _foo("a star", "Disallow: /foo/bar/quz\nAllow: /foo/*/qux\n", ("/foo/bar/qux", "/foo/", "/foo"), ("/foo/bar/quz",)),
    _foo("a star may be nothing", "Disallow: /foo/*/quz\n", (), ("/foo/bar/quz", "/foo//quz", "/foo/a/b/quz/c")),
    _foo("the end", "Disallow: /foo/bar$\n", ("/foo/bar/qux", "/foo/bar/", "/foo/bar/baz"), ("/foo/bar",)),
    _foo("no end in the middle", "Disallow: /foo$bar\n", ("/foo", "/foobar"), ("/foo$bar", "/foo$barbaz")),
    _foo(
        "index.htm too",
        "Allow: /a/index.htm\nDisallow: /\n",
        ("/a/", "/a/index.html", "/a/index.htm"),
        ("/a/b", "/index.htm"),
    ),
    # Misspelt keys that everybody understands.
    *(
        Case(f"{key} is disallow", _TYPOS.format(key), "FooBot", (f"{F}/b",), (f"{F}/a/b",))
        for key in ("dissallow", "dissalow", "disalow", "diasllow", "disallaw", "Disallow", "disallowed")
    ),
    *(
        Case(f"{key} is user-agent", f"{key}: FooBot\ndisallow: /\n", "FooBot", (), (X,))
        for key in ("useragent", "user agent", "USER-AGENT")
    ),
]
