from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.hostile import TOO_SLOW, gzip_bomb
from tests.fetch.robots_cases import CASES, Case
from tests.fetch.robots_google import VERDICTS, Verdicts
from tests.fetch.servers import HangUp, Server, answer, says
from workers.fetch.robots import MAX_BYTES, RobotsRules, fetch_robots, product_token
from workers.fetch.robotsrules import normalised, path_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTHING = b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("case", VERDICTS, ids=lambda case: case.test)
def test_every_verdict_of_googles_own_tests_is_ours(case: Verdicts) -> None:
    rules = RobotsRules(case.robots)
    assert [asked for asked in case.allowed if not rules.verdict(asked[1], asked[0]).allowed] == []
    assert [asked for asked in case.refused if rules.verdict(asked[1], asked[0]).allowed] == []


def test_the_table_of_googles_tests_is_whole() -> None:
    assert sum(len(case.allowed) + len(case.refused) for case in VERDICTS) == 145


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_a_file_means_what_the_rfc_and_googles_parser_say(case: Case) -> None:
    rules = RobotsRules(case.robots)
    assert [url for url in case.allowed if not rules.verdict(url, case.agent).allowed] == []
    assert [url for url in case.refused if rules.verdict(url, case.agent).allowed] == []


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/"),
        ("http://www.example.com", "/"),
        ("http://www.example.com/", "/"),
        ("http://www.example.com/a", "/a"),
        ("http://www.example.com/a/", "/a/"),
        ("http://www.example.com/a/b?c=http://d.e/", "/a/b?c=http://d.e/"),
        ("http://www.example.com/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
        ("example.com", "/"),
        ("example.com/", "/"),
        ("example.com/a", "/a"),
        ("example.com/a/", "/a/"),
        ("example.com/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
        ("a", "/"),
        ("a/", "/"),
        ("/a", "/a"),
        ("a/b", "/b"),
        ("example.com?a", "/?a"),
        ("example.com/a;b#c", "/a;b"),
        ("//a/b/c", "/b/c"),
        ("http://a#/b", "/"),
    ],
)
def test_the_path_of_a_url_is_found_in_every_form(url: str, path: str) -> None:
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("pattern", "means"),
    [("http://www.example.com", "http://www.example.com"), ("/a/b/c", "/a/b/c"), ("á", "%C3%A1"), ("%aa", "%AA")],
)
def test_patterns_are_escaped_and_never_unescaped(pattern: str, means: str) -> None:
    assert normalised(pattern) == means


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (b"\xef\xbb\xbfUser-Agent: foo\nDisallow: /AnyValue\n", False),
        (b"\xef\xbbUser-Agent: foo\nDisallow: /AnyValue\n", False),
        (b"\xefUser-Agent: foo\nDisallow: /AnyValue\n", False),
        (b"\xef\x11\xbfUser-Agent: foo\nDisallow: /AnyValue\n", True),  # the first line is garbage, so nobody's rule
        (b"User-Agent: foo\n\xef\xbb\xbfDisallow: /AnyValue\n", True),
    ],
)
def test_a_byte_order_mark_is_skipped_where_it_may_stand(client_for: ClientFor, body: bytes, allowed: bool) -> None:
    with Server(says(answer(body))) as server:
        file = fetch_robots(client_for(server), server.url, NOW)
    assert RobotsRules.of(file).verdict(f"{server.url}/AnyValue", "foo").allowed is allowed


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    text = end.join(["User-Agent: foo", "Allow: /some/path", "User-Agent: bar", "", "", "Disallow: /"])
    assert RobotsRules(text).verdict("http://a.example/x", "bar").why == "robots.txt disallows / (rule line 6)"
    assert RobotsRules(text + end).verdict("http://a.example/x", "bar").why.endswith("(rule line 6)")


def test_a_verdict_names_its_rule_and_line() -> None:
    rules = RobotsRules("# hello\r\nUser-agent: *\r\n\r\nDisallow: /private\nAllow: /private/\x1b[2J\n")
    assert rules.verdict("http://a.example/private/x", "khabar").why == "robots.txt disallows /private (rule line 4)"
    assert rules.verdict("http://a.example/private/\x1b[2J", "khabar").why.isprintable()
    assert rules.verdict("http://a.example/", "khabar").why == "no rule of robots.txt concerns it"


def test_a_url_in_its_own_letters_cannot_slip_past_a_rule() -> None:
    rules = RobotsRules("User-agent: *\nDisallow: /أخبار\n")
    assert not rules.verdict("http://a.example/أخبار/1", "khabar").allowed
    assert not rules.verdict("http://a.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", "khabar").allowed


