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
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"_cf_chl_opt", "Cloudflare"),
    (b"cf-browser-verification", "Cloudflare"),
    (b"geo.captcha-delivery.com", "DataDome"),
    (b"_Incapsula_Resource?", "Imperva"),
    (b"px-captcha", "HUMAN"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"awsWafCookieDomainList", "AWS WAF"),
    (b"errors.edgesuite.net", "Akamai"),
    (b"/.within.website/x/cmd/anubis/", "Anubis"),
    (b"ddos-guard/js-challenge", "DDoS-Guard"),
    (b"/_sec/cp_challenge/", "Akamai"),
)
_MAX_WALL = 64 * 1024  # bytes; a wall is a small page, and these marks in a long one are somebody's article


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
    return next((owner for mark, owner in _MARKS if mark in body), None)


def _is_html(headers: Mapping[str, str], body: bytes) -> bool:
    kind = headers.get("content-type", "").lower()
    return "html" in kind or (not kind and b"<html" in body[:1024].lower())
