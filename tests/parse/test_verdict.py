from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workers.errors import NotAnArticle
from workers.parse.page import read_page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://news.example/2026/11/24/bridge"
CARDS = "".join(
    f'<article class="post"><h2><a href="/n/{i}">The council decides on number {i} of its long list of plans</a></h2>'
    f"<p>On Monday the council talked about plan number {i}, and then it voted for it after all.</p></article>"
    for i in range(12)
)


def why(page: str, url: str = URL) -> str:
    with pytest.raises(NotAnArticle) as caught:
        read_page(page, url=url, fetched_at=NOW)
    assert caught.value.about == url
    return caught.value.why


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found - Example", "Sorry, the page you are looking for could not be found. Try the search."),
        ("404", "Nothing here."),
        ("الصفحة غير موجودة", "عذراً، الصفحة غير موجودة أو تم نقلها إلى عنوان آخر."),
        ("העמוד לא נמצא", "מצטערים, העמוד לא נמצא. אפשר לחזור לעמוד הבית."),
        ("页面不存在", "您访问的页面不存在或已被删除，请返回首页。"),
        ("Seite nicht gefunden", "Die Seite wurde nicht gefunden, bitte prüfen Sie die Adresse."),
    ],
)
def test_a_soft_404_is_no_article(title: str, text: str) -> None:
    assert "soft 404" in why(f"<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body>")


def test_news_of_somebody_not_found_is_an_article() -> None:
    text = (
        "The hiker who went missing on Sunday has still not turned up, the mountain rescue service said on Tuesday. "
        * 3
    )
    page = f"<title>Missing hiker not found</title><body><h1>Missing hiker not found</h1><p>{text}</p></body>"
    assert read_page(page, url=URL, fetched_at=NOW).title == "Missing hiker not found"


def test_a_challenge_is_no_article() -> None:
    page = "<title>Just a moment...</title><body><h1>example.org</h1><p>Checking your browser before access.</p></body>"
    assert "human visitor" in why(page)


def test_a_page_that_only_scripts_fill_is_no_article() -> None:
    page = '<title>News</title><body><div id="root"></div><script src="app.js"></script></body>'
    assert why(page) == "only scripts fill this page"
    page = "<title>News</title><body><p>You need to enable JavaScript to run this app.</p><script>x</script></body>"
    assert why(page) == "only scripts fill this page"


def test_a_consent_wall_is_no_article() -> None:
    text = (
        "<p>We and our partners store and access cookies on your device, with your consent, for personalised ads.</p>"
        "<p>You can change your cookie choices at any time in our privacy settings or read our cookie policy.</p>"
    )
    assert "consent" in why(f"<title>News Example</title><body><main><h1>Before you continue</h1>{text}</main></body>")


def test_a_login_wall_is_no_article() -> None:
    text = (
        "<p>Log in or create your account to go on reading this story.</p><p>Not yet a subscriber? Subscribe now.</p>"
    )
    assert "login" in why(f"<title>News Example</title><body><main><h1>Welcome back</h1>{text}</main></body>")


def test_a_list_of_stories_is_no_article() -> None:
    page = f"<title>Local news</title><body><h1>Local news</h1><main>{CARDS}</main></body>"
    assert "lists stories" in why(page, "https://news.example/local/")


def test_a_home_page_is_no_article() -> None:
    page = f"<title>Example News</title><body><main>{CARDS}</main></body>"
    assert why(page, "https://news.example/") in ("the page is a home page", "the page lists stories and tells none")


def test_a_list_of_links_is_no_article() -> None:
    items = (f'<li><a href="/a/{i}">Archive of the year {1900 + i}, with supplements</a></li>' for i in range(60))
    page = f"<title>Archive</title><body><h1>Archive</h1><ul>{''.join(items)}</ul></body>"
    assert why(page, "https://news.example/all") in (
        "the page is a list of links",
        "no running text was found on the page",
    )


def test_a_page_of_menus_is_no_article() -> None:
    assert "no running text" in why('<title>News</title><body><nav><a href="/">Home</a></nav><p>Hi</p></body>')


