"""Whether a page holds an article at all, and if not, why in words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from workers.parse.body import Body
from workers.parse.metadata import Metadata

SOFT_404 = "the page says that there is nothing at this address (a soft 404)"

_SHORT = 1_500  # characters: what a wall or an error page says at most
_LISTED = 0.15  # of a list of stories at least this part is links; an article may link its own headings
_LEAST = 20  # characters: a body that says less says nothing


def _any_of(listing: str) -> re.Pattern[str]:
    """Finds any of the phrases, which " | " parts; a blank stands for itself."""
    return re.compile("|".join(re.split(r"\s+\|\s+", listing.strip())))


_NOT_FOUND = _any_of(r"""
    \b404\b | \b410\b |
    (?:page|article|story|content|document)s? (?:was |is |could |can )?(?:not|n['’]t) (?:be )?(?:found|available) |
    not found\b | no longer (?:available|exists) | doesn['’]t exist | does not exist | page (?:is )?missing |
    nothing (?:was )?found | seite (?:wurde )?nicht gefunden | nicht (?:mehr )?verfügbar |
    page (?:introuvable|non trouvée) | n['’]existe (?:pas|plus) | página no (?:encontrada|existe) |
    no se (?:ha )?encontr | página não encontrada | pagina non trovata | pagina niet gevonden |
    sidan (?:kunde inte|hittades inte) | siden (?:blev|ble) ikke funnet | nie znaleziono | strona nie istnieje |
    stránka nenalezena | sayfa bulunamadı | страница не (?:найдена|существует) | сторінк[уа] не знайдено |
    η σελίδα δεν | (?:الصفحة|المقال|الخبر) (?:غير موجود|غير متاح|غير متوفر) | لم يتم العثور |
    صفحه (?:یافت نشد|مورد نظر) | یافت نشد | (?:הדף|העמוד|הכתבה) (?:לא נמצא|אינו קיים|לא קיים) | לא נמצאה |
    पृष्ठ नहीं मिला | पेज नहीं मिला | 页面不存在 |
    頁面不存在 | 找不到(?:页面|頁面|该页|該頁|您) | 页面(?:已|找) | ページが見つかりません | 見つかりませんでした |
    페이지를 찾을 수 없 | 존재하지 않는 | halaman tidak ditemukan | không tìm thấy
""")
_CHALLENGE = _any_of(r"""
    just a moment | checking (?:your browser|if the site connection) | attention required |
    access (?:to this page has been )?denied | are you (?:a )?(?:robot|human) |
    verify (?:that )?you are (?:a )?human | unusual (?:traffic|activity) | security check | pardon our interruption |
    enable javascript and cookies | request blocked | you have been blocked | bot verification | captcha |
    ddos protection | проверка браузера | доступ (?:запрещ|ограничен) | التحقق من أنك | アクセスが(?:拒否|制限)
""")
_SCRIPTS = _any_of(r"""
    (?:enable|activate|turn on|requires?|need) (?:your browser['’]s )?java ?script |
    javascript (?:is|must be) (?:disabled|enabled|required) | javascript (?:aktivieren|activado|ativado|attivo) |
    activer (?:le )?javascript | включите javascript | تفعيل (?:ال)?جافا | הפעל javascript | javascript を有効 |
    启用 ?javascript
""")
_CONSENT = _any_of(r"""
    cookie | consent | gdpr | privacy (?:policy|settings|choices) | einwilligung | datenschutz | zustimm |
    consentement | confidentialité | privacidad | privacidade | cookies | personali[sz]ed ads |
    partners? (?:store|process) | ملفات تعريف الارتباط | سياسة الخصوصية | куки | конфиденциальност | çerez |
    cookie に | 个人信息 | 隐私
""")
_LOGIN = _any_of(r"""
    (?:log|sign) ?in\b | subscri(?:be|ption|ber) | create (?:an|your) account | register (?:now|for|to) | anmelden |
    abonn | registrier | se connecter | s['’]abonner | iniciar sesión | suscr[ií]b | entrar | assin(?:e|ante) |
    accedi | abbonati | войти | подпис | зарегистр | تسجيل الدخول | اشترك | התחבר | הירשם |
    登录 | 登錄 | 注册 | ログイン |
    会員 | 로그인 | 구독
""")
_ARTICLE_TYPES = re.compile(r"(?i)article|blogposting|report|liveblog|posting|review|opinion|story")
_LIST_TYPES = re.compile(r"(?i)collectionpage|searchresults|itemlist|profilepage|contactpage|aboutpage|checkoutpage")


def why_no_article(tree: LexborHTMLParser, *, url: str, metadata: Metadata, body: Body) -> str | None:
    """The reason why this page is no article, or None where it is one."""
    length = sum(map(len, body.paragraphs))
    head = " ".join(filter(None, (metadata.title, _heading(tree))))[:300].casefold()
    if length <= _SHORT:
        reason = _error_or_wall(head, body, length)
        if reason:
            return reason
    if length < _LEAST:
        return _why_empty(tree, length)
    return _why_list(url, metadata, body, length)


def _heading(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title") or tree.css_first("h1")
    return node.text()[:200] if node else None


def _error_or_wall(head: str, body: Body, length: int) -> str | None:
    text = " ".join(body.paragraphs).casefold()
    if _NOT_FOUND.search(head) and (length < 200 or _NOT_FOUND.search(text)):
        return SOFT_404
    if _CHALLENGE.search(head) and (length < 200 or _CHALLENGE.search(text)):
        return "the site asks for proof of a human visitor instead of showing the page"
    if length < 400 and _SCRIPTS.search(text):
        return "only scripts fill this page"
    share = [paragraph for paragraph in body.paragraphs if len(paragraph) > 20]
    if share:
        if (
            body.prose <= 4
            and sum(bool(_CONSENT.search(p.casefold())) for p in share) * 2 > len(share)
            and len(_CONSENT.findall(text)) >= 3
        ):
            return "a consent wall stands where the article would be"
        if (
            length < 500
            and sum(bool(_LOGIN.search(p.casefold())) for p in share) * 3 >= len(share) * 2
            and len(_LOGIN.findall(text)) >= 2
        ):
            return "a login wall stands where the article would be"
    return None


def _why_empty(tree: LexborHTMLParser, length: int) -> str:
    scripts = tree.css_first("script") is not None
    root = tree.body
    if scripts and root is not None and len(root.css("p")) < 3 and not length:
        return "only scripts fill this page"
    return "no running text was found on the page"


def _why_list(url: str, metadata: Metadata, body: Body, length: int) -> str | None:
    kind = metadata.page_type or ""
    is_article = bool(_ARTICLE_TYPES.search(kind)) or metadata.published is not None
    parts = urlsplit(url)
    at_root = parts.path in ("", "/") and not parts.query
    if body.linked > 0.6 and body.prose <= 1:
        return "the page is a list of links"
    if is_article and not at_root:
        return None
    if body.headlines >= 5 and body.headlines * 2 >= body.prose and body.linked >= _LISTED:
        return "the page lists stories and tells none"
    if at_root and (body.headlines >= 3 or (kind == "website" and body.confidence < 0.6)):
        return "the page is a home page"
    if _LIST_TYPES.search(kind) and body.headlines >= 3:
        return "the page lists stories and tells none"
    return None
