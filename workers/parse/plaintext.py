"""Text dumps of articles, in the layout that `workers.textlayout` writes and in its variants."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from workers.errors import NotAnArticle, TooLarge, Unreadable
from workers.parse.dates import find_date
from workers.parse.language import direction_of, language_of
from workers.records import Article, Moment, Origin, Precision
from workers.textlayout import DEFAULT, LAYOUTS, Layout

MAX_CHARACTERS = 5_000_000
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_BULLETS = frozenset("●•◉■▪◆")
_RULE = re.compile(r"[ـ_\-=—–*~.\s]{5,}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_EDGES = " \t|-–—,،·:/"
_SIGNS = frozenset("|-–—,،·")
_MOST_DATES = 8
_LONGEST_LABELLED = 400  # a longer line is a paragraph that begins like a label
_TEXT = Origin("text", 1.0)


@dataclass(slots=True)
class _Tail:
    """What stands below the body, and how many lines of the dump belong to the body and what is above it."""

    until: int
    publisher: str | None = None
    authors: str | None = None
    layouts: dict[str, int] = field(default_factory=dict)  # votes by language
    marks: int = 0

    def vote(self, layouts: list[Layout]) -> None:
        self.marks += 1
        for layout in layouts:
            self.layouts[layout.language] = self.layouts.get(layout.language, 0) + 1


def read_text(text: str, *, url: str = "") -> Article:
    """The article of a text dump. `read_text(write_text(a))` is `a` in all that the layout carries.

    Raises Unreadable where it is no text (empty, binary), TooLarge above five million characters, and NotAnArticle
    where it is text in another layout or has no body.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(url, f"the dump has {len(text):,} characters, the cap is {MAX_CHARACTERS:,}")
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable(url, "the dump is empty")
    if len(_CONTROL.findall(text[:4_000])) * 20 > min(len(text), 4_000):
        raise Unreadable(url, "the dump is binary, not text")
    lines = [line.strip(" \t\u2002\u00a0\ufeff") for line in _LINE_BREAK.split(text.lstrip("\ufeff"))]
    tail = _read_tail(lines)
    title, headed, start, doubled = _read_head(lines, tail.until)
    layout = _settle_layout(tail)
    section, published, dated = _read_headed(headed, layout)
    body = tuple(line for line in lines[start : tail.until] if line and not _is_inline_link(line))
    if not title or not body:
        raise NotAnArticle(url, "the dump has no title" if not title else "the dump has no paragraph below its title")
    if not (tail.marks or headed is not None or doubled):
        raise NotAnArticle(url, "the text has none of a dump's marks (title twice, ● line, source, share, read also)")
    language = _language(layout, dated, " ".join((title, *body))[:2_000])
    return _article(url, title, body, section, published, tail, layout, language)


def _article(
    url: str,
    title: str,
    body: tuple[str, ...],
    section: str | None,
    published: Moment | None,
    tail: _Tail,
    layout: Layout | None,
    language: str | None,
) -> Article:
    authors = _split_authors(tail.authors, layout)
    filled = {
        "title": title,
        "paragraphs": body,
        "section": section,
        "published": published,
        "publisher": tail.publisher,
        "authors": authors,
        "language": language,
    }
    return Article(
        url=url,
        title=title,
        paragraphs=body,
        section=section,
        published=published,
        authors=authors,
        publisher=tail.publisher,
        language=language,
        direction=direction_of(language, title + " " + body[0]),
        origins={name: _TEXT for name, value in filled.items() if value},
    )


def _read_head(lines: list[str], until: int) -> tuple[str, str | None, int, bool]:
    """The title, what the ● lines hold (None without one), where the body begins, whether the title is repeated."""
    at = _next(lines, 0, until)
    title = ""
    if at < until and lines[at][:1] not in _BULLETS:
        title = lines[at]
        at += 1
    doubled = at < until and title != "" and lines[at] == title
    at = _next(lines, at + doubled, until)
    headed: list[str] = []
    while at < until and lines[at][:1] in _BULLETS and (not headed or lines[at - 1]):
        headed.append(lines[at][1:].strip())
        at += 1
    at = _next(lines, at, until)
    if not title and at < until:
        title = lines[at]
    if at < until and lines[at] == title:
        doubled, at = True, at + 1
    return title, " ".join(headed) if headed else None, at, doubled


def _next(lines: list[str], at: int, until: int) -> int:
    while at < until and not lines[at]:
        at += 1
    return at


def _read_headed(headed: str | None, layout: Layout | None) -> tuple[str | None, Moment | None, Layout | None]:
    """Section, day, and the layout that would write this day so, of the ● line.

    The section stays as printed, also where it names several.
    """
    if not headed:
        return None, None, None
    for known in [*([layout] if layout is not None else LAYOUTS.values()), DEFAULT]:
        split = known.split_day(headed)
        if split is not None:
            section, day = split
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            return _without_weekday(headed, section) or None, Moment(at, Precision.DAY), known
    return *_read_other_date(headed, layout), None


def _without_weekday(headed: str, section: str) -> str:
    """The section without a name of a day that a sign sets off from it ("Local - Tuesday"; "Saturday" alone stays)."""
    if not set(section) & _SIGNS:
        return section
    found = find_date(headed)
    before = headed[: found[1]].rstrip() if found is not None else section
    return before.strip(_EDGES) if len(before) < len(section) and before[-1:] in _SIGNS else section


