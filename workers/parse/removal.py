"""Pages that say, with a 200, that their article was taken away: "This article has been removed."

Only whole lines count that begin with what was removed (or with an apology), only on pages without running text. The
table holds, for each language, what an article is called there and what is said of it, in the order of that language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from workers.errors import GiveUp
from workers.parse.charset import decode
from workers.parse.tree import parse_tree

_LONGEST: Final = 200  # characters of a line that is a notice
_RUNNING: Final = 400  # characters of a paragraph that no notice stands beside
_MOST_LINES: Final = 3_000
_LINES: Final = "h1, h2, h3, h4, p, li, td, strong, b, span"
_BOXES: Final = "div, section, article, main"

_SORRY: Final = (
    r"sorry|we(?: a|['’])re sorry|unfortunately|oops|désolée?|malheureusement|leider|entschuldigung|lo sentimos|"
    r"lamentamos|desculpe|infelizmente|spiacenti|siamo spiacenti|helaas|к сожалению|извините|на жаль|niestety|"
    r"przepraszamy|bohužel|üzgünüz|maalesef|نأسف|عذرا|عفوا|للأسف|متأسفانه|با عرض پوزش|מצטערים|"
    r"抱歉|很抱歉|对不起|申し訳(?:ございません|ありません)|"
    r"죄송합니다|maaf|mohon maaf|rất tiếc|xin lỗi|λυπούμαστε|tyvärr|beklager|desværre"
)
_WANTED: Final = r"(?: (?:that )?you (?:are|were|['’]re) looking for| you (?:have )?requested)?"
_NOTICES: Final = (
    # English
    r"(?:this|the|that|your)(?: requested)? (?:article|story|page|post|content|report|item|news(?: story| item)?)"
    rf"{_WANTED}"
    r" (?:(?:has|have) been|was|is) (?:temporarily |permanently |now |since )?(?:removed|deleted|withdrawn|taken down"
    r"|taken offline|retracted|unpublished|no longer (?:available|online|here)|not available any ?more)",
    # French
    r"(?:cet|l['’]|cette|le|la|ce) ?(?:article|page|contenu|dépêche|publication|actualité) (?:que vous cherchez )?"
    r"(?:(?:a été|est) (?:supprimée?|retirée?|dépubliée?|effacée?|mise? hors ligne)"
    r"|n['’](?:est|existe) plus(?: disponible| en ligne| accessible)?)",
    # German, Dutch
    r"(?:diese[rs]?|de[rs]?|die|das) (?:artikel|beitrag|seite|inhalt|meldung|text)"
    r" (?:(?:wurde|ist) (?:[^.]{0,40} )?(?:gelöscht|entfernt|zurückgezogen|offline genommen)"
    r"|(?:ist|steht) (?:leider )?nicht mehr (?:verfügbar|online|zur verfügung)|existiert nicht mehr)",
    r"(?:dit|deze|het|de) (?:artikel|pagina|bericht|verhaal) (?:(?:is|werd) (?:verwijderd|ingetrokken|offline gehaald)"
    r"|is (?:niet meer|niet langer) beschikbaar)",
    # Spanish, Portuguese, Italian, Romanian
    r"(?:este|esta|el|la) (?:artículo|noticia|página|nota|contenido|publicación)"
    r" (?:(?:ha sido|fue) (?:eliminad|retirad|borrad|suprimid)[oa]|ya no (?:está disponible|existe))",
    r"(?:este|esta|o|a|esse|essa) (?:artigo|notícia|matéria|página|conteúdo|reportagem|publicação)"
    r" (?:foi (?:removid|excluíd|apagad|retirad|eliminad)[oa]|(?:não está mais|já não está) disponível"
    r"|não existe mais)",
    r"(?:quest[oa] |l['’]|quest['’]|il |la )(?:articolo|pagina|contenuto|notizia)"
    r" (?:è stat[oa] (?:rimoss|cancellat|eliminat|ritirat)[oa]|non è più (?:disponibile|online))",
    r"(?:acest articol|articolul|această pagină|pagina|această știre)"
    r" (?:a fost (?:șters|ștearsă|eliminată?|retras[ăa]?)|nu mai (?:este disponibil|există))",
    # Russian, Ukrainian, Polish, Czech
    r"(?:эта |этот |это |данная |данный |данное )?(?:статья|новость|страница|материал|публикация|запись|сообщение)"
    r" (?:был[ао]? )?(?:удал[её]н[ао]?|снят[ао]? с публикации|отозван[ао]?|больше не ?доступ(?:ен|н[ао])"
    r"|более не ?доступ(?:ен|н[ао]))",
    r"(?:ця |цей |дан(?:а|ий) )?(?:стаття|новина|сторінка|матеріал|публікація)"
    r" (?:бу(?:ла|в|ло) )?(?:видален(?:а|о|ий)|знят(?:а|о|ий) з публікації|більше не доступн(?:а|ий))",
    r"(?:ten |ta |to )?(?:artykuł|strona|materiał|treść|wpis) (?:został[ao]? (?:usunięt|wycofan|skasowan)[yae]"
    r"|nie jest już dostępn[yae])",
    r"(?:tento |tato )?(?:článek|stránka|příspěvek) (?:byl[ao]? (?:smazán|odstraněn|stažen)[ao]?|již není dostupn[ýá])",
    # Greek, Turkish
    r"(?:αυτό )?(?:το άρθρο|η σελίδα|το περιεχόμενο|η είδηση) (?:διαγράφηκε|αφαιρέθηκε|αποσύρθηκε"
    r"|έχει (?:διαγραφεί|αφαιρεθεί|αποσυρθεί)|δεν είναι (?:πλέον|πια) διαθέσιμ[οη])",
    r"(?:bu |aradığınız )?(?:haber|sayfa|içerik|yazı|makale) (?:yayından |sitemizden )?(?:kaldırılmıştır|kaldırıldı"
    r"|kaldırılmış|silinmiştir|silindi|silinmiş|artık (?:mevcut|yayında) değil)",
    # Arabic, Persian, Urdu, Hebrew
    r"(?:لقد )?(?:تم|تمت|جرى) (?:حذف|إزالة|ازالة|سحب) (?:هذا |هذه )?"
    r"(?:الخبر|المقالة?|الصفحة|المحتوى|الموضوع|التقرير)",
    r"(?:هذا |هذه |إن )?(?:الخبر|المقالة?|الصفحة|المحتوى|الموضوع|التقرير)(?: الذي تبحث عنه| التي تبحث عنها)?"
    r" (?:محذوفة?|(?:تم|تمت) (?:حذف|إزالت|ازالت|سحب)ه?ا?|لم (?:يعد|تعد) (?:متاح|متوفر|موجود)[اةً]*)",
    r"(?:این )?(?:خبر|مطلب|صفحه|مقاله|محتوا)(?: مورد نظر)? (?:حذف (?:شده|شد|گردیده)|دیگر در دسترس نیست|برداشته شده)",
    r"یہ (?:خبر|مضمون|صفحہ|تحریر) (?:ہٹا د(?:ی|یا) گ(?:ئی|یا)|حذف کر د(?:ی|یا) گ(?:ئی|یا)|دستیاب نہیں رہا)",
    r"(?:הכתבה|הידיעה|המאמר|העמוד|הדף|התוכן|הפוסט)(?: הז(?:ה|ו|את))?"
    r" (?:הוסרה?|נמחקה?|ירדה? מהאתר|(?:כבר לא|אינ(?:ה|ו) עוד) זמ(?:ין|ינה))",
    # Hindi, Chinese, Japanese, Korean
    r"(?:यह|इस) (?:लेख|खबर|ख़बर|समाचार|पृष्ठ|पेज)(?: को)? (?:हटा (?:दिया|दी) ग(?:या|ई)|हटाया गया|अब उपलब्ध नहीं)",
    r"(?:该|該|本|此|这|這|您(?:访问|查看|要找|訪問)的)?(?:篇|条|則|则|个|個)?(?:文章|新闻|新聞|页面|頁面|网页|網頁|内容|內容|帖子|稿件|报道|報導)"
    r"(?:已经|已經|已|现已)?(?:被)?(?:作者|发布者|發布者|管理员|管理員|网站)?(?:删除|刪除|移除|下线|下線|撤回|下架|撤稿|不存在)",
    r"(?:この|該当の|お探しの|ご指定の|ご覧の)?(?:記事|ページ|コンテンツ|ニュース)(?:は|が)?、?(?:既に|すでに)?"
    r"(?:削除され|削除いたし|公開(?:を|が)?終了|掲載(?:期間)?(?:を|が)?終了|配信(?:期間)?(?:を|が)?終了|取り下げ)",
    r"(?:이|해당|요청하신|본|찾으시는)? ?(?:기사|페이지|게시물|콘텐츠|뉴스)(?:는|은|가|이)? ?"
    r"(?:삭제(?:되었|됐|된|되어)|더 이상 (?:제공|존재|서비스)|서비스가 종료)",
    # Indonesian, Vietnamese, the North
    r"(?:artikel|berita|halaman|konten|laman)(?: ini| tersebut)?"
    r" (?:(?:telah|sudah) (?:dihapus|ditarik|dicabut|diturunkan)|(?:sudah )?tidak (?:lagi )?tersedia)",
    r"(?:bài viết|bài báo|trang|nội dung|tin)(?: này)? (?:đã bị|đã được|đã) (?:xóa|xoá|gỡ)",
    r"(?:den här |denne |denna )?(?:artikeln?|artikkelen|artiklen|sidan|siden|inlägget|innehållet|nyheten)"
    r" (?:har (?:tagits bort|raderats|avpublicerats)|är (?:borttagen|raderad)"
    r"|er (?:blevet |blitt |nå )?(?:fjernet|slettet|trukket)|finns inte (?:längre )?kvar)",
)
_NOTICE: Final = re.compile(rf"\W*(?:(?:{_SORRY})\W+(?:but |aber |mais )?)?(?:{'|'.join(_NOTICES)}).*")
_TITLE_PARTS: Final = re.compile(r"\s+[|–—·:»-]\s+|\s*\|\s*")
_UNSEEN: Final = re.compile("[\u0640\u064b-\u065f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def says_removed(line: str) -> bool:
    """Whether a line is a notice that an article was removed, in any of some thirty languages."""
    if len(line) > _LONGEST:
        return False
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", line)).casefold()
    return _NOTICE.fullmatch(" ".join(text.split())) is not None


def notice_among(lines: Iterable[str]) -> str | None:
    """The first line that is a notice of removal."""
    return next((" ".join(line.split()) for line in lines if says_removed(line)), None)


def notice_on_page(html: bytes, *, url: str, content_type: str | None = None) -> str | None:
    """The line of a page without running text that says that its article was removed; None where there is none."""
    try:
        tree = parse_tree(decode(html, content_type, markup="html")[0], url=url)
    except GiveUp:
        return None
    if any(len(node.text()) > _RUNNING for node in tree.css("p")):
        return None
    title = tree.css_first("title")
    parts = _TITLE_PARTS.split(title.text()[:500]) if title else []
    whole = [node.text() for node in tree.css(_LINES)[:_MOST_LINES]]
    own = [node.text(deep=False) for node in tree.css(_BOXES)[:_MOST_LINES]]
    return notice_among([*parts, *whole, *own])