def test_an_article_may_link_all_its_headings() -> None:
    text = "Coffee houses became the place where merchants met, and the city grew rich on what they told each other. "
    parts = "".join(f"<h2><a href=#p{i}>Part {i} of the story</a></h2><p>{i} {text * 4}</p>" for i in range(8))
    page = f"<title>Coffee</title><body><h1>Coffee</h1><div>{parts}</div>"
    paragraphs = read_page(page, url="https://news.example/coffee", fetched_at=NOW).paragraphs
    assert sum(len(paragraph) > 400 for paragraph in paragraphs) == 8


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "JSON, not a page"),
        ('  [{"id": 1}]', "JSON, not a page"),
        ('<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', "a feed or sitemap, not a page"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "a feed or sitemap, not a page"),
    ],
)
def test_what_is_no_page_at_all_is_told(body: str, why: str) -> None:
    with pytest.raises(NotAnArticle, match=why):
        read_page(body, url="https://example.org/x", fetched_at=NOW)


ABROAD = [
    (
        "Pagina nu a fost găsită | Ziarul",
        "Ne pare rău, pagina pe care o căutați nu a fost găsită. Este posibil să fi fost ștearsă.",
    ),
    ("পাতাটি খুঁজে পাওয়া যায়নি | সংবাদ", "আপনি যে পাতাটি খুঁজছেন তা পাওয়া যায়নি। অনুগ্রহ করে প্রচ্ছদে ফিরে যান।"),
    ("صفحہ نہیں ملا | اخبار", "معذرت، آپ جو صفحہ تلاش کر رہے ہیں وہ موجود نہیں ہے۔"),
    ("பக்கம் கிடைக்கவில்லை", "மன்னிக்கவும், நீங்கள் தேடும் பக்கம் இங்கு இல்லை."),
    ("ไม่พบหน้าที่คุณต้องการ", "ขออภัย หน้าที่คุณค้นหาไม่มีอยู่หรือถูกย้ายแล้ว กรุณากลับไปหน้าแรก"),
    ("გვერდი ვერ მოიძებნა", "სამწუხაროდ, თქვენ მიერ მოთხოვნილი გვერდი ვერ მოიძებნა. დაბრუნდით მთავარ გვერდზე."),
    ("Էջը չի գտնվել", "Ներեցեք, Ձեր փնտրած էջը գոյություն չունի։"),
    ("Ukurasa haujapatikana", "Samahani, ukurasa unaotafuta haupo. Rudi ukurasa wa mwanzo."),
    ("Страницата не е намерена", "Съжаляваме, но търсената от вас страница не съществува."),
    ("Stranica nije pronađena", "Žao nam je, stranica koju tražite nije pronađena."),
    ("Stranica nije pronađena | Večer", "Stranica koju tražite ne postoji ili je uklonjena."),
    ("Sivua ei löytynyt", "Valitettavasti etsimääsi sivua ei löytynyt. Se on saatettu poistaa tai siirtää."),
    ("Puslapis nerastas", "Atsiprašome, jūsų ieškomas puslapis neegzistuoja."),
    ("Səhifə tapılmadı", "Təəssüf ki, axtardığınız səhifə mövcud deyil."),
    ("Pàgina no trobada", "Ho sentim, la pàgina que cerqueu no existeix."),
    ("ገጹ አልተገኘም", "ይቅርታ፣ የፈለጉት ገጽ አልተገኘም። ወደ መነሻ ገጽ ይመለሱ።"),
    ("စာမျက်နှာ ရှာမတွေ့ပါ", "ဝမ်းနည်းပါတယ်။ သင်ရှာနေတဲ့ စာမျက်နှာ ရှာမတွေ့ပါ။"),
    ("រកមិនឃើញទំព័រ", "សូមទោស ទំព័រដែលអ្នកកំពុងស្វែងរក រកមិនឃើញទេ។"),
    ("పేజీ కనబడలేదు", "క్షమించండి, మీరు వెతుకుతున్న పేజీ కనబడలేదు."),
    ("പേജ് കണ്ടെത്തിയില്ല", "ക്ഷമിക്കണം, നിങ്ങൾ തിരയുന്ന പേജ് കണ്ടെത്താനായില്ല."),
    ("पृष्ठ फेला परेन", "माफ गर्नुहोस्, तपाईंले खोज्नुभएको पृष्ठ फेला परेन।"),
    ("පිටුව හමු නොවීය", "කණගාටුයි, ඔබ සොයන පිටුව හමු නොවීය."),
    ("Siden finnes ikke", "Beklager, vi finner ikke siden du leter etter. Den kan være flyttet eller slettet."),
    ("Siden findes ikke", "Beklager, siden du leder efter, findes ikke længere."),
    ("Faqja nuk u gjet", "Na vjen keq, faqja që kërkoni nuk ekziston."),
    ("پەڕەکە نەدۆزرایەوە", "ببورە، ئەو پەڕەیەی بەدوایدا دەگەڕێیت نەدۆزرایەوە."),
    ("پاڼه ونه موندل شوه", "بخښنه غواړو، هغه پاڼه چې تاسو یې لټوئ شتون نه لري."),
]