def test_crawl_delay_belongs_to_the_agents_above_it() -> None:
    text = (
        "User-agent: BarBot\nCrawl-delay: 10\n\nUser-agent: *\nCrawl-delay: 1.5 seconds\nCrawl-delay: 7\nDisallow: /x\n"
    )
    rules = RobotsRules(text)
    assert rules.crawl_delay("BarBot") == 10
    assert rules.crawl_delay("khabar") == 1.5
    assert RobotsRules("User-agent: khabar\nDisallow:\n\n" + text).crawl_delay("khabar") is None


@pytest.mark.parametrize("value", ["-1", "nan", "inf", "soon", "", ".5", "٣"])
def test_a_crawl_delay_that_is_no_number_is_none(value: str) -> None:
    assert RobotsRules(f"User-agent: *\nCrawl-delay: {value}\n").crawl_delay("khabar") is None


def test_sitemaps_are_absolute_once_each_and_nobodys() -> None:
    text = "Sitemap: https://a.example/1.xml\nUser-agent: x\nSITEMAP: http://a.example/2.xml\nDisallow: /\n"
    text += "site-map: https://a.example/1.xml\nSitemap: /relative\nSitemap: file:///etc/passwd\n"
    assert RobotsRules(text).sitemaps == ("https://a.example/1.xml", "http://a.example/2.xml")


def test_a_user_agent_has_a_product_token() -> None:
    assert product_token("khabar/0.1 (+https://example.org)") == "khabar"
    assert product_token("Foo_Bar-Baz") == "Foo_Bar-Baz"
    assert product_token("2bots") == ""


@pytest.mark.parametrize("name", ["", "ツ", "Foobot*", " Foobot ", "Foobot/2.1", "Foobot Bar"])
def test_what_is_no_product_token_is_never_taken_for_one(name: str) -> None:
    assert product_token(name) != name or not name


# The file of reporting_robots_test.cc: which of its lines mean anything, and to whom.
ODD_LINES = (
    "User-Agent: foo\nAllow: /some/path\nUser-Agent bar # no\nabsolutely random line\n#so comment, much wow\n\n"
    "unicorns: /extinct\nnoarchive: /some\nDisallow: /\nError #and comment\nuseragent: baz\ndisallaw: /some\n"
    "site-map: https://e/s.xml #comment\nsitemap: https://e/t.xml\nNoarchive: /someCapital\n"
)


def test_odd_lines_mean_what_googles_parser_reports_of_them() -> None:
    rules = RobotsRules(ODD_LINES)
    assert rules.verdict("http://a.example/x", "bar").why == "robots.txt disallows / (rule line 9)"
    assert rules.verdict("http://a.example/some/x", "baz").why == "robots.txt disallows /some (rule line 12)"
    assert rules.verdict("http://a.example/someCapital", "baz").why == "robots.txt disallows /some (rule line 12)"
    assert rules.verdict("http://a.example/extinct", "foo").why == "no rule of robots.txt concerns it"
    assert rules.verdict("http://a.example/some/path", "foo").why == "robots.txt allows /some/path (rule line 2)"
    assert rules.sitemaps == ("https://e/s.xml", "https://e/t.xml")


