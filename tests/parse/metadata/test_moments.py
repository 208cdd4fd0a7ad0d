"""Which of a page's dates is its publication, where pages state it oddly, print several, or hide it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from workers.parse.metadata import Metadata, read_metadata
from workers.parse.metadata.elsewhere import day_in_url
from workers.parse.metadata.labels import kind_of, kinds_of
from workers.records import Precision

FETCHED = datetime(2026, 2, 1, 12, tzinfo=UTC)
TITLE = "The bridge over the river opens again"
TEXT = "<p>The old bridge was closed for two years while its pillars were mended, the town council says.</p>" * 4


def read(
    html: str, url: str = "https://paper.example/a", zone: str | None = None, habit: str | None = None
) -> Metadata:
    where = ZoneInfo(zone) if zone else None
    return read_metadata(LexborHTMLParser(html), url=url, fetched_at=FETCHED, zone=where, habit=habit)


def page(
    byline: str = "", *, head: str = "", before: str = "", after: str = "", language: str = "en", text: str = TEXT
) -> str:
    return (
        f'<html lang="{language}"><head><title>{TITLE}</title>{head}</head><body>{before}<main><h1>{TITLE}</h1>'
        f"{byline}{text}</main>{after}</body></html>"
    )


def day_of(found: Metadata) -> str | None:
    return found.published.at.date().isoformat() if found.published else None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2024/05/01/bridge", "2024-05-01"),
        ("/2024/5/1/bridge", "2024-05-01"),
        ("/knowledge/2023/october/03/bridge/", "2023-10-03"),
        ("/world/2023/Oct/3/bridge", "2023-10-03"),
        ("/articles/2025-12-15+Bridge:+why", "2025-12-15"),
        ("/articles/2025-12-15%20Bridge", "2025-12-15"),
        ("/202405/t20240501_123.html", "2024-05-01"),
        ("/news/bridge-20240501.html", "2024-05-01"),
        ("/news/bridge-2024-05-01", "2024-05-01"),
        ("/news/bridge-20249901.html", None),
        ("/2023/octopus/03/bridge", "2023-10-03"),
        ("/2030/05/01/bridge", None),
        ("/item/120240501", None),
    ],
)
def test_addresses_that_hold_a_day_tell_it(path: str, day: str | None) -> None:
    found = day_in_url(f"https://paper.example{path}", FETCHED)
    assert (found.at.date().isoformat() if found else None) == day


def test_a_label_belongs_to_the_date_beside_it() -> None:
    two = "December 3, 2025. Updated: December 7, 2025"
    assert kinds_of(two, [(0, 16), (27, 43)]) == ["", "updated"]
    assert kinds_of("2025年5月1日公開 2025年5月3日更新", [(0, 9), (12, 21)]) == ["published", "updated"]
    assert kinds_of("Published 1 May 2025 | Updated 3 May 2025", [(10, 20), (31, 41)]) == ["published", "updated"]
    assert kind_of("Edited by") == ""


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("آخر تحديث:", "updated"),
        ("تاريخ النشر:", "published"),
        ("بروزرسانی:", "updated"),
        ("تاریخ انتشار:", "published"),
        ("تاریخ اشاعت", "published"),
        ("עודכן:", "updated"),
        ("פורסם ב", "published"),
        ("Обновлено:", "updated"),
        ("Опубликовано:", "published"),
        ("Опубліковано", "published"),
        ("Τελευταία ενημέρωση:", "updated"),
        ("Δημοσίευση:", "published"),
        ("更新时间：", "updated"),
        ("發布時間：", "published"),
        ("수정", "updated"),
        ("입력", "published"),
        ("अपडेटेड:", "updated"),
        ("प्रकाशित:", "published"),
        ("আপডেট:", "updated"),
        ("প্রকাশ:", "published"),
        ("อัปเดต", "updated"),
        ("เผยแพร่", "published"),
        ("განახლდა:", "updated"),
        ("გამოქვეყნდა:", "published"),
        ("Թարմացվել է", "updated"),
        ("Güncelleme:", "updated"),
        ("Zuletzt geändert:", "updated"),
        ("Mis à jour le", "updated"),
        ("Cập nhật", "updated"),
    ],
)
def test_labels_of_many_languages_are_told(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_two_dates_of_one_line_are_publication_and_change() -> None:
    found = read(page('<p class="date">December 3, 2025. <i>Updated: December 7, 2025</i></p>'))
    assert day_of(found) == "2025-12-03"
    assert found.modified is not None
    assert found.modified.at.day == 7


def test_a_date_in_the_line_under_the_headline_goes_before_dates_of_other_stories() -> None:
    others = "".join(f'<div><span class="post-date">{n} July 2025</span><b>Another story</b></div>' for n in (3, 5, 9))
    found = read(page("<p>26 May 2025 &middot; Town</p>", text=TEXT * 30 + "<i></i>" * 70 + others))
    assert day_of(found) == "2025-05-26"


def test_the_day_of_the_address_settles_which_of_several_is_meant() -> None:
    dates = '<span class="date">9 March 2025</span> <span class="date">1 May 2024</span>'
    assert day_of(read(page(dates), "https://paper.example/2024/05/01/bridge")) == "2024-05-01"


def test_a_first_publication_told_further_down_is_the_publication() -> None:
    byline = '<p class="date">30 Sep 2022, 11:07am</p>' + "<i></i>" * 70
    note = '<p class="publish-note">This article was originally published on 26 Sep 2019 but has been updated.</p>'
    assert day_of(read(page(byline + note))) == "2019-09-26"


@pytest.mark.parametrize("name", ["published", "published-date", "date_published", "article:publish_date"])
def test_metas_of_less_known_names_state_the_publication(name: str) -> None:
    assert day_of(read(page(head=f'<meta name="{name}" content="July 17, 2025">'))) == "2025-07-17"


def test_a_meta_yields_to_an_earlier_day_that_readers_are_told() -> None:
    head = '<meta name="DC.date" content="2025-07-05T14:20:08Z">'
    assert day_of(read(page('<time datetime="2025-03-01 05:00:00">March 1, 2025</time>', head=head))) == "2025-03-01"


def test_print_and_a_meta_outvote_json_ld() -> None:
    ld = f'{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2024-08-29T10:00:00Z"}}'
    head = f'<script type="application/ld+json">{ld}</script><meta name="date" content="November 25, 2025">'
    assert day_of(read(page('<span class="posted-on">Nov 25, 2025 5:00 am</span>', head=head))) == "2025-11-25"


def test_a_stated_day_gets_the_time_that_another_statement_has() -> None:
    head = (
        '<meta property="article:published_time" content="2025-05-01">'
        '<meta name="parsely-pub-date" content="2025-05-01T09:30:00Z">'
    )
    found = read(page(head=head))
    assert found.published is not None
    assert found.published.isoformat() == "2025-05-01T09:30:00+00:00"
    assert found.origins["published"].via == "opengraph"


def test_an_instant_is_told_in_the_publishers_offset_where_the_address_counts_its_day() -> None:
    head = (
        '<meta property="article:published_time" content="2025-12-19T02:41:41+00:00">'
        '<meta property="article:modified_time" content="2025-12-19T14:39:52+00:00">'
    )
    comment = '<section class="comments"><time datetime="2025-12-19T00:00:43-05:00">December 19</time></section>'
    found = read(page(head=head, after=comment), "https://paper.example/2025/12/18/bridge")
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-12-18T21:41:41-05:00"
    alone = read(page(head=head), "https://paper.example/2025/12/18/bridge")
    assert alone.published is not None
    assert alone.published.at.isoformat() == "2025-12-19T02:41:41+00:00"
    known = read(page(head=head), "https://paper.example/2025/12/18/bridge", zone="America/Chicago")
    assert known.published is not None
    assert known.published.at.isoformat() == "2025-12-18T20:41:41-06:00"


@pytest.mark.parametrize(
    "script",
    [
        '<script>window.state={"publishedAt":"2025-11-17T09:00:00-05:00","title":"x"}</script>',
        "<script>dataLayer.push({'publishDate': '2025-11-17'})</script>",
        '<script>var page={datePublished:"2025-11-17T08:00:00Z"};</script>',
        '<script id="__NEXT_DATA__" type="application/json">{"firstPublished":1763370000000}</script>',
        '<script>self.__next_f.push([1,"{\\"datePublished\\":\\"2025-11-17T09:00:00Z\\"}"])</script>',
        '<my-island props="{&quot;datePublished&quot;:&quot;2025-11-17T09:00:00Z&quot;}"></my-island>',
    ],
)
def test_the_data_of_scripts_tell_the_publication_where_nothing_else_does(script: str) -> None:
    found = read(page(after=script))
    assert day_of(found) == "2025-11-17"
    assert found.origins["published"].confidence <= 0.5


def test_of_many_stories_in_a_script_the_pages_own_is_taken() -> None:
    filler = "x" * 1_500
    stories = [
        ("a-flood-in-the-north", "2025-01-02"),
        ("bridge-opens-again", "2025-11-17"),
        ("bees-return", "2025-03-04"),
    ]
    state = ",".join(f'{{"slug":"{slug}","publishedAt":"{day}","text":"{filler}"}}' for slug, day in stories)
    script = f"<script>window.state=[{state}]</script>"
    assert day_of(read(page(after=script), "https://paper.example/bridge-opens-again")) == "2025-11-17"
    assert day_of(read(page(after=script), "https://paper.example/elsewhere-now")) is None


def test_the_only_date_of_a_page_is_taken_with_little_confidence() -> None:
    below = '<div class="article-footer-main"><time datetime="2025-08-12T11:15:06Z">August 12, 2025</time></div>'
    found = read(f"<html lang=en><title>{TITLE}</title><body><h2>{TITLE}</h2>{TEXT * 30}{below}")
    assert day_of(found) == "2025-08-12"
    assert found.origins["published"].confidence < 0.5
    other = below + '<div class="footer-teaser"><time>August 20, 2025</time></div>'
    assert day_of(read(f"<html lang=en><title>{TITLE}</title><body><h2>{TITLE}</h2>{TEXT * 30}{other}")) is None


def test_a_lone_day_of_the_fetch_is_the_pages_clock() -> None:
    assert day_of(read(page(text=TEXT * 40 + "<div>February 1, 2026</div>"))) is None


def test_a_labelled_date_at_the_end_of_the_page_is_the_publication() -> None:
    end = "<div>Posted on the 15/12/2025 at 19:00 by the council</div><div>Next: 20 December 2025</div>"
    assert day_of(read(page(text=TEXT * 40 + end))) == "2025-12-15"


def test_epochs_of_data_attributes_are_read() -> None:
    found = read(page('<span class="post-time" data-timestamp="1763370000">17 Nov</span>'))
    assert found.published is not None
    assert found.published.isoformat() == "2025-11-17T09:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "url", "more", "habit", "day"),
    [
        ("3/4/2025", "https://paper.example/a", "", None, None),
        ("3/4/2025", "https://paper.co.uk/a", "", None, "2025-04-03"),
        ("3/4/2025", "https://weather.example.gov/a", "", None, "2025-03-04"),
        ("3/4/2025", "https://paper.example/a", "<p>Read on 12/25/2024</p>", None, "2025-03-04"),
        ("3/4/2025", "https://paper.example/a", "<p>Read on 25/12/2024</p>", None, "2025-04-03"),
        (
            "3/4/2025",
            "https://paper.example/a",
            "<p>Neither 25/12/2024 nor 12/25/2024 was said</p>",
            None,
            None,
        ),
        ("3/4/2025", "https://paper.example/a", "", "en-AU", "2025-04-03"),
        ("3/4/2025", "https://paper.example/a", "", "en-US", "2025-03-04"),
        ("09.10.2024", "https://paper.example/a", "<p>11.24.2025</p>", None, "2024-09-10"),
    ],
)
def test_the_order_of_numbers_is_shown_by_the_page_its_country_or_its_source(
    text: str, url: str, more: str, habit: str | None, day: str | None
) -> None:
    assert (
        day_of(read(page(f'<span class="date">{text}</span>', text=TEXT * 40 + f"<div>{more}</div>"), url, habit=habit))
        == day
    )


def test_a_page_in_american_english_that_shows_days_first_is_read_so() -> None:
    html = page('<span class="date">03/10/2023</span>', language="en-US", after="<p>Also: 24/11/2023</p>")
    assert day_of(read(html)) == "2023-10-03"


def test_a_time_without_zone_is_one_of_the_source() -> None:
    html = page('<span class="date">الثلاثاء 7 يناير 2025 - 10:30 مساءً</span>', language="ar")
    found = read(html, zone="Asia/Damascus")
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-01-07T22:30:00+03:00"
    plain = read(html)
    assert plain.published is not None
    assert plain.published.at.isoformat() == "2025-01-07T22:30:00+00:00"
    stated = read(
        page(head='<meta property="article:published_time" content="2025-01-07 22:30:00">'), zone="Asia/Tokyo"
    )
    assert stated.published is not None
    assert stated.published.at.isoformat() == "2025-01-07T22:30:00+09:00"
    told = read(page(), "https://paper.example/2025/01/07/x", zone="Asia/Tokyo")
    assert told.published is not None
    assert told.published.precision is Precision.DAY
    assert told.published.at.isoformat() == "2025-01-07T00:00:00+09:00"


def test_an_update_that_the_page_prints_is_never_taken_over_a_stated_publication() -> None:
    ld = f'{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2024-04-10T19:30:39Z"}}'
    head = f'<script type="application/ld+json">{ld}</script>'
    found = read(page('<span>Last updated: <time datetime="2025-09-04">Sep 4, 2025</time></span>', head=head))
    assert day_of(found) == "2024-04-10"
    assert found.modified is not None
    assert found.modified.at.date().isoformat() == "2025-09-04"


def test_an_update_is_all_that_some_pages_tell() -> None:
    found = read(page(text=TEXT * 40 + '<p style="text-align:right">Last updated: November 13, 2025</p>'))
    assert day_of(found) == "2025-11-13"
    assert found.origins["published"].confidence <= 0.4


def test_a_printed_day_that_agrees_hides_no_later_change() -> None:
    stated = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-01-05T08:00:00Z"}</script>'
    )
    byline = (
        "<p>5 January 2026</p><p>Jane Doe</p><p>9 January 2026 we opened an office</p><p>Updated 7 January 2026</p>"
    )
    found = read(page(byline, head=stated))
    assert day_of(found) == "2026-01-05"
    assert found.modified is not None
    assert found.modified.at.date().isoformat() == "2026-01-07"


def test_a_date_right_above_the_headline_counts_before_the_pages_clock_whatever_its_element_is_called() -> None:
    clock = "<div class=top><span>Sunday, February 1, 2026</span></div>"
    head = '<div class="item-nav"><ul><li class="item-date">30 January 2026 - 18:45</li><li>No. 12</li></ul></div>'
    found = read(page(before=clock).replace("<h1>", f"{head}<h1>"))
    assert found.published is not None
    assert found.published.isoformat() == "2026-01-30T18:45+00:00"
    assert day_of(read(page(before=clock + "<p>a</p>" * 4))) is None


@pytest.mark.parametrize(
    ("clock", "day"),
    [("1 February, 12:01", None), ("1 February, 15:00", None), ("1 February, 09:40", "2026-02-01")],
)
def test_a_time_that_ticks_is_the_pages_clock(clock: str, day: str | None) -> None:
    assert day_of(read(page(before=f'<div class="time">{clock}</div>'))) == day


def test_of_two_days_without_a_year_the_second_is_the_update() -> None:
    found = read(page('<div class="news__date">30 January, 04:17, updated 31 January, 05:02</div>'))
    assert (found.published and found.published.isoformat()) == "2026-01-30T04:17+00:00"
    assert (found.modified and found.modified.isoformat()) == "2026-01-31T05:02+00:00"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("令和八年一月三十日（金）掲載", "2026-01-30"),
        ("中華民國115年1月30日 下午3:20", "2026-01-30"),
        ("1/30(金) 6:05", "2026-01-30"),
    ],
)
def test_days_without_a_year_of_four_figures_are_found_beside_the_headline(line: str, day: str) -> None:
    assert day_of(read(page(f"<p>{line}</p>", language="ja"))) == day
    assert day_of(read(page(f'<p class="date">{line}</p>', language="ja"))) == day


def test_a_day_with_a_time_and_no_year_counts_right_above_the_headline() -> None:
    above = "<div><span>News</span> <span>30 January, 13:40</span> <span>1 204</span></div>"
    found = read(page(before="<header><div>1 February, Sunday</div></header>").replace("<h1>", f"{above}<h1>"))
    assert (found.published and found.published.isoformat()) == "2026-01-30T13:40+00:00"


def test_a_date_for_programs_in_a_title_is_read() -> None:
    found = read(page('<abbr class="published" title="2026-01-30T09:15:00+02:00">9:15</abbr>'))
    assert (found.published and found.published.isoformat()) == "2026-01-30T09:15:00+02:00"


def test_a_printed_time_is_one_of_the_offset_that_the_page_states() -> None:
    stated = '<meta name="date" content="2026-01-30T19:44:00+01:00">'
    found = read(page("<p>Updated: 30.01.2026, 20:10</p>", head=stated))
    assert (found.modified and found.modified.isoformat()) == "2026-01-30T20:10+01:00"


def test_without_a_headline_the_day_of_the_fetch_is_the_last_to_be_taken() -> None:
    html = (
        f"<html lang=en><title>Paper</title><body><table><tr><td colspan=2>Sunday, February 1, 2026</td></tr><tr><td>"
        f"<a href=/>Home</a></td><td>A road opens<br><span>Friday, January 30, 2026</span><br>{TEXT}</td></tr></table>"
    )
    assert day_of(read(html)) == "2026-01-30"
