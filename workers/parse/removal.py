"""Pages that say, with a 200, that their article was taken away: "This article has been removed."

Only a line that is the notice from end to end counts, and only on pages without running text: behind what was removed
(or an apology) and what was done to it may stand a fixed set of words, such as "from this site" or "by the publisher".
"The report was withdrawn on Monday" is news, and news about removals must never be taken for a removal: a notice that
is missed costs little. The tables hold, for each language, what an article is called there, what is said of it, in the
order of that language, and what may follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from selectolax.lexbor import LexborNode

from workers.errors import GiveUp
from workers.parse.charset import decode
from workers.parse.tree import TEXT_ID, parse_tree

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
_GERMAN_WHY: Final = (
    r"leider|inzwischen|mittlerweile|bereits|vorübergehend|auf wunsch (?:der|des) \w+|von der redaktion"
    r"|vom (?:autor|verlag)|aus (?:rechtlichen|redaktionellen|urheberrechtlichen|lizenzrechtlichen) gründen"
)
_NOTICES: Final = (
    # English
    r"(?:(?:this|the|that|your)(?: requested)? (?:article|story|page|post|content|item|news(?: story| item)?)"
    r"|(?:this|your|the requested) report)"  # "the report was withdrawn" is said of other reports
    rf"{_WANTED}"
    r" (?:(?:has|have) been|was|is) (?:temporarily |permanently |now |since )?(?:removed|deleted|withdrawn|taken down"
    r"|taken offline|retracted|unpublished|no longer (?:available|online|here)|not available any ?more)",
    # French
    r"(?:cet|l['’]|cette|le|la|ce) ?(?:article|page|contenu|dépêche|publication|actualité) (?:que vous cherchez )?"
    r"(?:(?:a été|est) (?:supprimée?|retirée?|dépubliée?|effacée?|mise? hors ligne)"
    r"|n['’](?:est|existe) plus(?: disponible| en ligne| accessible)?)",
    # German, Dutch
    r"(?:diese[rs]?|de[rs]?|die|das) (?:artikel|beitrag|seite|inhalt|meldung|text)"
    rf" (?:(?:wurde|ist) (?:(?:{_GERMAN_WHY}) )?(?:gelöscht|entfernt|zurückgezogen|offline genommen)"
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
    r"|kaldırılmış(?: olabilir)?|silinmiştir|silindi|silinmiş(?: olabilir)?|artık (?:mevcut|yayında) değil(?:dir)?)",
    # Arabic, Persian, Urdu, Hebrew
    r"(?:لقد )?(?:تم|تمت|جرى) (?:حذف|إزالة|ازالة|سحب) (?:هذا التقرير|(?:هذا |هذه )?"
    r"(?:الخبر|المقالة?|الصفحة|المحتوى|الموضوع))",
    r"(?:هذا |هذه |إن )?(?:الخبر|المقالة?|الصفحة|المحتوى|الموضوع|التقرير)(?: الذي تبحث عنه| التي تبحث عنها)?"
    r" (?:محذوفة?|(?:تم|تمت) (?:حذف|إزالت|ازالت|سحب)ه?ا?|لم (?:يعد|تعد) (?:متاح|متوفر|موجود)[اةً]*)",
    r"(?:این )?(?:خبر|مطلب|صفحه|مقاله|محتوا)(?: مورد نظر)? (?:حذف (?:شد|(?:شده|گردیده)(?: است)?)"
    r"|دیگر در دسترس نیست|برداشته شده(?: است)?)",
    r"یہ (?:خبر|مضمون|صفحہ|تحریر) (?:ہٹا د(?:ی|یا) گ(?:ئی|یا)|حذف کر د(?:ی|یا) گ(?:ئی|یا)|دستیاب نہیں رہا)(?: ہے)?",
    r"(?:הכתבה|הידיעה|המאמר|העמוד|הדף|התוכן|הפוסט)(?: הז(?:ה|ו|את))?"
    r" (?:הוסרה?|נמחקה?|ירדה? מהאתר|(?:כבר לא|אינ(?:ה|ו) עוד) זמ(?:ין|ינה))",
    # Hindi, Chinese, Japanese, Korean
    r"(?:यह|इस) (?:लेख|खबर|ख़बर|समाचार|पृष्ठ|पेज)(?: को)? (?:हटा (?:दिया|दी) ग(?:या|ई)|हटाया गया|अब उपलब्ध नहीं)(?: है)?",
    r"(?:该|該|本|此|这|這|您(?:访问|查看|要找|訪問)的)?(?:篇|条|則|则|个|個)?(?:文章|新闻|新聞|页面|頁面|网页|網頁|内容|內容|帖子|稿件|报道|報導)"
    r"(?:已经|已經|已|现已)?(?:被)?(?:作者|发布者|發布者|管理员|管理員|网站)?(?:删除|刪除|移除|下线|下線|撤回|下架|撤稿|不存在)了?",
    r"(?:この|該当の|お探しの|ご指定の|ご覧の)?(?:記事|ページ|コンテンツ|ニュース)(?:は|が)?、?(?:既に|すでに)?"
    r"(?:(?:削除|公開を?終了|掲載を?終了|配信を?終了)(?:され|いたし|致し|し)(?:まし|てい(?:まし)?|ておりまし)?(?:た|ます|る)"
    r"|(?:公開|掲載|配信)(?:期間)?(?:を|が)?終了(?:(?:いた|致)?し(?:まし|てい|ておりまし|ており)?(?:た|ます)|となりました)?"
    r"|取り下げ(?:られ)?(?:まし)?た)",
    r"(?:이|해당|요청하신|본|찾으시는)? ?(?:기사|페이지|게시물|콘텐츠|뉴스)(?:는|은|가|이)? ?"
    r"(?:삭제(?:되었|됐)(?:습니다|음|다)|삭제된 (?:기사|페이지|게시물|뉴스)입니다|서비스가 종료(?:되었|됐)습니다"
    r"|더 이상 (?:제공|존재|서비스)(?:되|하)지 않(?:습니다|는 (?:기사|페이지)입니다))",
    # Indonesian, Vietnamese, the North
    r"(?:artikel|berita|halaman|konten|laman)(?: ini| tersebut)?"
    r" (?:(?:telah|sudah) (?:dihapus|ditarik|dicabut|diturunkan)|(?:sudah )?tidak (?:lagi )?tersedia)",
    r"(?:bài viết|bài báo|trang|nội dung|tin)(?: này)? (?:đã bị|đã được|đã) (?:xóa|xoá|gỡ)",
    r"(?:den här |denne |denna )?(?:artikeln?|artikkelen|artiklen|sidan|siden|inlägget|innehållet|nyheten)"
    r" (?:har (?:tagits bort|raderats|avpublicerats)|är (?:borttagen|raderad)"
    r"|er (?:blevet |blitt |nå )?(?:fjernet|slettet|trukket)|finns inte (?:längre )?kvar)",
)
_TAILS: Final = (
    # English
    r"from (?:(?:this|our|the) )?(?:web ?site|site|web page|page|platform|archive)",
    r"on (?:this|our) (?:web ?site|site)|here",
    r"at the request of (?:(?:the|its|his|her|their|our) )?"
    r"(?:authors?|writer|publishers?|editors?|agency|news agency|source|owner|copyright holder|rights holder)",
    r"by (?:(?:the|its|our) )?(?:author|publisher|editors?|editorial team|newsroom|moderators?|administrators?)",
    r"at (?:the|its) (?:author|publisher|editor|agency|owner)['’]?s['’]? request",
    r"(?:or|and) (?:(?:is|has been|have been|was|has|it) )?(?:moved|renamed|deleted|removed|expired"
    r"|no longer (?:available|exists|online)|(?:does not|doesn['’]t|never) exist(?:ed)?)",
    r"for (?:legal|editorial|copyright) reasons",
    # French
    r"(?:de|du|sur) (?:notre |ce |le )?site|pour des raisons (?:juridiques|légales|éditoriales)",
    r"(?:à la demande de |par )(?:son auteur|l['’](?:auteur|éditeur|agence)|la rédaction)",
    r"ou (?:a été |est |n['’])?(?:déplacée?|renommée?|supprimée?|existe (?:pas|plus))",
    # German, Dutch
    r"(?:von|auf) (?:dieser|unserer) (?:seite|website|webseite)|von der redaktion|vom (?:autor|verlag)",
    r"auf wunsch (?:der (?:redaktion|autorin|agentur)|des (?:autors|verlags))",
    r"oder (?:wurde )?(?:existiert nicht(?: mehr)?|verschoben|gelöscht|entfernt|umbenannt)(?: worden)?",
    r"(?:van|op) (?:deze|onze) (?:web)?site|(?:op verzoek van|door) de (?:redactie|auteur|uitgever)",
    r"of (?:is )?verplaatst",
    # Spanish, Portuguese, Italian, Romanian
    r"(?:de|en) (?:este|nuestro) (?:sitio(?: web)?|portal)|del sitio|por (?:motivos|razones) (?:legales|editoriales)",
    r"(?:a petición|a solicitud|por decisión) (?:del (?:autor|editor|medio)|de la (?:redacción|agencia|editorial))",
    r"por (?:el autor|su autor|la redacción|el editor)|o (?:ha sido |fue )?(?:movid|trasladad)[oa]|o (?:ya )?no existe",
    r"(?:do|deste|neste|do nosso) (?:site|portal|sítio)|por (?:motivos|razões) (?:legais|editoriais)",
    r"(?:a pedido d|pel)(?:o autor|o editor|a redação|a redacção|a editora|a agência)",
    r"ou (?:foi )?movid[oa]|ou não existe",
    r"dal (?:nostro )?sito|per (?:motivi|ragioni) (?:legali|editoriali)",
    r"o (?:è stat[oa] )?spostat[oa]|o non esiste(?: più)?",
    r"(?:su richiesta )?(?:dell['’](?:autore|editore|agenzia)|dall['’](?:autore|editore)|d[ea]lla redazione)",
    r"de pe (?:acest )?site|la cererea (?:autorului|redacției|editorului)|sau (?:a fost )?mutată?|sau nu există",
    # Russian, Ukrainian, Polish, Czech
    r"с (?:нашего |этого )?сайта|автором|редакцией|администрацией|администратором|издателем",
    r"по (?:решению|просьбе|требованию) (?:редакции|автора|правообладателя|издателя|администрации)",
    r"или (?:была? )?(?:перемещ[её]н[ао]?|перенес[её]н[ао]?|не существует|никогда не существовала)",
    r"[зі]з? (?:нашого )?сайту|(?:за рішенням|на прохання|на вимогу) (?:редакції|автора)|автором|редакцією",
    r"або (?:переміщен(?:а|о|ий)|не існує)",
    r"z (?:naszej strony|serwisu|portalu)",
    r"(?:na (?:prośbę|życzenie|wniosek)|przez) (?:autora|redakcję|redakcji|wydawcę)",
    r"lub (?:przeniesion[yae]|nie istnieje)",
    r"z (?:našeho )?webu|ze stránek|na žádost (?:autora|redakce)",
    r"autorem|redakcí|nebo (?:byl[ao]? )?(?:přesunut[ao]?|neexistuje)",
    # Greek, Turkish
    r"από (?:τον ιστότοπο|τη σελίδα|τον συντάκτη|τη σύνταξη)|ή (?:έχει μετακινηθεί|δεν υπάρχει)",
    r"veya (?:taşınmış(?:tır| olabilir)?|taşındı|artık mevcut değil(?:dir)?)",
    # Arabic, Persian, Hebrew
    r"من (?:هذا )?(?:الموقع|موقعنا)|من (?:قبل|طرف) (?:الناشر|الكاتب|الادارة|الإدارة|المحرر|التحرير)",
    r"(?:بناء على|ب)\s?طلب (?:من )?(?:الناشر|الكاتب|المصدر|المحرر)|[أا]و (?:نقله?ا?|غير موجودة?)",
    r"از (?:این )?(?:سایت|وب ?سایت)|به درخواست (?:نویسنده|ناشر|منبع)|یا (?:منتقل شده(?: است)?|وجود ندارد)",
    r"מהאתר|(?:לבקשת|על ידי) (?:הכותבת?|המערכת|המחברת?)|או (?:הועברה?|הוסרה?|לא קיימ?ת?)",
    # Chinese, Japanese, Korean
    r"或(?:者)?(?:已经|已經|已)?(?:被)?(?:删除|刪除|移除|移动|移動|转移|轉移|下线|下線|不存在)|无法(?:访问|查看|浏览)|無法(?:訪問|查看|瀏覽)",
    r"か、?(?:または)?、?(?:移動|変更|存在しない)(?:した|された)?(?:可能性があります|恐れがあります)?",
    # Indonesian, Vietnamese, the North
    r"dari (?:situs|laman)(?: ini| kami)?|(?:atas permintaan|oleh) (?:penulis|redaksi)",
    r"atau (?:telah )?(?:dipindahkan|tidak ada)",
    r"bỏ|khỏi (?:trang|hệ thống|website)(?: này)?|theo yêu cầu của (?:tác giả|tòa soạn)"
    r"|hoặc (?:không tồn tại|đã (?:bị |được )?(?:di chuyển|xóa|xoá))",
    r"fr(?:ån|a) (?:sajten|sidan|siden|webbplatsen|nettstedet|nettsiden)",
    r"a[vf] (?:författaren|redaktionen|redaksjonen|utgivaren)",
    r"eller (?:har |er |är )?(?:flyttats?|flyttade?|flyttet)",
)
_AFTERWARDS: Final = (
    r"(?:we )?apologi[sz]e(?: for (?:any|the) inconvenience)?|sorry(?: for (?:any|the) inconvenience)?"
    r"|please (?:try again(?: later)?|check the (?:url|address|link))"
    r"|(?:go |click here to go )?back to (?:the )?home ?page"
    r"|(?:nous )?nous excusons|wir bitten um (?:ihr )?verständnis|disculpe las molestias|приносим (?:свои )?извинения"
    r"|نعتذر(?: عن الازعاج| عن الإزعاج)?|ご了承ください|敬请谅解"
)
_NOTICE: Final = re.compile(
    rf"\W*(?:(?:{_SORRY})\W+(?:but |aber |mais )?)?(?:{'|'.join(_NOTICES)})"
    rf"(?:[\s,،、，]*(?:{'|'.join(_TAILS)})){{0,2}}(?:\W+(?:{_AFTERWARDS}))?\W*"
)
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
    """The line of a page without running text that says that its article was removed; None where there is none.

    What is linked is another page's headline, and says nothing of this one.
    """
    try:
        tree = parse_tree(decode(html, content_type, markup="html")[0], url=url)
    except GiveUp:
        return None
    if any(_text(node, _RUNNING) is None for node in tree.css("p")):
        return None
    title = tree.css_first("title")
    parts = _TITLE_PARTS.split(title.text()[:500]) if title else []
    linked = {_text(node, _LONGEST) for node in tree.css("a")[:_MOST_LINES]}
    whole = [_text(node, _LONGEST) for node in tree.css(_LINES)[:_MOST_LINES]]
    own = [node.text(deep=False) for node in tree.css(_BOXES)[:_MOST_LINES]]
    return notice_among([*parts, *(line for line in [*whole, *own] if line is not None and line not in linked)])


def _text(node: LexborNode, most: int) -> str | None:
    """The text of a node, None where it has more than `most` characters, or too many nodes for a line.

    Read piece by piece: where nodes are nested by the hundred, each would be joined to the whole page's text.
    """
    pieces: list[str] = []
    for passed, inner in enumerate(node.traverse(include_text=True)):
        if passed > most:
            return None
        if inner.tag_id == TEXT_ID:
            pieces.append(inner.text(deep=False))
            most -= len(pieces[-1])
            if most < 0:
                return None
    return "".join(pieces)
