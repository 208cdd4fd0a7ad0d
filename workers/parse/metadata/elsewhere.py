"""Dates that stand nowhere near the headline: in the address, in the data of scripts, anywhere else on the page.

Asked only where a page neither states its publication nor prints it beside its headline. All but the address need to
be of one voice: two days that differ are no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import islice
from urllib.parse import unquote, urlsplit

from workers.parse.dates import FIRST_YEAR
from workers.parse.metadata.calendar import Calendar
from workers.parse.metadata.printed import Surroundings
from workers.parse.tree import TEXT_ID, tag_ids
from workers.records import Moment, Origin, Precision

Dated = tuple[Moment, Origin]

MAX_SCRIPTS = 80
MAX_SCRIPT = 1_000_000  # characters
MAX_MARKUP = 3_000_000
MAX_STATED = 2_000
MAX_FINDS = 200
MAX_TEXTS = 20_000  # runs of text
_NEARBY = 700  # characters between a story's date and its title in the data of a script
_DATED_LINE = 60  # characters

_YEAR, _MONTH, _DAY = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_URL_DAYS = (
    re.compile(
        rf"/[a-z]?{_YEAR}[/-]?(?P<m>0[1-9]|1[0-2]|[1-9](?=[/-]))[/-]?(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?=[/-]))"
        r"(?=[/\-_.+\s]|$)"
    ),
    re.compile(rf"/{_YEAR}/(?P<name>[a-z]{{3,9}})/(?P<d>0?[1-9]|[12]\d|3[01])(?=/|$)", re.IGNORECASE),
    re.compile(rf"[-_/]{_YEAR}([-_]?){_MONTH}\2{_DAY}(?=(?:\.[a-z]{{3,5}})?/?$)"),
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_KEY = (
    r"(?:first_?)?(?:date_?)?publi(?:sh(?:ed)?|cation)(?:_?(?:at|on|date|time|date_?time|time_?stamp|utc))?"
    r"|(?:pub|post|display|release|article|story)_?(?:date|time)|date_?gmt"
)
_STATED = re.compile(
    r"20\d\d-[01]\d-[0-3]\d(?:[T ][\d:.]{4,15}(?:Z|[+-]\d\d:?\d\d)?)?|1(?<=[:=\"' ]1)\d{9}(?:\d{3})?(?!\d)", re.ASCII
)
_QUOTE = r"(?:\\{0,3}[\"']|&quot;|&#34;)?"
_CALLED = re.compile(rf"(?:^|[^a-z])(?:{_KEY}){_QUOTE}\s{{0,5}}[:=]\s{{0,5}}(?:\[\d,)?{_QUOTE}\Z", re.IGNORECASE)
_KEY_REACH = 60  # characters before a date that name it
_APART = tag_ids("script style noscript template head title svg option nav aside footer iframe")
_LONE_YEAR = re.compile(r"\d{4}|令和|民[國国]|[〇一二三四五六七八九]年")


def elsewhere(calendar: Calendar, around: Surroundings) -> Dated | None:
    """The publication as the announcement, the address, a label, a script or the only date of the page tells it."""
    evidence = calendar.evidence
    day = day_in_url(evidence.url, evidence.fetched_at, calendar.zone)
    announced = evidence.entry.published if evidence.entry is not None else None
    if announced is not None and (day is None or abs(announced.at.date() - day.at.date()) <= timedelta(days=1)):
        return announced, Origin("feed", 0.6)  # the same day with its time, in whichever zone the address counts days
    if day is not None:
        return day, Origin("url", 0.6)
    lines = list(_dated_lines(calendar, around))
    labelled = _of_one_day(moment for moment, kind in lines if kind == "published")
    if labelled is not None:
        return labelled, Origin("page", 0.5)
    if (found := _in_scripts(calendar)) is not None:
        return found
    only = _of_one_day(moment for moment, _ in lines)
    if only is None or only.at.date() == calendar.now.astimezone(only.at.tzinfo).date():
        return None  # the day of the fetch is the page's clock
    return only, Origin("page", 0.4 if any(kind == "updated" for _, kind in lines) else 0.45)


def _of_one_day(moments: Iterator[Moment]) -> Moment | None:
    """The most precise of moments that all lie on one day."""
    found = list(moments)
    if not found or len({moment.at.date() for moment in found}) > 1:
        return None
    return next((moment for moment in found if moment.precision is not Precision.DAY), found[0])


def _dated_lines(calendar: Calendar, around: Surroundings) -> Iterator[tuple[Moment, str]]:
    """The dates that have a line of their own anywhere outside menus, asides and footers, each with its label."""
    root = calendar.evidence.tree.body
    if root is None or not _has_dated_line(calendar, root.text(separator="\n")):
        return
    last, finds = "", 0
    for number, node in enumerate(root.traverse(include_text=True)):
        if number > MAX_TEXTS or finds > MAX_FINDS:
            return
        if node.tag_id != TEXT_ID:
            continue
        text = node.text_content
        if not text or text.isspace():
            continue
        if (
            len(text) < 4 * _DATED_LINE
            and _LONE_YEAR.search(text)
            and len(line := " ".join(text.split())) <= _DATED_LINE
        ):
            finds += 1
            lead = last
            above = node.parent
            dates = calendar.all_in(line, lambda lead=lead: lead)  # type: ignore[misc]
            alone = calendar.read(line) is not None
            if dates and above is not None and above.tag_id not in _APART and not around.is_apart(above):
                yield from (one for one in dates if alone or one[1])
        last = " ".join(text.split()) if len(text) < 60 and not _LONE_YEAR.search(text) else ""


def _has_dated_line(calendar: Calendar, text: str) -> bool:
    """Whether a look at every run of text is worth its while."""
    for found in islice(_LONE_YEAR.finditer(text), MAX_STATED):
        end = text.find("\n", found.end())
        line = text[text.rfind("\n", 0, found.start()) + 1 : end if end >= 0 else len(text)]
        if len(line) <= 4 * _DATED_LINE and calendar.all_in(" ".join(line.split())):
            return True
    return False


def _in_scripts(calendar: Calendar) -> Dated | None:
    """The publication that the data of scripts and attributes state: of one day, or beside the story's own name."""
    tree = calendar.evidence.tree
    texts = [node.text()[:MAX_SCRIPT] for node in calendar.evidence.scan.scripts[:MAX_SCRIPTS]]
    texts = texts if any(True for text in texts for _ in _stated_in(text)) else [(tree.html or "")[:MAX_MARKUP]]
    names = _own_names(calendar)
    days: dict[date, Moment] = {}
    own: dict[date, Moment] = {}
    for text in texts:
        for found in islice(_stated_in(text), MAX_FINDS):
            moment = calendar.read(found.group())
            if moment is None:
                continue
            days.setdefault(moment.at.date(), moment)
            nearby = text[max(found.start() - _NEARBY, 0) : found.end() + _NEARBY]
            if any(name in nearby for name in names):
                own.setdefault(moment.at.date(), moment)
    for told in (days, own):
        if len(told) == 1:
            return next(iter(told.values())), Origin("page", 0.5)
    return None