@pytest.mark.parametrize(("title", "text"), ABROAD)
def test_a_soft_404_is_told_in_the_languages_of_the_wider_world(title: str, text: str) -> None:
    assert "soft 404" in why(f"<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body>")


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("Nur einen Moment…", "Bestätigen Sie, dass Sie ein Mensch sind. Das kann einige Sekunden dauern.", "human"),
        ("Un instant…", "Vérifiez que vous êtes humain en effectuant l’action ci-dessous.", "human"),
        ("Один момент…", "Подтвердите, что вы человек. Это может занять несколько секунд.", "human"),
        ("しばらくお待ちください...", "人間であることを確認します。これには数秒かかる場合があります。", "human"),
        ("500 Internal Server Error", "The server was unable to complete your request.", "out of order"),
        ("We’ll be right back", "We are performing scheduled maintenance.", "out of order"),
        ("Sorry, this content is not available in your region", "Call 555-0100 for any issues.", "our country"),
        ("oldpaper.example - domain for sale", "Buy this domain now or make an offer.", "for sale"),
    ],
)
def test_what_stands_in_the_place_of_a_page_is_no_article(title: str, text: str, reason: str) -> None:
    assert reason in why(f"<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body>")


def test_consent_walls_of_other_languages_are_no_articles() -> None:
    text = (
        "<p>Noi e terze parti selezionate utilizziamo cookie o tecnologie simili e, con il tuo consenso, altro.</p>"
        "<p>Puoi rifiutare o revocare il tuo consenso in qualsiasi momento dal pannello delle preferenze.</p>"
    )
    assert "consent" in why(f"<title>Il Giornale</title><body><main><h1>Informativa</h1>{text}</main></body>")


def test_signed_and_dated_news_of_an_error_page_is_an_article() -> None:
    title = "Tax office shows 404 page not found for six hours"
    text = (
        "<p>The tax office showed its visitors “404 page not found” for six hours on Friday, days before the end.</p>"
    )
    text += "<p>It blamed new servers, and said that no data at all was lost.</p>"
    text += "<p>The deadline for the returns of this year moves to Tuesday, and no fines are due until then.</p>"
    page = (
        f"<title>{title}</title><body><article><h1>{title}</h1><p class=byline>By Jo Reed</p>"
        f'<time datetime="2026-11-20T10:00Z">20 November 2026</time>{text}</article>'
    )
    assert read_page(page, url=URL, fetched_at=NOW).title == title


def test_a_persons_own_page_is_no_article() -> None:
    life = "<p>Ana Pérez has written about the economy since 2015, and before that she was our woman in Brussels.</p>"
    head = '<meta property="og:type" content="profile"><title>Ana Pérez - Paper</title>'
    assert "about a person" in why(f"{head}<body><main><h1>Ana Pérez</h1>{life}</main>", "https://news.example/by/ana")
