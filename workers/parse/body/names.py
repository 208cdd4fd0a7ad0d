"""What an element's names (class, id, role, itemprop ...) say about the text in it.

Names are English on sites of every language, because templates are. A name is cut into words at hyphens, underscores
and capitals, so that `articleShareBar`, `article-share-bar` and `ArticleShareBar_root__x1` say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise


class Role(IntEnum):
    """What an element is for, as its names and attributes tell."""

    PLAIN = 0
    BODY = 1  # says that it holds the article's text
    JUNK = 2  # navigation, sharing, related stories, promotion, bylines ...
    COMMENTS = 3  # what readers wrote
    CAPTION = 4  # the words below a picture
    HIDDEN = 5  # not shown until a script says so
    INTRO = 6  # the standfirst
    CHROME = 7  # navigation, footers, sidebars, lists of other stories: junk beyond doubt


PLAIN, BODY, JUNK, COMMENTS, CAPTION, HIDDEN, INTRO, CHROME = Role
"""The members by themselves: `Role.PLAIN`, asked of every element, costs more than all that is done with it."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((a, b) for a, b in (pair.split("-") for pair in text.split()))


_BODY_NAMES = _words("""
    articlebody articlecontent articletext postbody postcontent entrycontent storybody storycontent storytext newsbody
    newscontent newstext articlebodytext bodytext maincontent postarticle articlemain prose wysiwyg richtext rte
    bodycopy storybodytext detailcontent contentbody bodycontent articledetail articletextbody articlecontents
    articlesbody newsdetail newsdetails textbody contenttext blogcontent blogpostcontent postentry articlebodycontent
    contentdetail detailtext artcontent
""")
_CHROME_WORDS = _words("""
    footer sidebar menu menus nav navbar navigation submenu subnav megamenu breadcrumb breadcrumbs crumbs masthead
    related relatedposts recommended recommendation recommendations recommend recirc recirculation trending popular
    mostread mostpopular mostviewed trendingnow morestories readnext upnext outbrain taboola nextpost prevpost
    newsletter newsletters signup cookie cookies consent gdpr modal popup lightbox login contentinfo complementary
    colophon copyright pagination paginator pager ads adslot adsbygoogle advert adverts advertisement advertisements
    advertising share sharing sharebar sharethis addtoany addthis sharedaddy social socials socialmedia tagcloud
    authorbox widgettitle gform wpforms
""")
_JUNK_WORDS = _words("""
    shares sharer subscribe subscription subscriptions promo promos promoted promotion promotions sponsor sponsored
    sponsors advertorial ad adv adunit dfp gpt banner banners byline bylines author authors bio biography avatar vcard
    meta metadata postmeta entrymeta timestamp dateline date datetime pubdate tags taglist posttags toolbar tooltip
    legal privacy teaser teasers carousel cta follow poll akismet topics ticker eyebrow kicker rating
    upsell donate donation donations toc tableofcontents readmore seealso alsoread readalso hotline
    contactus contributors disclosure syndication reprint reprints republish permissions player playlist
    timeago readtime readingtime minread pageviews editorspick editorspicks listen audio search dropdown
    accessibility feedback
""")
_JUNK_PAIRS = _pairs("""
    read-more most-read most-popular most-viewed see-also also-read read-also read-next up-next sign-up more-stories
    more-news more-from more-in more-on more-like you-may may-like might-like also-like dont-miss whats-next
    author-box about-author author-bio post-nav tag-list tags-list post-tags article-tags entry-tags tags-links
    cat-links post-meta entry-meta article-meta post-footer entry-footer article-footer latest-news latest-posts
    recent-posts recent-news top-stories other-news other-stories print-only sr-only screen-reader visually-hidden
    reader-text back-top previous-post next-post post-date article-date publish-date published-date news-date
    entry-date image-credit photo-credit read-time reading-time min-read post-author article-author in-article
    story-links link-list list-related editors-picks editor-picks google-news app-download download-app follow-us
    join-us contact-us call-action hot-news trinity-audio audio-player video-player listen-article web-push
    push-notification bottom-bar top-bar sticky-bar right-rail left-rail skip-link skip-links skip-to
""")
_COMMENT_WORDS = _words("""
    comment comments commentlist commentform commentlists disqus respond reply replies livefyre discussion fbcomments
    viafoura spotim openweb hyvor
""")
_CAPTION_WORDS = _words("""
    caption captions figcaption imagecaption photocaption credit credits photocredit cutline
""")
_HIDDEN_NAMES = _words("hidden hide invisible visuallyhidden sronly dnone displaynone")
_HOVER_WORDS = _words("rollover hovercard tooltip tooltiptext popover")
_MICRODATA = _words("""
    publisher image logo keywords datepublished datemodified author thumbnailurl mainentityofpage url inlanguage width
    height copyrightholder sourceorganization
""")
_INTRO_WORDS = _words("""
    standfirst subtitle subheadline subhead subheading dek deck lede lead intro introduction excerpt sapo chapo chapeau
    leadtext teasertext abstract summary bajada entradilla sommario vorspann ingress manchet
    announce anons preamble
""")
_WORD_ROLES = {  # where two claim a word, the later one has it
    word: role
    for role, words in (
        (INTRO, _INTRO_WORDS),
        (HIDDEN, _HOVER_WORDS),
        (JUNK, _JUNK_WORDS),
        (CHROME, _CHROME_WORDS),
        (CAPTION, _CAPTION_WORDS),
        (COMMENTS, _COMMENT_WORDS),
    )
    for word in words
}
_BEGIN_PAIRS = frozenset(first for first, _ in _JUNK_PAIRS)
_BEGIN_BODIES = frozenset(name[:cut] for name in _BODY_NAMES for cut in range(1, len(name)))
_SAYING = (  # a name without any of these words says nothing
    _BODY_NAMES
    | _BEGIN_BODIES
    | _BEGIN_PAIRS
    | frozenset(_WORD_ROLES)
    | frozenset(name[:cut] for name in _HIDDEN_NAMES for cut in range(1, len(name) + 1))
)
_STATES = _words("tag category type format author postid page section topic")
_LAYOUT_FIRST = _words("has no with without is not show js hide")
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
_WORDS_ALONE = bytes(code if chr(code).isascii() and chr(code).isalnum() else 32 for code in range(256))
_STATE = re.compile(r"(?i)(?:tag|category|type|format|author|postid|page-id|section|topic)-")
_ATTRIBUTES = frozenset(
    ("class", "id", "itemprop", "role", "data-component", "data-testid", "data-module", "data-type")
)
_HIDING = frozenset(("style", "hidden", "aria-hidden"))
_SPEAKING = _ATTRIBUTES | _HIDING
_FINAL = (CHROME, JUNK, COMMENTS)
_NO_DISPLAY = re.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*50%"
)