HOSTILE = {
    "many agents, many rules": "User-agent: a\n" * 17000 + "Disallow: /a\n" * 20000,
    "many groups of all": "User-agent: *\nDisallow: /a\n" * 19000,
    "many agents and delays": "User-agent: a\nCrawl-delay: 1\n" * 17000,
    "stars": "User-agent: *\n" + ("Disallow: /" + "*a" * 8000 + "b\n") * 30,
    "patterns that almost fit": "User-agent: *\n" + "Disallow: /*a*a*a*a*b$\n" * 20000,
    "one line": "User-agent: *\nDisallow: " + "/a" * 250_000,
    "colons": ":" * 500_000,
    "line ends": "\r" * 500_000,
    "letters": "User-agent: *\nDisallow: /" + "ا" * 8000 + "\n" + "Disallow: /اب\n" * 25000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_no_more_than_its_length(name: str) -> None:
    began = time.process_time()
    RobotsRules(HOSTILE[name]).verdict("http://a.example/" + "a" * 8000, "khabar")
    assert time.process_time() - began < 5  # a quadratic reader takes minutes


def test_a_file_is_fetched_once_for_a_day(client_for: ClientFor) -> None:
    with Server(says(answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\nDisallow: /\xe9\n"))) as server:
        file = fetch_robots(client_for(server), server.url, NOW)
    assert server.paths() == ["/robots.txt"]
    assert (file.origin, file.state, file.fetched_at, file.expires_at) == (server.url, "found", NOW, NOW + 24 * HOUR)
    rules = RobotsRules.of(file)
    assert not rules.verdict(f"{server.url}/x", "khabar").allowed
    assert not rules.verdict(f"{server.url}/%E9", "khabar").allowed
    assert rules.verdict(f"{server.url}/y", "khabar").allowed


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("Cache-Control: max-age=3600", HOUR),
        ("Cache-Control: public, max-age=999999999999999999", 24 * HOUR),
        ("Cache-Control: max-age=7200\r\nAge: 3600", HOUR),
        ("Cache-Control: max-age=1", HOUR / 6),
        ("Cache-Control: no-cache", HOUR / 6),
        ("Cache-Control: max-age=often", 24 * HOUR),
    ],
)
def test_cache_control_shortens_but_never_lengthens(client_for: ClientFor, header: str, kept: timedelta) -> None:
    with Server(says(answer(NOTHING, headers=[header]))) as server:
        assert fetch_robots(client_for(server), server.url, NOW).expires_at == NOW + kept


@pytest.mark.parametrize("status", ["400", "401", "403", "404", "410", "451"])
def test_4xx_means_that_there_are_no_rules(client_for: ClientFor, status: str) -> None:
    with Server(says(answer(NOTHING, status=f"{status} X"))) as server:
        file = fetch_robots(client_for(server), server.url, NOW)
    assert (file.state, file.text) == ("none", "")
    assert RobotsRules.of(file).verdict(f"{server.url}/x", "khabar").allowed


@pytest.mark.parametrize(("status", "minutes"), [("500 X", 10), ("503 X\r\nRetry-After: 3600", 60), ("429 X", 10)])
def test_trouble_means_that_nothing_may_be_fetched_for_a_while(
    client_for: ClientFor, status: str, minutes: int
) -> None:
    with Server(says(answer(b"", status=status))) as server:
        file = fetch_robots(client_for(server), server.url, NOW)
    assert (file.state, file.expires_at) == ("unreachable", NOW + timedelta(minutes=minutes))
    verdict = RobotsRules.of(file).verdict(f"{server.url}/x", "khabar")
    assert not verdict.allowed
    assert verdict.why == f"robots.txt cannot be read, so nothing may be fetched (the server answers {status[:3]})"


def test_no_answer_and_no_end_mean_that_nothing_may_be_fetched(client_for: ClientFor) -> None:
    def hang_up(connection: socket.socket, head: str) -> None:
        raise HangUp

    for script in (hang_up, TOO_SLOW["body drip"]):
        with Server(script) as server:
            file = fetch_robots(client_for(server, deadline=0.3), server.url, NOW)
        assert file.state == "unreachable"
    assert fetch_robots(client_for(), "http://10.0.0.8", NOW).state == "refused"


def test_five_redirects_are_followed_to_any_host_and_the_rules_hold_for_the_first(client_for: ClientFor) -> None:
    with Server(says(answer(NOTHING))) as other:

        def script(connection: socket.socket, head: str) -> None:
            step = int(head.split(" ")[1].partition("?")[2] or 0)
            to = f"/robots.txt?{step + 1}" if step < 4 else f"{other.url}/rules"
            connection.sendall(answer(b"", status="301 X", headers=[f"Location: {to}"]))

        with Server(script) as server:
            file = fetch_robots(client_for(server, other), server.url, NOW)
    assert (file.origin, file.state, file.text) == (server.url, "found", NOTHING.decode())


def test_redirects_without_end_mean_that_there_are_no_rules(client_for: ClientFor) -> None:
    steps: list[int] = []

    def script(connection: socket.socket, head: str) -> None:
        steps.append(1)
        connection.sendall(answer(b"", status="301 X", headers=[f"Location: /{len(steps)}"]))

    with Server(script) as server:
        assert fetch_robots(client_for(server), server.url, NOW).state == "none"


def test_only_the_first_500_kib_are_read_and_no_half_line(client_for: ClientFor) -> None:
    line = b"Disallow: /private-%07d\n"
    many = b"User-agent: *\n" + b"".join(line % number for number in range(60000))
    with Server(says(answer(many))) as server:
        file = fetch_robots(client_for(server), server.url, NOW)
    assert file.state == "found"
    assert MAX_BYTES - len(line % 1) <= len(file.text) <= MAX_BYTES
    assert file.text.splitlines()[-1].startswith("Disallow: /private-")
    assert len(file.text.splitlines()[-1]) == len(line % 1) - 1


def test_a_bomb_in_place_of_rules_is_cut(client_for: ClientFor) -> None:
    with Server(says(answer(gzip_bomb(20), headers=["Content-Encoding: gzip"]))) as server:
        file = fetch_robots(client_for(server), server.url, NOW)
    assert len(file.text) <= MAX_BYTES
