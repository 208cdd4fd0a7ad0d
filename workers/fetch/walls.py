"""Pages that ask the reader to prove being human: they come with any status and are no page of the publisher.

The marks are those of the products that put up the wall (a header they set, a script they name), never of a site,
and only such as do not stand in the ordinary pages that these products also pass on.
"""

from __future__ import annotations

from collections.abc import Mapping

_HEADERS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("cf-mitigated", ("challenge",), "Cloudflare"),
    ("x-amzn-waf-action", ("challenge", "captcha"), "AWS WAF"),
    ("x-vercel-mitigated", ("challenge",), "Vercel"),
    ("x-datadome", ("protected",), "DataDome"),
    ("x-sucuri-block", ("",), "Sucuri"),
    ("sg-captcha", ("challenge",), "SiteGround"),
)
# All parts of a mark have to be there.
_MARKS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"_cf_chl_opt",), "Cloudflare"),
    ((b"cf-browser-verification",), "Cloudflare"),
    ((b"captcha-delivery.com",), "DataDome"),
    ((b"Incapsula incident ID",), "Imperva"),
    ((b"_Incapsula_Resource?", b"main-iframe"), "Imperva"),
    ((b"<title>Pardon Our Interruption",), "Imperva"),
    ((b"px-captcha",), "HUMAN"),
    ((b"captcha.px-cdn.net",), "HUMAN"),
    ((b"captcha.px-cloud.net",), "HUMAN"),
    ((b"sucuri_cloudproxy_js",), "Sucuri"),
    ((b"awsWafCookieDomainList",), "AWS WAF"),
    ((b"window.gokuProps",), "AWS WAF"),
    ((b"errors.edgesuite.net",), "Akamai"),
    ((b"/_sec/cp_challenge/",), "Akamai"),
    ((b"sec-if-cpt-container",), "Akamai"),
    ((b"bm-verify=",), "Akamai"),
    ((b"The requested URL was rejected. Please consult with your administrator",), "F5"),
    ((b"window.KPSDK=", b"ips.js"), "Kasada"),
    ((b"validate.perfdrive.com",), "Radware"),
    ((b"/_fs-ch-",), "Fastly"),
    ((b"/.well-known/sgcaptcha/",), "SiteGround"),
    ((b"wsidchk",), "Imunify360"),
    ((b"acw_sc__v2",), "Alibaba Cloud"),
    ((b"__qrator/qauth",), "Qrator"),
    ((b"/aes.js", b"toNumbers(", b"__test="), "testcookie"),
    ((b"/.within.website/x/cmd/anubis/",), "Anubis"),
    ((b"ddos-guard/js-challenge",), "DDoS-Guard"),
)
# These also stand in ordinary pages: they tell a wall where there is nothing else.
_BARE_MARKS: tuple[tuple[bytes, str], ...] = ((b"_Incapsula_Resource?", "Imperva"),)
_MAX_WALL = 64 * 1024  # bytes; a wall is a small page, and these marks in a long one are somebody's article
_MAX_BARE = 4 * 1024


def wall(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Whose wall this answer is ("Cloudflare"), None where it is none."""
    for name, values, owner in _HEADERS:
        value = headers.get(name)
        if value is not None and (values == ("",) or value.strip().lower() in values):
            if name == "x-datadome" and status < 400:
                continue  # set on every page it lets through
            return owner
    if len(body) > _MAX_WALL or not _is_html(headers, body):
        return None
    if status < 400 and len(body) > _MAX_WALL // 2:
        return None
    for parts, owner in _MARKS:
        if all(part in body for part in parts):
            return owner
    if len(body) <= _MAX_BARE:
        return next((owner for mark, owner in _BARE_MARKS if mark in body), None)
    return None


def _is_html(headers: Mapping[str, str], body: bytes) -> bool:
    kind = headers.get("content-type", "").lower()
    return "html" in kind or (not kind and b"<html" in body[:1024].lower())
