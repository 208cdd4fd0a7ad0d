"""What a robots.txt means, case by case: RFC 9309, and the open parser of Google where the RFC leaves room."""

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
_CASED_UPPER = "User-Agent: FooBot\nAllow: /x/\nDisallow: /\n"
_CASED_LOWER = "user-agent: FooBot\nallow: /x/\ndisallow: /\n"
_CASED_CAMEL = "uSeR-aGeNt: FooBot\nAlLoW: /x/\ndIsAlLoW: /\n"
_AGENT_UPPER = "User-Agent: FOO BAR\nAllow: /x/\nDisallow: /\n"
_AGENT_LOWER = "User-Agent: foo bar\nAllow: /x/\nDisallow: /\n"
_AGENT_CAMEL = "User-Agent: FoO bAr\nAllow: /x/\nDisallow: /\n"
_GROUPS = (
    "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\nuser-agent: BarBot\ndisallow: /\nallow: /y/\n\n\n"
    "allow: /w/\nuser-agent: BazBot\n\nuser-agent: FooBot\nallow: /z/\ndisallow: /\n"
)
_TYPOS = "user-agent: FooBot\n{}: /a/\n"
_GLOBAL = "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n"
_ONLY_GLOBAL = "user-agent: FooBot\nallow: /\nuser-agent: BarBot\ndisallow: /\nuser-agent: BazBot\ndisallow: /\n"
_OTHER_LINES = "User-agent: {}\n{}\nUser-agent: *\nDisallow: /\n"
_LONG = "/x/" + "a" * (2083 * 8 - 3 - len("disallow: ") + 1 - 3)
_LONG_A = "/x/" + "a" * (2083 * 8 - 3 - len("allow: ") + 1 - 3)
_LONG_B = _LONG_A.replace("a", "b")


