from __future__ import annotations

import pytest

from tests.fetch.conftest import ClientFor
from tests.fetch.servers import Server, answer, says
from workers.errors import Refused

HTML = "Content-Type: text/html"
SCRIPT = b"<html><script>%s</script></html>"

WALLS = [
    ("403 F", ["cf-mitigated: challenge"], b"<html>", "Cloudflare"),
    ("503 F", [], SCRIPT % b"window._cf_chl_opt={}", "Cloudflare"),
    ("200 OK", [], SCRIPT % b"window._cf_chl_opt={}", "Cloudflare"),
    ("403 F", ["X-DataDome: protected"], b"<html>", "DataDome"),
    ("200 OK", [], b'<html><script src="https://geo.captcha-delivery.com/c.js">', "DataDome"),
    ("200 OK", [], b'<iframe src="/_Incapsula_Resource?SWUDNSAI=31">', "Imperva"),
    ("202 Accepted", ["x-amzn-waf-action: challenge"], b"", "AWS WAF"),
    ("405 No", ["x-amzn-waf-action: captcha"], b"", "AWS WAF"),
    ("429 Slow", ["x-vercel-mitigated: challenge"], b"", "Vercel"),
    ("403 F", [], b'<HTML><a href="https://errors.edgesuite.net/18.1">', "Akamai"),
    ("200 OK", [], b'<script src="/.within.website/x/cmd/anubis/static/js/main.mjs">', "Anubis"),
    ("307 T", [], SCRIPT % b"sucuri_cloudproxy_js=''", "Sucuri"),
    ("403 F", [], SCRIPT % b"var dd={'host':'ct.captcha-delivery.com'}", "DataDome"),
    ("200 OK", [], b'<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9">' + b" " * 9000, "Imperva"),
    ("403 F", [], b"<html>Request unsuccessful. Incapsula incident ID: 1-2</html>", "Imperva"),
    ("200 OK", [], b"<html><title>Pardon Our Interruption</title>", "Imperva"),
    ("403 F", [], b'<html><div id="px-captcha"></div>', "HUMAN"),
    ("200 OK", [], b'<html><script src="https://captcha.px-cloud.net/PX1/captcha.js">', "HUMAN"),
    ("202 Accepted", [], SCRIPT % b"window.gokuProps = {}", "AWS WAF"),
    ("200 OK", [], b'<meta http-equiv="refresh" content="5; URL=\'/?bm-verify=AAQ\'">', "Akamai"),
    ("428 P", [], b'<div id="sec-if-cpt-container">', "Akamai"),
    ("200 OK", [], b"<html>The requested URL was rejected. Please consult with your administrator.", "F5"),
    ("429 T", [], SCRIPT % b"window.KPSDK={}" + b'<script src="/149e/ips.js?a=1">', "Kasada"),
    ("200 OK", [], b'<html><a href="https://validate.perfdrive.com/x">', "Radware"),
    ("200 OK", [], b'<script src="/_fs-ch-1T1wmsGaOgGaSxcX/script.js">', "Fastly"),
    ("202 Accepted", ["sg-captcha: challenge"], b"<html>", "SiteGround"),
    ("202 Accepted", [], b'<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">', "SiteGround"),
    ("200 OK", [], SCRIPT % b"xhr.open('GET','/z0f76a1d14fd21a8fb5fd0d03e0fdc3d3cedae52f?wsidchk=1')", "Imunify360"),
    ("200 OK", [], SCRIPT % b"var arg1='7';document.cookie='acw_sc__v2='", "Alibaba Cloud"),
    ("401 U", [], b'<script src="/__qrator/qauth_utm_v2.js">', "Qrator"),
    ("200 OK", [], b'<script src="/aes.js"></script><script>toNumbers("f");document.cookie="__test="', "testcookie"),
]


@pytest.mark.parametrize(("status", "headers", "body", "owner"), WALLS)
def test_a_challenge_is_a_refusal_with_any_status(
    client_for: ClientFor, status: str, headers: list[str], body: bytes, owner: str
) -> None:
    with Server(says(answer(body, status=status, headers=[HTML, *headers]))) as server:
        client = client_for(server)
        with pytest.raises(Refused, match=rf"challenge page \({owner}, status {status[:3]}\)") as caught:
            client.get(server.url)
    assert caught.value.status == int(status[:3])


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([HTML, "X-DataDome: protected"], b"<html>news</html>"),
        (
            [HTML, "cf-ray: 1", "server: cloudflare"],
            SCRIPT % b"a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'",
        ),
        ([HTML], SCRIPT % b"window._cf_chl_opt={}" + b"<p>a long article about it</p>" * 5000),
        ([HTML], b'<html><script src="/_Incapsula_Resource?SWJIYLWA=7"></script>' + b"<p>news</p>" * 1000),
        ([HTML], b'<html><script src="https://js.datadome.co/tags.js"></script><p>news</p>'),
        ([HTML], SCRIPT % b"window._pxAppId='PX1'" + b"<p>news</p>"),
        ([HTML], b'<html><script src="https://x.token.awswaf.com/x/challenge.js"></script><p>news</p>'),
        ([HTML, "x-akamai-transformed: 9"], b'<html><script src="/akam/13/abc"></script><p>news</p>'),
        (["Content-Type: application/rss+xml"], b"<rss>px-captcha explained</rss>"),
    ],
)
def test_a_page_that_such_a_product_lets_through_is_a_page(
    client_for: ClientFor, headers: list[str], body: bytes
) -> None:
    with Server(says(answer(body, headers=headers))) as server:
        assert client_for(server).get(server.url).body == body
