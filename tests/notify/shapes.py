"""Events of every kind about articles of all shapes: many scripts and lengths, all fields there or not, and what
publishers and attackers put into them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from workers.notify.events import MAX_BYTES, EventUrls, article_event, dumps, source_event, thin, with_sequence
from workers.notify.trim import Gap, GroupState, gap_event
from workers.records import Article, Change, EventType, Image, Moment, Origin, Precision, Source, StoredArticle

EARLY, LATE = datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 11, 24, 8, 20, 31, 999999, tzinfo=UTC)
# A word or two of each script, with what makes trouble there: directions, joiners, marks, surrogate pairs.
WORDS = {
    "ar": "قالت مصادر محلية إن الأهالي عادوا إلى بيوتهم ـــ وَقْتَ الغُروبِ ٧ يناير ٢٠٢٠ \u200fحلب\u200e",
    "fa": "خبرگزاری می\u200cگوید شورا امروز ۱۴۰۵",
    "ur": "وزیر اعظم نے کہا ہے کہ",
    "he": "ראש הממשלה אמר אתמול כי",
    "zh-Hans": "今天天气很好，市长在新闻发布会上表示。",
    "zh-Hant": "臺北市長今天表示，捷運將延長。",
    "ja": "首相は記者会見で、来年度の予算案について述べた。",
    "ko": "대통령은 기자회견에서 밝혔다",
    "th": "นายกรัฐมนตรีกล่าวว่า",
    "hi": "प्रधानमंत्री ने कहा कि",
    "ta": "முதலமைச்சர் கூறினார்",
    "my": "ဝန်ကြီးချုပ်က ပြောသည်",
    "am": "ጠቅላይ ሚኒስትሩ ተናገሩ",
    "ru": "Мэр города заявил, что",
    "uk": "Міський голова заявив, що",
    "el": "Ο δήμαρχος δήλωσε ότι",
    "tr": "İstanbul'da ıslak yollar çığ",
    "vi": "Thủ tướng phát biểu tại",
    "de": "Der Bürgermeister sagte: „Größer als 5 < 6 & schöner“",
    "fr": "L’été, c’est déjà demain…",
    "pt-BR": "A ministra não comentou a decisão",
    "sr-Latn": "Gradonačelnik je izjavio da će",
    "en": 'The mayor said "no" \\ and left 😀 👨‍👩‍👧 𝕏 \u00ad',
    "qaa": "\u0000\u0007\x1b[31m \u2028 \ufeff \ud800 half \udfff <script>alert(1)</script>",
}
HOSTS = ("news.example", "أخبار.example", "xn--mgbx4cd0ab.example", "127.0.0.1:8080", "[2001:db8::1]", "ex_ample.org")
PATHS = ("/a/1", "/أخبار/١?x=[1]", "/%zz/100%", "/a b/«c»#d{e}", "/🙂", "/p?q=1&r=a|b", "//twice//", "")


def some(chance: random.Random, language: str, most: int) -> str:
    words = WORDS[language].split(" ")
    return " ".join(chance.choice(words) for _ in range(chance.randint(1, most)))


def url(chance: random.Random) -> str:
    return f"{chance.choice(('http', 'https'))}://{chance.choice(HOSTS)}{chance.choice(PATHS)}"


def moment(chance: random.Random) -> Moment:
    zone = timezone(timedelta(minutes=15 * chance.randint(-48, 56)))
    at = EARLY + (LATE - EARLY) * chance.random()
    return Moment(at.astimezone(zone), chance.choice(list(Precision)))


def maybe(chance: random.Random, value: Any, otherwise: Any = None) -> Any:
    return value if chance.random() < 0.7 else otherwise


def article(chance: random.Random, language: str) -> Article:
    """All fields varied; one in fifty is longer than an event may be."""
    length = 400 if chance.random() < 0.02 else chance.randint(0, 12)
    images = [
        Image(
            chance.choice((url(chance), "data:image/png;base64,", "/relative.jpg", "")), chance.choice((None, 0, 640))
        )
        for _ in range(chance.randint(0, 3))
    ]
    return Article(
        url=url(chance),
        title=some(chance, language, 12),
        paragraphs=tuple(some(chance, language, 60) for _ in range(length)),
        canonical_url=maybe(chance, url(chance)),
        guid=maybe(chance, chance.choice(("tag:news.example,2026:1", "٣", "a b\n", url(chance)))),
        section=maybe(chance, some(chance, language, 2)),
        published=maybe(chance, moment(chance)),
        modified=maybe(chance, moment(chance)),
        authors=tuple(some(chance, language, 3) for _ in range(chance.randint(0, 3))),
        publisher=maybe(chance, some(chance, language, 3)),
        language=maybe(chance, language),
        direction="rtl" if language in ("ar", "fa", "he", "ur") else "ltr",
        summary=maybe(chance, some(chance, language, 30)),
        images=tuple(images),
        tags=tuple(some(chance, language, 2) for _ in range(chance.randint(0, 5))),
        paywalled=chance.choice((None, True, False)),
        completeness=chance.choice(("full", "summary")),
        amp_url=maybe(chance, url(chance)),
        alternates=maybe(chance, {"fr": url(chance), "x-default": url(chance)}, {}),
        confidence=chance.random(),
        origins={"title": Origin("json-ld", chance.random()), "paragraphs": Origin("page", 1 / 3)},
    )


def told(chance: random.Random, number: int) -> dict[str, Any]:
    """The event of one article, of each type in turn."""
    language = list(WORDS)[number % len(WORDS)]
    kind = (EventType.CREATED, EventType.UPDATED, EventType.WITHDRAWN)[number % 3]
    stored = StoredArticle(
        chance.choice((f"{number:x}", f"a/{number} é", "م" * 40)),
        article(chance, language),
        "sham",
        number % 9 + 1,
        "sha256:9f86d081884c7d65",
        LATE,
        LATE,
        LATE,
        "feed",
        cluster="c1",
        duplicate_of=maybe(chance, "other"),
        withdrawn=kind is EventType.WITHDRAWN,
        similarity=maybe(chance, 0.875),
    )
    changed = Change(("title", "paragraphs"), ((0, some(chance, language, 40)),), ((1, some(chance, language, 40)),))
    event = article_event(
        stored,
        type=kind,
        event_id=f"e{number}",
        recorded_at=LATE,
        source_url=maybe(chance, url(chance), "no url at all"),
        urls=EventUrls(),
        change=changed if kind is EventType.UPDATED else None,
        previous_version=None if kind is EventType.CREATED else 1,
        traceparent=maybe(chance, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    )
    sent: dict[str, Any] = json.loads(with_sequence(dumps(event), number + 1))
    assert len(dumps(sent).encode()) <= MAX_BYTES
    return sent


def of_sources(chance: random.Random) -> Iterator[dict[str, Any]]:
    """A source of each language that falls ill and recovers."""
    for language in WORDS:
        source = Source(f"source-{language}", url(chance), some(chance, language, 3))
        for kind in (EventType.UNHEALTHY, EventType.RECOVERED):
            event = source_event(
                source,
                type=kind,
                event_id=f"{source.id}-{kind}",
                recorded_at=LATE,
                reason=some(chance, language, 9),
                since=LATE,
                failures=3,
                urls=EventUrls(),
            )
            yield json.loads(with_sequence(dumps(event), 1))


def of_gaps() -> Iterator[dict[str, Any]]:
    """What a reader that fell behind is told, with and without knowing what was lost."""
    for group in (GroupState("archive", 2), GroupState("أرشيف", 0, timedelta(days=4), 7)):
        yield gap_event("khabar:events", Gap(3, 9, (group, group), "more than 30 entries"), LATE)


def of_all_kinds(articles: int, seed: int = 20261124) -> Iterator[dict[str, Any]]:
    """So many articles told as created, updated and withdrawn in turn, each full and thin; then sources and gaps."""
    chance = random.Random(seed)
    for number in range(articles):
        event = told(chance, number)
        yield event
        yield thin(event)
    yield from of_sources(chance)
    yield from of_gaps()
