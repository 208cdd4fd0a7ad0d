"""Titles lose the site's name and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.metadata.titles import (
    SEPARATOR,
    Candidate,
    SiteNames,
    choose_title,
    separators,
    without_last_bar,
    without_site,
)

SITE = SiteNames(["The Lakeside Courier"], "https://www.lakesidecourier.example/a")


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ferry returns - The Lakeside Courier", "Ferry returns"),
        ("Ferry returns | Lakeside Courier", "Ferry returns"),
        ("Ferry returns – News | The Lakeside Courier", "Ferry returns – News"),
        ("The Lakeside Courier: Ferry returns", "Ferry returns"),
        ("The Lakeside Courier » Ferry returns", "Ferry returns"),
        ("Ferry returns — lakesidecourier.example", "Ferry returns"),
        ("Ferry returns | Lakeside Courier | The Lakeside Courier", "Ferry returns"),
        ("Ferry – the last of its kind – returns", "Ferry – the last of its kind – returns"),
        ("Courier: how a trade died", "Courier: how a trade died"),
        ("Well-known ferry returns", "Well-known ferry returns"),
        ("What it means: a guide | part 2", "What it means: a guide | part 2"),
        ("The Lakeside Courier", "The Lakeside Courier"),
    ],
)
def test_the_sites_name_is_cut_where_a_separator_stands(title: str, bare: str) -> None:
    assert without_site(title, SITE) == bare


def test_names_in_other_scripts_are_cut_too() -> None:
    marfa = SiteNames(["جريدة المرفأ"], "https://marfa.example/")
    assert without_site("افتتاح معرض الكتاب - جريدة المرفأ", marfa) == "افتتاح معرض الكتاب"
    assert (
        without_site("駅前広場の桜が満開に｜港新聞", SiteNames(["港新聞"], "https://m.example"))
        == "駅前広場の桜が満開に"
    )
    assert without_last_bar("城南新图书馆今日开馆_江岸日报") == "城南新图书馆今日开馆"


def test_a_stated_section_behind_a_separator_is_no_part_of_the_title() -> None:
    assert without_site("Ferry returns | Opinion", SITE, sections=frozenset(["opinion"])) == "Ferry returns"
    assert without_site("Ferry returns – Opinion | Courier", SITE, sections=frozenset(["opinion"])) == "Ferry returns"
    assert without_site("Ferry returns | Opinion", SITE) == "Ferry returns | Opinion"


def test_the_printed_heading_wins_where_it_resembles_what_is_stated() -> None:
    stated = [Candidate("Ferry is back on the lake | The Lakeside Courier", "opengraph")]
    printed = ["The Lakeside Courier", "Ferry returns: it is back on the lake"]
    title, origin, number = choose_title(printed, stated, SITE)
    assert (title, number) == ("Ferry returns: it is back on the lake", 1)
    assert origin is not None
    assert origin.via == "page"


def test_a_heading_that_resembles_nothing_is_not_the_title() -> None:
    title, origin, number = choose_title(["Subscribe now"], [Candidate("Ferry is back on the lake", "json-ld")], SITE)
    assert (title, number) == ("Ferry is back on the lake", None)
    assert origin is not None
    assert origin.via == "json-ld"


def test_a_page_without_any_title_has_none() -> None:
    assert choose_title([], [], SITE) == (None, None, None)
    assert choose_title(["", " "], [Candidate("", "page")], SITE) == (None, None, None)


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=3), st.text(max_size=60))
def test_what_is_left_is_a_part_of_what_was_there(title: str, names: list[str], url: str) -> None:
    try:
        site = SiteNames(names, url)
    except ValueError:
        site = SiteNames(names, "https://a.example/")
    assert without_site(title, site).strip() in title


def test_a_town_before_a_colon_stays_though_the_site_is_named_for_it() -> None:
    site = SiteNames(("La Gazette de Merville",), "https://news.example/a")
    assert without_site("Merville : les rameurs ont perdu", site) == "Merville : les rameurs ont perdu"
    assert without_site("La Gazette de Merville : les rameurs ont perdu", site) == "les rameurs ont perdu"


@given(st.text(alphabet=st.sampled_from("ab -–|:_»•/\u3000\t本"), max_size=30))
def test_separators_are_found_as_by_looking_everywhere(title: str) -> None:
    assert [cut.span() for cut in separators(title)] == [cut.span() for cut in SEPARATOR.finditer(title)]
