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
        (["Content-Type: application/rss+xml"], b"<rss>px-captcha explained</rss>"),
    ],
)
def test_a_page_that_such_a_product_lets_through_is_a_page(
    client_for: ClientFor, headers: list[str], body: bytes
) -> None:
    with Server(says(answer(body, headers=headers))) as server:
        assert client_for(server).get(server.url).body == body
