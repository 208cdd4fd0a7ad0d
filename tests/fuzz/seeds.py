"""What fuzzing starts from: the suite's own pages and feeds, and the words that such input is made of."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent.parent / "data"


def files(*patterns: str) -> tuple[bytes, ...]:
    """The saved inputs of the test suite that match."""
    return tuple(path.read_bytes() for pattern in patterns for path in sorted(DATA.glob(pattern)))


def _words(text: str) -> tuple[bytes, ...]:
    return tuple(word.strip(" ").encode("utf-8", "surrogatepass") for word in text.split(" ¦"))


XML_WORDS = _words(
    "<![CDATA[ ¦ ]]> ¦ <?xml version='1.0' encoding='utf-16'?> ¦ <!DOCTYPE x [<!ENTITY a 'b'>]> ¦ &a; ¦ &#0; "
    "¦ &#x10FFFF; ¦ &#99999999; ¦ xml:base='//[' ¦ xmlns:x='x' ¦ </ ¦ /> ¦ <!-- ¦ --> ¦ \x00 ¦ \x1b$B "
    "¦ \ufeff ¦ \ufffe ¦ \ud800"
)
FEED_WORDS = XML_WORDS + _words(
    "<item> ¦ </item> ¦ <entry> ¦ <link href='http://[::1'/> ¦ <guid isPermaLink='true'>http://:99999/ ¦ <dc:creator> "
    "¦ <pubDate>Tue, 31 Feb 0000 25:61:61 +9999</pubDate> ¦ <content type='xhtml'> ¦ type='x/y' ¦ mode='base64' ¦ <ttl>"
)
HTML_WORDS = _words(
    '<script type=\'application/ld+json\'> ¦ {"@graph":[ ¦ "datePublished": ¦ <p> ¦ <div> ¦ <br><br> ¦ <table><tr> '
    "¦ <template> ¦ <svg><![CDATA[ ¦ <meta property='article:published_time' content=' ¦ <time datetime=' "
    "¦ <base href=' ¦ <html lang=' ¦ <link rel=canonical href=' ¦ <plaintext> ¦ <select> ¦ <frameset> ¦ \xad "
    "¦ \u202e ¦ &shy "
    "¦ class=ad ¦ class=by ¦ <h1> ¦ <article> ¦ itemprop=headline ¦ itemscope itemtype=https://schema.org/NewsArticle"
)
DATE_WORDS = _words(
    "T ¦ Z ¦ +24:00 ¦ 12:60 ¦ 24:00 ¦ 0000 ¦ 99999 ¦ AM ¦ GMT ¦ ٢٩ فبراير ٢٠٢٣ ¦ 平成31年 ¦ قبل ساعتين ¦ ۱۴۰۲/۱۲/۳۰ "
    "¦ ١٤٤٥ هـ ¦ 30 Feb ¦ 1e9 ¦ 📅 ¦ Sunday ¦ ² ¦ 99999999999 years ago ¦ вчера ¦ 令和0年"
)
JSON_WORDS = _words(
    '"items":[ ¦ "id": ¦ "url": ¦ "date_published": ¦ 1e999 ¦ -0 ¦ \\ud800 ¦ [[[[ ¦ null ¦ {"a": ¦ "authors":[{}]'
)
DUMP_WORDS = _words(
    "المصدر: ¦ الكاتب: ¦ اقرأ أيضاً ¦ \n\n ¦ ---- ¦ Source: ¦ By ¦ ٧ يناير ٢٠٢٠ ¦ | ¦ \u202e ¦ مشاركة على "
    "¦ \x85 ¦ \u2028"
)
OPML_WORDS = XML_WORDS + _words(
    "<outline ¦ xmlUrl='http:// ¦ xmlUrl='https://[ ¦ text=' ¦ title=' ¦ xmlns:k='urn:khabar:opml'"
)

SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    b' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://port.example/a</loc>'
    b"<lastmod>2026-11-23</lastmod><n:news><n:publication><n:name>P</n:name></n:publication>"
    b"<n:publication_date>2026-11-23T10:00Z</n:publication_date><n:title>T</n:title></n:news></url></urlset>"
)
INDEX = (
    b"<sitemapindex><sitemap><loc>https://port.example/s.xml.gz</loc><lastmod>2026</lastmod></sitemap></sitemapindex>"
)
LINKS = b"https://port.example/a\nhttps://port.example/b\n"
JSON = (
    b'{"version":"https://jsonfeed.org/version/1.1","title":"P","items":[{"id":"1","url":"/a","content_html":"<p>x",'
    b'"date_published":"2026-11-23T10:00:00Z","authors":[{"name":"A"}],"tags":["t"],"attachments":[{"url":"/x"}]}]}'
)
OPML = (
    b'<opml version="2.0"><body><outline text="P"><outline text="x" xmlUrl="https://port.example/f"/></outline>'
    b"</body></opml>"
)
DATES = tuple(
    date.encode()
    for date in (
        "Tue, 24 Nov 2026 10:00:00 +0200",
        "2026-11-24T10:00:00.5Z",
        "٧ يناير ٢٠٢٠",
        "2026年11月24日 10:00",
        "منذ ساعتين",
        "Nov. 24, 2026, 10:05 p.m. EST",
        "24 ноября 2026 г., 10:05",
        "1764000000",
    )
)