def role_of(attributes: Mapping[str, str | None]) -> Role:
    """What an element with these attributes is for."""
    if len(attributes) == 1 and (names := attributes.get("class")):  # as most have
        said = _known.get(names)
        return _role_of_names(names[:300]) if said is None else said
    role = PLAIN
    for key, value in attributes.items():
        if key not in _SPEAKING:
            continue
        if key in _HIDING:
            if role is PLAIN and _hides(key, value):
                role = HIDDEN
            continue
        if not value:
            continue
        if key == "itemprop" and value.casefold() in _MICRODATA:
            return JUNK
        said = _known.get(value)
        if said is None:
            said = _role_of_names(value[:300])
        if said is PLAIN:
            continue
        if said in _FINAL:
            if key == "id" and value.count("-") + value.count("_") > 2:
                continue  # an anchor made of a heading's words
            return said
        if role is PLAIN or role is HIDDEN:
            role = said
    return role


def _hides(key: str, value: str | None) -> bool:
    if key == "style":
        return value is not None and _NO_DISPLAY.search(value) is not None
    return key == "hidden" or value == "true"


_known: dict[str, Role] = {}


def _role_of_names(names: str) -> Role:
    said = PLAIN
    if not _SAYING.isdisjoint(_words_of(names)):  # of most names all words say nothing
        found = {_role_of_name(name) for name in names.split() if ":" not in name}
        said = next((role for role in (COMMENTS, CHROME, JUNK, BODY, CAPTION, INTRO, HIDDEN) if role in found), PLAIN)
    if len(_known) >= 20_000:
        _known.clear()
    _known[names] = said
    return said


def _words_of(name: str) -> list[str]:
    """The words of a name in lower case."""
    spelled = name.encode("ascii", "replace")
    if spelled == spelled.lower():
        return spelled.translate(_WORDS_ALONE).decode().split()
    return [word.lower() for word in _SPLIT.split(name) if word]


@lru_cache(maxsize=20_000)
def _role_of_name(name: str) -> Role:
    words = _words_of(name)
    if _SAYING.isdisjoint(words):
        return PLAIN
    whole = "".join(words)
    if whole in _BODY_NAMES:
        return BODY
    if words[0] in _LAYOUT_FIRST or (words[0] in _STATES and _STATE.match(name)):
        return PLAIN
    said = {_WORD_ROLES[word] for word in words if word in _WORD_ROLES}
    for role in (COMMENTS, CAPTION, CHROME, JUNK) if said else ():
        if role in said:
            return role
    if not _BEGIN_PAIRS.isdisjoint(words) and any(pair in _JUNK_PAIRS for pair in pairwise(words)):
        return JUNK
    if whole in _HIDDEN_NAMES or HIDDEN in said:
        return HIDDEN
    if not _BEGIN_BODIES.isdisjoint(words) and any(a + b in _BODY_NAMES for a, b in pairwise(words)):
        return BODY
    return INTRO if INTRO in said else PLAIN
