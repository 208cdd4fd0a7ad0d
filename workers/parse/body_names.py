"""What an element's names (class, id, role, itemprop ...) say about the text in it.

Names are English on sites of every language, because templates are. A name is cut into words at hyphens, underscores
and capitals, so that `articleShareBar`, `article-share-bar` and `ArticleShareBar_root__x1` say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache


class Role(IntEnum):
    """What an element is for, as its names and attributes tell."""

    PLAIN = 0
    BODY = 1  # says that it holds the article's text
    JUNK = 2  # navigation, sharing, related stories, promotion, bylines ...
    COMMENTS = 3  # what readers wrote
    CAPTION = 4  # the words below a picture
    HIDDEN = 5  # not shown until a script says so
    INTRO = 6  # the standfirst


_BODY_NAMES = frozenset(
    "articlebody articlecontent articletext postbody postcontent entrycontent storybody storycontent storytext "
    "newsbody newscontent newstext articlebodytext bodytext maincontent postarticle articlemain prose wysiwyg "
    "richtext rte bodycopy storybodytext detailcontent contentbody bodycontent articledetail articletextbody "
    "articlecontents articlesbody newsdetail newsdetails textbody contenttext blogcontent blogpostcontent postentry "
    "articlebodycontent contentdetail detailtext artcontent".split()
)
_JUNK_WORDS = frozenset(
    "share sharing shares sharer sharebar sharethis addtoany addthis sharedaddy social socials socialmedia "
    "related relatedposts recommended recommendation recommendations recommend recirc recirculation trending popular "
    "mostread mostpopular newsletter newsletters subscribe subscription subscriptions signup promo promos promoted "
    "promotion promotions sponsor sponsored sponsors advert adverts advertisement advertisements advertising "
    "advertorial ad ads adv adslot adsbygoogle adunit dfp gpt banner banners cookie cookies consent gdpr cmp "
    "breadcrumb breadcrumbs crumbs sidebar "
    "footer menu menus nav navbar navigation submenu subnav megamenu pagination pager paginator "
    "byline bylines author authors authorbox bio biography avatar vcard meta metadata postmeta "
    "entrymeta timestamp dateline date datetime pubdate tags taglist tagcloud posttags toolbar login popup modal "
    "tooltip popover hovercard lightbox copyright legal privacy outbrain taboola teaser teasers "
    "carousel cta follow poll widgettitle akismet skip topics ticker eyebrow kicker "
    "rating ratings callout upsell donate donation donations toc tableofcontents readmore morestories "
    "seealso alsoread readalso readnext upnext masthead hotline contactus contributors "
    "disclosure disclaimer syndication reprint reprints republish permissions "
    "player playlist timeago reading-time readtime readingtime minread views pageviews "
    "trust editorspick editorspicks mostviewed trendingnow listen audio nextpost prevpost "
    "complementary contentinfo search dropdown accessibility colophon feedback".split()
)
_JUNK_PAIRS = frozenset(
    "read more|most read|most popular|most viewed|see also|also read|read also|read next|up next|sign up|more stories|more news|"
    "more from|more in|more on|more like|you may|may like|might like|also like|dont miss|whats next|author box|about author|"
    "author bio|post nav|post navigation|tag list|tags list|post tags|article tags|entry tags|tags links|cat links|"
    "post meta|entry meta|article meta|post footer|entry footer|article footer|entry header meta|"
    "latest news|latest posts|recent posts|recent news|top stories|other news|other stories|"
    "print only|sr only|screen reader|visually hidden|reader text|off canvas|back top|"
    "previous post|next post|post date|article date|publish date|published date|news date|entry date|"
    "image credit|photo credit|read time|reading time|min read|post author|article author|"
    "in article|story links|link list|post list|list related|editors picks|editor picks|"
    "google news|app download|download app|follow us|join us|contact us|call action|hot news|news list|"
    "article list|story list|card list|trinity audio|audio player|video player|listen article|"
    "web push|push notification|bottom bar|top bar|sticky bar|side bar|right rail|left rail".split("|")
)
_COMMENT_WORDS = frozenset(
    "comment comments commentlist commentform commentlists disqus respond reply replies livefyre "
    "discussion fbcomments coral viafoura spotim openweb hyvor".split()
)
_CAPTION_WORDS = frozenset(
    "caption captions figcaption imagecaption photocaption credit credits photocredit cutline".split()
)
_HIDDEN_NAMES = frozenset("hidden hide invisible visuallyhidden sronly dnone displaynone".split())
_INTRO_WORDS = frozenset(
    "standfirst subtitle subheadline subhead subheading dek deck lede lead intro introduction excerpt sapo chapo "
    "chapeau leadtext teasertext abstract summary bajada entradilla sommario vorspann ingress manchet".split()
)
_LAYOUT_FIRST = frozenset("has no with without is not show js wp hide".split())
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
_STATE = re.compile(r"(?i)(?:tag|category|type|format|author|postid|page-id|section|topic)-")
_ATTRIBUTES = ("class", "id", "itemprop", "role", "data-component", "data-testid", "data-module", "data-type")
_NO_DISPLAY = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")


def role_of(attributes: Mapping[str, str | None]) -> Role:
    """What an element with these attributes is for."""
    if not attributes:
        return Role.PLAIN
    role = Role.PLAIN
    for key in _ATTRIBUTES:
        value = attributes.get(key)
        if value:
            said = _role_of_names(value[:300])
            if said is Role.JUNK or said is Role.COMMENTS:
                return said
            if role is Role.PLAIN:
                role = said
    if role is Role.PLAIN and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or ((style := attributes.get("style")) and _NO_DISPLAY.search(style))
    ):
        return Role.HIDDEN
    return role


@lru_cache(maxsize=20_000)
def _role_of_names(names: str) -> Role:
    found = {_role_of_name(name) for name in names.split() if ":" not in name}
    for role in (Role.COMMENTS, Role.JUNK, Role.BODY, Role.CAPTION, Role.INTRO, Role.HIDDEN):
        if role in found:
            return role
    return Role.PLAIN


def _role_of_name(name: str) -> Role:
    words = [word.lower() for word in _SPLIT.split(name) if word]
    if not words:
        return Role.PLAIN
    whole = "".join(words)
    if whole in _BODY_NAMES:
        return Role.BODY
    if words[0] in _LAYOUT_FIRST or _STATE.match(name):
        return Role.PLAIN
    present = set(words)
    if present & _COMMENT_WORDS:
        return Role.COMMENTS
    if present & _CAPTION_WORDS:
        return Role.CAPTION
    if present & _JUNK_WORDS or any(f"{a} {b}" in _JUNK_PAIRS for a, b in zip(words, words[1:], strict=False)):
        return Role.JUNK
    if whole in _HIDDEN_NAMES:
        return Role.HIDDEN
    if any(a + b in _BODY_NAMES for a, b in zip(words, words[1:], strict=False)):
        return Role.BODY
    if present & _INTRO_WORDS:
        return Role.INTRO
    return Role.PLAIN
