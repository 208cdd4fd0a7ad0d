"""`khabar sources check` without a URL: it says of the file what a run would."""

from __future__ import annotations

from tests.khabar_runs import Khabar


def _check(khabar: Khabar, tables: str) -> tuple[int, list[str]]:
    khabar.configure(tables, [80])
    done = khabar.run("sources", "check")
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_addresses_that_nobody_could_be_asked_at_are_wrong(khabar: Khabar) -> None:
    urls = [
        "https://a.org:99999/",
        "https://a.org:0/",
        "https://me:word@a.org/",
        "https://a..b/",
        "https://a.org/",
    ]
    code, lines = _check(khabar, "".join(f'[sources.s{n}]\nurl = "{url}"\n' for n, url in enumerate(urls)))
    assert code == 1
    assert [line.partition(" url: ")[0].rpartition(" ")[2] for line in lines[:-1]] == [
        f"[sources.s{n}]" for n in range(4)
    ]
    assert {line[:7] for line in lines[:-1]} == {"WRONG  "}
    assert lines[-1] == "1 sources, 0 files of rules, 4 things wrong"
    assert "word" not in "".join(lines)


def test_one_url_under_several_names_is_odd_but_not_wrong(khabar: Khabar, tmp_path: object) -> None:
    code, lines = _check(
        khabar,
        '[sources.a]\nurl = "https://a.org/feed"\n[sources.b]\nurl = "https://A.org:443/feed#x"\n'
        '[sources.c]\nurl = "https://a.org/feed"\nheaders = { Accept-Language = "ar" }\n'
        '[sources.d]\nurl = "https://a.org/other"\n',
    )
    assert code == 0
    assert lines == [
        f"odd    {tmp_path}/config/sources.toml: [sources.a] and [sources.b] have one url, https://a.org/feed: "
        "it is asked for twice",
        "4 sources, 0 files of rules, 0 things wrong",
    ]