def _stated_in(text: str) -> Iterator[re.Match[str]]:
    """The dates of a text whose name says that something was published then."""
    for found in islice(_STATED.finditer(text), MAX_STATED):
        if _CALLED.search(text[max(found.start() - _KEY_REACH, 0) : found.start()]):
            yield found


def _own_names(calendar: Calendar) -> list[str]:
    """What a script calls the story of this page: the end of its address, its title."""
    scan, names = calendar.evidence.scan, []
    try:
        names.append(urlsplit(calendar.evidence.url[:4_000]).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        pass
    names.append((scan.meta("og:title", "twitter:title") or "")[:120])
    names.extend(spot.text() for spot in scan.headings[:1])
    return [name for name in names if len(name) >= 12]


def day_in_url(url: str, fetched_at: datetime, zone: tzinfo | None = None) -> Moment | None:
    """The day (in `zone`, else UTC) in a URL's path (`/2024/05/01/`, `/2024/may/01/`, `-20240501.html`), or None."""
    try:
        path = unquote(urlsplit(url[:4_000]).path)
    except ValueError:
        return None
    found = next((match for pattern in _URL_DAYS if (match := pattern.search(path))), None)
    if found is None:
        return None
    parts = found.groupdict()
    try:
        month = _MONTH_NAMES.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts["m"])
        at = datetime(int(parts["y"]), month, int(parts["d"]), tzinfo=zone or UTC)
    except ValueError:
        return None
    if at > fetched_at + timedelta(days=1) or at.year < FIRST_YEAR:
        return None
    return Moment(at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))), Precision.DAY)