def _read_other_date(headed: str, layout: Layout | None) -> tuple[str | None, Moment | None]:
    """The last date that the line states in any other form."""
    language = layout.language or None if layout is not None else None
    last: tuple[Moment, int, int] | None = None
    offset = 0
    for _ in range(_MOST_DATES):
        found = find_date(headed[offset:], language=language)
        if found is None:
            break
        last = found[0], found[1] + offset, found[2] + offset
        offset = last[2]
    if last is None:
        return headed.strip(_EDGES) or None, None
    moment, start, end = last
    around = (headed[:start].strip(_EDGES), headed[end:].strip(_EDGES + "م"))
    return " ".join(part for part in around if part) or None, moment


def _read_tail(lines: list[str]) -> _Tail:
    """Take from the end what is no body: rule, related headlines, share line, source and author."""
    tail = _Tail(len(lines))
    related = _related(lines)
    if related is not None:
        tail.until, layouts = related
        tail.vote(layouts)
    while tail.until:
        line = lines[tail.until - 1]
        if not line or _RULE.match(line):
            tail.until -= 1
        elif tail.publisher is None and tail.authors is None and (credits := _credits(line)):
            tail.publisher, tail.authors, layouts = credits
            tail.vote(layouts)
            tail.until -= 1
        elif (tail.publisher is None) != (tail.authors is None) and (credits := _other_half(line, tail)):
            tail.publisher, tail.authors = tail.publisher or credits[0], tail.authors or credits[1]
            tail.vote(credits[2])
            tail.until -= 1
        elif shared := _labelled(line, "share"):
            tail.vote(shared)
            tail.until -= 1
        else:
            break
    return tail


def _related(lines: list[str]) -> tuple[int, list[Layout]] | None:
    """Where the last bare "read also" line is: what stands below it are headlines of other articles."""
    for at in range(len(lines) - 1, 0, -1):
        layouts = _LABELS["read_also"].get(lines[at].rstrip(" :").casefold()) if len(lines[at]) < 40 else None
        if layouts:
            return at, layouts
    return None


def _labels(part: str) -> dict[str, list[Layout]]:
    """The layouts by one of their labels, folded."""
    found: dict[str, list[Layout]] = {}
    for layout in LAYOUTS.values():
        found.setdefault(getattr(layout, part).casefold(), []).append(layout)
    return found


_LABELS = {part: _labels(part) for part in ("source", "author", "share", "read_also")}
_LABELLED = {
    part: re.compile(f"({'|'.join(map(re.escape, labels))})\\s?[:：]", re.IGNORECASE)
    for part, labels in _LABELS.items()
}


def _labelled(line: str, part: str) -> list[Layout]:
    """The layouts whose label (`share`, `read_also`, `source`, `author`) and a colon begin this line."""
    found = _LABELLED[part].match(line) if len(line) <= _LONGEST_LABELLED else None
    return _LABELS[part].get(found[1].casefold(), []) if found else []


def _after_label(line: str, label: str) -> int | None:
    """Where the text after a label and its colon begins."""
    if not line.startswith(label):
        return None
    found = re.match(r"\s?[:：]\s*", line[len(label) :])
    return len(label) + found.end() if found else None


def _credits(line: str) -> tuple[str | None, str | None, list[Layout]] | None:
    """Publisher and authors of a line that begins with either label."""
    if not (_labelled(line, "source") or _labelled(line, "author")):
        return None
    read: dict[tuple[str | None, str | None], list[Layout]] = {}
    names: tuple[str | None, str | None]
    for known in LAYOUTS.values():
        first = _after_label(line, known.source)
        if first is not None:
            between = re.search(rf"(?:^|\s){re.escape(known.author)}\s?[:：]\s*", line[first:])
            if between is None:
                names = line[first:].strip() or None, None
            else:
                names = (
                    line[first : first + between.start()].strip() or None,
                    line[first + between.end() :].strip() or None,
                )
        elif (only := _after_label(line, known.author)) is not None:
            names = None, line[only:].strip() or None
        else:
            continue
        read.setdefault(names, []).append(known)
    if not read:
        return None
    # Languages share labels ("Source", "Autor"): the one that found both names has understood the line.
    best, layouts = max(read.items(), key=lambda pair: sum(name is not None for name in pair[0]))
    return *best, layouts


def _other_half(line: str, tail: _Tail) -> tuple[str | None, str | None, list[Layout]] | None:
    """The publisher above a line that had only the author, or the other way round."""
    credits = _credits(line)
    if credits is None or (credits[0] is not None) == (tail.publisher is not None):
        return None
    return None if credits[0] is not None and credits[1] is not None else credits


def _is_inline_link(line: str) -> bool:
    """A "read also: headline" line between paragraphs."""
    return bool(_labelled(line, "read_also"))


def _split_authors(stated: str | None, layout: Layout | None) -> tuple[str, ...]:
    if not stated:
        return ()
    mark = layout.comma.strip() if layout is not None else ","
    return tuple(name.strip() for name in re.split(f"[{re.escape(mark)}،]", stated) if name.strip())


def _settle_layout(tail: _Tail) -> Layout | None:
    """The layout that most labels of the tail speak for; None where none do."""
    best = max(tail.layouts.values(), default=0)
    return next((LAYOUTS[language] for language, votes in tail.layouts.items() if votes == best), None)


def _language(layout: Layout | None, dated: Layout | None, text: str) -> str | None:
    """The labels tell the language, except English ones: those stand, round an ISO date, in any without a table."""
    if layout is None or dated is DEFAULT:
        return language_of(text)
    if layout.language != "en" or dated is layout:
        return layout.language
    return language_of(text, hint="en")