def _foo(about: str, rules: str, allowed: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> Case:
    return Case(about, _RULES + rules, "FooBot", tuple(F + p for p in allowed), tuple(F + p for p in refused))


CASES = [
    # What there is to rule on.
    Case("an empty file allows", "", "FooBot", (X, "")),
    Case("nobody in particular may what all may", "user-agent: FooBot\ndisallow: /\n", "", (X, "")),
    Case("no URL is the root", "user-agent: FooBot\ndisallow: /\n", "FooBot", (), ("",)),
    Case("no file, no agent, no URL", "", "", ("",)),
    # Lines.
    Case("a rule", "user-agent: FooBot\ndisallow: /\n", "FooBot", (), (X,)),
    Case("unknown lines are no rules", "foo: FooBot\nbar: /\n", "FooBot", (X,)),
    Case("a colon may be missing", "user-agent FooBot\ndisallow /\n", "FooBot", (), (X,)),
    Case("but only between two words", "user-agent FooBot\ndisallow / now\n", "FooBot", (X,)),
    Case("comments end lines", "user-agent: FooBot # us\ndisallow: / # all\n", "FooBot", (), (X,)),
    Case("white space counts for nothing", "\t user-agent \t:  FooBot  \n  disallow\t:\t/  \n", "FooBot", (), (X,)),
    Case("carriage returns end lines", "user-agent: FooBot\rdisallow: /x\r", "FooBot", (F,), (X,)),
    Case("CR LF ends lines", "user-agent: FooBot\r\ndisallow: /x\r\n", "FooBot", (F,), (X,)),
    Case("the last line needs no end", "user-agent: FooBot\ndisallow: /x", "FooBot", (F,), (X,)),
    # Groups.
    Case("rules before any agent are nobody's", "disallow: /\n", "FooBot", (X,)),
    Case(
        "groups of one agent are one group",
        _GROUPS,
        "FooBot",
        (f"{F}/x/b", f"{F}/z/d"),
        (f"{F}/y/c", f"{F}/w/a", f"{F}/foo/bar/"),
    ),
    Case("another agent's group", _GROUPS, "BarBot", (f"{F}/y/c", f"{F}/w/a"), (f"{F}/z/d", f"{F}/foo/bar/")),
    Case("agents after one another share", _GROUPS, "BazBot", (f"{F}/z/d",), (f"{F}/x/b", f"{F}/foo/bar/")),
    *(
        Case(f"{line} does not end the agents", _OTHER_LINES.format(named, line), agent, (), (X,))
        for named, line in (("BarBot", "Sitemap: https://foo.bar/sitemap"), ("FooBot", "Invalid-Unknown-Line: unknown"))
        for agent in ("FooBot", "BarBot")
    ),
    Case("Crawl-delay neither", _OTHER_LINES.format("FooBot", "Crawl-delay: 5"), "FooBot", (), (X,)),
    # Cases of letters.
    *(
        Case("keys have no case", robots, "FooBot", (X,), (f"{F}/a/b",))
        for robots in (_CASED_UPPER, _CASED_LOWER, _CASED_CAMEL)
    ),
    *(
        Case("agents have no case", robots, agent, (X,), (f"{F}/a/b",))
        for robots in (_AGENT_UPPER, _AGENT_LOWER, _AGENT_CAMEL)
        for agent in ("Foo", "foo")
    ),
    Case("an agent ends at the first space", "User-Agent: *\nDisallow: /\n" + _AGENT_CAMEL, "Foo", (X,)),
    Case("so nobody is called two words", "User-Agent: *\nDisallow: /\n" + _AGENT_CAMEL, "Foo Bar", (), (X,)),
    Case("an agent ends at its version", "User-Agent: FooBot/2.1\nDisallow: /\n", "FooBot", (), (X,)),
    Case("a longer name is another", "User-Agent: FooBots\nDisallow: /\n", "FooBot", (X,)),
    Case("a shorter name is another", "User-Agent: Foo\nDisallow: /\n", "FooBot", (X,)),
    Case("paths have case", "user-agent: FooBot\ndisallow: /x/\n", "FooBot", (f"{F}/X/y",), (X,)),
    Case("paths have case in rules", "user-agent: FooBot\ndisallow: /X/\n", "FooBot", (X,)),
    # The group of all.
    Case("an empty group allows", "user-agent: FooBot\n", "FooBot", (X,)),
    Case("of all, when not named", _GLOBAL, "BarBot", (X,)),
    Case("not of all, when named", _GLOBAL, "FooBot", (), (X,)),
    Case("nobody's rules", _ONLY_GLOBAL, "QuxBot", (X,)),
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
    _foo("longest refuses", "disallow: /x/page.html\nallow: /x/\n", (), ("/x/page.html",)),
    _foo("longest allows", "allow: /x/page.html\ndisallow: /x/\n", ("/x/page.html",), ("/x/",)),
    _foo("two empty rules", "disallow: \nallow: \n", ("/x/page.html",)),
    _foo("equal", "disallow: /\nallow: /\n", ("/x/page.html",)),
    _foo("equal, the other way", "allow: /\ndisallow: /\n", ("/x/page.html",)),
    _foo("a directory", "disallow: /x\nallow: /x/\n", ("/x/",), ("/x",)),
    _foo("the same page twice", "disallow: /x/page.html\nallow: /x/page.html\n", ("/x/page.html",)),
    _foo("a wildcard is as long as it is written", "allow: /page\ndisallow: /*.html\n", ("/page",), ("/page.html",)),
    _foo("longer than a wildcard", "allow: /x/page.\ndisallow: /*.html\n", ("/x/page.html",), ("/x/y.html",)),
    Case(
        "only the own group's lengths count",
        "User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n",
        "FooBot",
        (f"{F}/x/page",),
        (f"{F}/y/page",),
    ),
    # Encodings; a URL is given as it is sent.
    _foo(
        "plain",
        "Disallow: /\nAllow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n",
        ("/foo/bar?qux=taz&baz=http://foo.bar?tar&par",),
    ),
    _foo(
        "letters in a rule are encoded", "Disallow: /\nAllow: /foo/bar/ツ\n", ("/foo/bar/%E3%83%84",), ("/foo/bar/ツ",)
    ),
    _foo("codes in a rule stay", "Disallow: /\nAllow: /foo/bar/%E3%83%84\n", ("/foo/bar/%E3%83%84",), ("/foo/bar/ツ",)),
    _foo(
        "codes of plain letters stay",
        "Disallow: /\nAllow: /foo/bar/%62%61%7A\n",
        ("/foo/bar/%62%61%7A",),
        ("/foo/bar/baz",),
    ),
    _foo("codes have no case in rules", "Disallow: /\nAllow: /foo/%e3%83%84\n", ("/foo/%E3%83%84",)),
    # * and $.
    _foo("a star", "Disallow: /foo/bar/quz\nAllow: /foo/*/qux\n", ("/foo/bar/qux", "/foo/", "/foo"), ("/foo/bar/quz",)),
    _foo("a star may be nothing", "Disallow: /foo/*/quz\n", (), ("/foo/bar/quz", "/foo//quz", "/foo/a/b/quz/c")),
    _foo("the end", "Disallow: /foo/bar$\n", ("/foo/bar/qux", "/foo/bar/", "/foo/bar/baz"), ("/foo/bar",)),
    _foo("no end in the middle", "Disallow: /foo$bar\n", ("/foo", "/foobar"), ("/foo$bar", "/foo$barbaz")),
    _foo("a # begins a comment", "# Disallow: /\nDisallow: /foo/quz#qux\nAllow: /\n", ("/foo/bar",), ("/foo/quz",)),
    _foo(
        "the index is its directory",
        "Allow: /allowed-slash/index.html\nDisallow: /\n",
        ("/allowed-slash/", "/allowed-slash/index.html"),
        ("/allowed-slash/index.htm", "/anyother-url"),
    ),
    _foo(
        "index.htm too",
        "Allow: /a/index.htm\nDisallow: /\n",
        ("/a/", "/a/index.html", "/a/index.htm"),
        ("/a/b", "/index.htm"),
    ),
    # Long lines are cut.
    _foo("a long rule is cut", f"disallow: {_LONG}/qux\n", ("/fux",), (f"{_LONG}/fux",)),
    _foo(
        "long rules that allow are cut",
        f"disallow: /\nallow: {_LONG_A}/qux\nallow: {_LONG_B}/qux\n",
        (f"{_LONG_A}/qux", f"{_LONG_B}/fux"),
        ("/",),
    ),
    # The examples of Google's documentation.
    _foo(
        "/fish",
        "disallow: /\nallow: /fish\n",
        ("/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fishheads/yummy.html", "/fish.html?id=anything"),
        ("/bar", "/Fish.asp", "/catfish", "/?id=fish"),
    ),
    _foo(
        "/fish*",
        "disallow: /\nallow: /fish*\n",
        ("/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fishheads/yummy.html", "/fish.html?id=anything"),
        ("/bar", "/Fish.bar", "/catfish", "/?id=fish"),
    ),
    _foo(
        "/fish/",
        "disallow: /\nallow: /fish/\n",
        ("/fish/", "/fish/salmon", "/fish/?salmon", "/fish/salmon.html", "/fish/?id=anything"),
        ("/bar", "/fish", "/fish.html", "/Fish/Salmon.html"),
    ),
    _foo(
        "/*.php",
        "disallow: /\nallow: /*.php\n",
        (
            "/filename.php",
            "/folder/filename.php",
            "/folder/filename.php?parameters",
            "//folder/any.php.file.html",
            "/filename.php/",
            "/index?f=filename.php/",
        ),
        ("/bar", "/php/", "/index?php", "/windows.PHP"),
    ),
    _foo(
        "/*.php$",
        "disallow: /\nallow: /*.php$\n",
        ("/filename.php", "/folder/filename.php"),
        (
            "/bar",
            "/filename.php?parameters",
            "/filename.php/",
            "/filename.php5",
            "/php/",
            "/filename?php",
            "/aaaphpaaa",
            "//windows.PHP",
        ),
    ),
    _foo(
        "/fish*.php",
        "disallow: /\nallow: /fish*.php\n",
        ("/fish.php", "/fishheads/catfish.php?parameters"),
        ("/bar", "/Fish.PHP"),
    ),
    _foo("/p and /", "allow: /p\ndisallow: /\n", ("/page",)),
    _foo("/folder twice", "allow: /folder\ndisallow: /folder\n", ("/folder/page",)),
    _foo("/page and *.htm", "allow: /page\ndisallow: /*.htm\n", (), ("/page.htm",)),
    _foo("/$ and /", "allow: /$\ndisallow: /\n", ("/",), ("/page.html",)),
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
