"""Which query parameters say how a reader came, or how the page shall look, and never which article it is.

A name is listed only where no publisher is known to keep an article's id in it. Names that some publishers use
for ids (`ref`, `source`, `mod`, `sid` ...) go by their value.
"""

from __future__ import annotations

import re
from typing import Final

_PREFIXES: Final = (
    "utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "at_", "ns_", "wt.", "wt_", "itm_", "int_", "fb_", "ga_",
    "mc_", "_hs", "oly_", "vero_", "guce_", "soc_", "sc_", "aspsessionid", "__s", "__hs", "__twitter", "asc_",
)  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES: Final = _words(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igsh igshid epik s_kwcid
    mkt_tok trk trkcampaign trkinfo _ga _gl _ke _branch_match_id action_object_map action_ref_map action_type_map
    xtor xtref cmpid cmp cmpgn ncid icid icmp intcmp ocid ito smid smtyp smprod sr_share spm scm emc mbid ftag
    guccounter __tn__ ref_src ref_url referrer referer rss rssfeed rssid_feed fromrss share_id shareid share_from
    share_token share_source sharetype shared_from social_share socialshare echobox wickedid rb_clickid
    ml_subscriber ml_subscriber_hash sfmc_id ss_source ss_campaign_id nr_email_referer cndid newsletterid srsltid
    phpsessid jsessionid cfid cftoken oscsid zenid sessionid session_id
    amp ampmode amp_js_v amp_gsa usqp outputtype_amp
    printable printerfriendly printview print_view isprint singlepage single_page
    force_mobile mobileview mobile_view nomobile desktop_view noredirect
    nocache no_cache cachebuster cache_bust _dc
    """
)
_CHANNELS: Final = _words(
    """
    rss feed rssfeed rss_feed rss2 atom feedburner twitter x fb facebook instagram telegram whatsapp wa tg vk ok
    linkedin reddit pinterest youtube tiktok weibo wechat weixin line viber email mail newsletter push notification
    web_push social share sharing sharebar home homepage front frontpage hp mobile app android ios widget sidebar
    related recommended recirc more latest trending mostread most_read popular top ticker breaking menu nav search
    google googlenews gnews bing yandex apple applenews flipboard pocket smartnews amp
    """
)
_BY_CHANNEL: Final = _words(
    "ref src source from via origin medium channel feature traffic_source partner mod share shared campaign cid"
)
_YES: Final = frozenset(("", "1", "true", "yes", "y", "on", "all", "full"))
_SWITCHES: Final = _words("print mobile m desktop single fullpage full app plain embed")
_VIEWS: Final = {
    name: frozenset(("print", "printer", "printable", "printer-friendly", "amp", "mobile", "desktop", "wap", "touch"))
    for name in ("view", "mode", "format", "output", "outputtype", "display", "layout", "version", "device", "theme")
}
_WHOLE: Final = frozenset(("all", "full", "single"))
_IDS: Final = _words("ncid icid ocid smid cmpid emc spm scm ito trk")
_SESSION: Final = frozenset(("sid", "session", "sess"))
_SESSION_ID: Final = re.compile(r"(?=[0-9a-z]*[0-9])(?=[0-9a-z]*[a-z])[0-9a-z]{24,}")
_MOMENT: Final = re.compile(r"0?\.[0-9]{6,}|1[0-9]{9}(?:[0-9]{3})?")


def is_noise(name: str, value: str) -> bool:
    """Whether a parameter of a page's query says nothing of which article the page holds."""
    name = name.lower()
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    value = value.lower()
    if name in _BY_CHANNEL:
        return value in _CHANNELS or value.startswith(("rss_", "rss-", "homepage_", "newsletter_"))
    if name in _SWITCHES:
        return value in _YES
    if name in _VIEWS:
        return value in _VIEWS[name]
    if name in ("page", "pagewanted", "paged"):
        return value in _WHOLE
    return name in ("_", "rnd", "rand", "random", "cb", "timestamp") and _MOMENT.fullmatch(value) is not None


def is_doubtful(name: str, value: str) -> bool:
    """Whether a parameter is noise only where the rest of the URL still tells an article: what looks like a session's
    id, and a number under a tracker's name for one (`sc_id=7`, `ncid=7`), which may as well be the article's."""
    name = name.lower()
    if name in _SESSION:
        return _SESSION_ID.fullmatch(value.lower()) is not None
    return value.isdigit() and (name in _IDS or (name.endswith("id") and name.startswith(_PREFIXES[1:])))
