"""Lines that flap by themselves: counters, reading times, "5 minutes ago", advertisement marks, read-also lines.

Publishers print them among the paragraphs. They come and go between two looks at an unchanged article, and are
neither an edit of it nor a part of its words. The tables hold the words as printed; both sides are folded.
"""

from __future__ import annotations

import re
from typing import Final

from workers.dedupe.folding import fold

_SHORT: Final = 90


def _phrases(words: str) -> set[str]:
    return {fold(word.strip()) for line in words.splitlines() for word in line.split("|") if word.strip()}


def _any_of(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(_phrases(words), key=lambda word: (-len(word), word)))


# After a number: "1,234 views".
_COUNTED: Final = _any_of(
    """
    view|views|read|reads|reader|readers|visit|visits|visitors|comment|comments|reply|replies|share|shares|like
    likes|reaction|reactions|click|clicks|hits|vote|votes|retweets|follower|followers|people are reading
    people are reading this|min read|minute read|minutes read|mins read|min. read|minutes to read
    minutes reading time|просмотр|просмотра|просмотров|комментарий|комментария|комментариев|мин чтения
    мин. чтения|минут чтения|мин. на чтение|vue|vues|lecture|lectures|commentaire|commentaires|partage|partages
    min de lecture|minutes de lecture|visitas|vistas|lecturas|comentario|comentarios|compartidos
    minutos de lectura|visualizações|visualizzazioni|commenti|Aufrufe|Kommentar|Kommentare|Min. Lesezeit
    Minuten Lesezeit|okunma|yorum|paylaşım|görüntüleme|dk okuma|مشاهدة|مشاهدات|قراءة|قراءات|زيارة|زيارات|تعليق
    تعليقات|مشاركة|مشاركات|إعجاب|إعجابات|دقيقة قراءة|دقائق قراءة|بازدید|نظر|دیدگاه|دقیقه مطالعه|צפיות|תגובות
    שיתופים|דקות קריאה|次阅读|阅读|次浏览|浏览|条评论|评论|个赞|人阅读|分钟阅读|次閱讀|次瀏覽|則留言
    件のコメント|コメント|回閲覧|조회|댓글|개의 댓글|टिप्पणियां|views today|views so far|people like this
    people shared this|mal gelesen|mal geteilt|mal angesehen|kez okundu|kez görüntülendi|переглядів|перегляд
    коментарів|wyświetleń|odsłon|komentarzy|lượt xem|bình luận|kali dilihat|komentar|προβολές|σχόλια|आगंतुक|व्यूज
    """
)
# Before a number: "Views: 1,234".
_COUNTING: Final = _any_of(
    """
    view|views|reads|comments|shares|likes|visits|hits|reading time|estimated reading time|просмотры|просмотров
    комментарии|комментариев|время чтения|прочитали|vues|commentaires|partages|temps de lecture|comentarios
    visitas|lecturas|tiempo de lectura|visualizações|Aufrufe|Kommentare|Lesezeit|visualizzazioni|commenti|okunma
    yorum|okunma sayısı|المشاهدات|مشاهدات|عدد المشاهدات|القراءات|عدد القراءات|عدد القراء|الزيارات|عدد الزيارات
    التعليقات|عدد التعليقات|المشاركات|مدة القراءة|وقت القراءة|تعداد بازدید|بازدید|تعداد نظرات|زمان مطالعه|צפיות
    תגובות|זמן קריאה|阅读量|阅读数|阅读|浏览|浏览量|点击|点击数|点击量|评论|评论数|閱讀|瀏覽數|閲覧数|コメント数
    조회수|댓글|조회|share|like|tweet|pin|viewed|read|seen|this article has been read|this article has been viewed
    this page has been viewed|this post has been viewed|this story has been viewed|прочитано|просмотрено|vu|lu|partagé
    visto|leído|lido|letto|visitado|gelesen|angesehen|geteilt|okundu|переглядів|перегляди|коментарі|wyświetleń
    wyświetlenia|odsłon|odsłony|komentarze|lượt xem|bình luận|dilihat|dibaca|komentar|προβολές|σχόλια|شوهد|شوهدت
    قراءة|قراءات|مشاهدة|زيارة|تعليق|مشاركة|تمت القراءة|تمت المشاهدة|تم قراءته|خوانده شده|נצפה|נקרא|阅读次数|浏览次数
    点击次数|閱讀次數|瀏覽次數|点赞|アクセス数|再生回数|เข้าชม|ยอดวิว|ผู้ชม|अब तक पढ़ा|क्लिक|व्यूज|देखा गया
    """
)
_UNITS: Final = _any_of(
    """
    s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hr|hrs|hour|hours|d|day|days|сек|секунд|секунды|мин
    минут|минуты|минуту|ч|час|часа|часов|день|дня|дней|seconde|secondes|heure|heures|jour|jours|segundos|minuto
    minutos|hora|horas|día|días|Sekunden|Minute|Minuten|Stunde|Stunden|Tag|Tagen|einer Stunde|einem Tag|ثانية
    ثوان|ثواني|دقيقة|دقائق|دقيقتين|ساعة|ساعات|ساعتين|يوم|أيام|يومين|دقیقه|ساعت|روز|saniye|dakika|saat|gün|秒
    分钟|分鐘|小时|小時|天|分|時間|日|דקה|דקות|שעה|שעות|שעתיים|יום|ימים|초|분|시간|일
    """
)
_TIMES: Final = _any_of(
    "times|time|раз|раза|fois|veces|vezes|volte|mal|kez|defa|kali|lần|φορές|مرة|مرات|بار|פעמים|次|回|회|번|ครั้ง|बार"
)
_AGO: Final = _any_of("ago|назад|پیش|قبل|önce|前|之前|전|fa|atrás")
_SINCE: Final = _any_of("il y a|hace|há|vor|منذ|قبل|לפני")
_NOW: Final = _any_of("just now|только что|à l'instant|الآن|刚刚|たった今|gerade eben")
_AD: Final = """
    advertisement|ad|ads|sponsored|sponsored content|story continues below|story continues below advertisement
    article continues below|article continues below advertisement|реклама|publicité|publicidad|publicidade
    Anzeige|Werbung|pubblicità|reklam|إعلان|إعلانات|إعلان ممول|تبلیغات|آگهی|פרסומת|广告|廣告|広告|광고|विज्ञापन
    """
_READ_ALSO: Final = """
    read also|read more|read next|also read|see also|related|related articles|related stories|related news
    more on this|most read|recommended|recommended for you|don't miss|читайте также|читать также|смотрите также
    по теме|материалы по теме|lire aussi|à lire aussi|voir aussi|sur le même sujet|lea también|lee también
    le puede interesar|te puede interesar|lesen sie auch|mehr zum thema|leggi anche|leia também|leia mais
    ayrıca okuyun|ilgili haberler|اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|اقرأ المزيد|اقرأ أكثر|شاهد أيضا|مواضيع ذات صلة
    أخبار ذات صلة|مقالات ذات صلة|قد يهمك أيضا|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|קראו גם|לקריאה נוספת
    כתבות נוספות|相关阅读|相关新闻|延伸阅读|推荐阅读|相關新聞|関連記事|あわせて読みたい|관련기사|यह भी पढ़ें
    """
_NUMBER: Final = r"[0-9][0-9.,'٬٫ ]*(?:k|m|тыс\.?|млн\.?|الف|万|萬|천)?"

_NONE: Final = """
    no comments|no comments yet|comments (0)|be the first to comment|leave a comment|صفر تعليق|لا تعليقات
    لا توجد تعليقات|لا يوجد تعليقات|بدون نظر|نظری ثبت نشده|אין תגובות|нет комментариев|комментариев нет
    aucun commentaire|soyez le premier à commenter|sin comentarios|sem comentários|keine kommentare|nessun commento
    yorum yok|henüz yorum yok|暂无评论|還沒有留言|コメントはありません|댓글 없음|немає коментарів|brak komentarzy
    """

_IS_AD: Final = re.compile(rf"[\W_]*(?:{_any_of(_AD + '|' + _NONE)})[\W_]*")
_IS_ICON: Final = re.compile(rf"(?:[👁👀💬🗨❤♥👍🔁🔄]\ufe0f?\s*{_NUMBER}\s*)+")
_IS_READ_ALSO: Final = re.compile(rf"[\W_]*(?:{_any_of(_READ_ALSO)})\s*(?:[:：\-–|»>].*)?[\W_]*", re.DOTALL)
_IS_COUNTER: Final = re.compile(
    rf"[\W_]*(?:{_NUMBER}\s*(?:{_COUNTED})"
    rf"|(?:{_COUNTING})\s*[:：\-–(]?\s*{_NUMBER}\)?(?:\s*(?:{_COUNTED}|{_UNITS}|{_TIMES}))?\.?)[\W_]*"
)
_RELATIVE: Final = re.compile(
    rf"(?<!\w)(?:(?:[0-9]+|an?|one|une?)\s*(?:{_UNITS})\s*(?:{_AGO})|(?:{_SINCE})\s+(?:[0-9]+\s*)?(?:{_UNITS})|{_NOW})(?!\w)"
)
_PARTS: Final = re.compile(r"[|·•/]|\s[-–—]\s")


class _Beginnings(dict[str, bool]):
    """Whether a line that begins with this printed word may be an advertisement mark or a read-also line; bounded."""

    ROOM: Final = 4096

    def __missing__(self, printed: str) -> bool:
        word = _FIRST_WORD.match(fold(printed))
        if len(self) >= self.ROOM:
            self.clear()
        self[printed] = word is None or word[1] in _FIRST_WORDS
        return self[printed]


_FIRST_WORD: Final = re.compile(r"[\W_]*(\w+)")
_FIRST_WORDS: Final = {
    found[1] for phrase in _phrases(f"{_AD}|{_NONE}|{_READ_ALSO}") if (found := _FIRST_WORD.match(phrase))
}
_DIGIT: Final = re.compile(r"\d")
_FEW_WORDS: Final = 9  # no line without a number is longer: the longest relative time, and two words beside it
_beginnings: Final = _Beginnings()


def _may_be_counted(paragraph: str) -> bool:
    """Whether a short line may be a counter or a relative time, which begin with any word."""
    return paragraph.count(" ") < _FEW_WORDS or _DIGIT.search(paragraph) is not None


def is_passing(paragraph: str) -> bool:
    """Whether a paragraph holds nothing but counters, relative times, advertisement marks, a read-also line, or air."""
    length = len(paragraph)
    if length > 4 * _SHORT or not (
        (length <= _SHORT and _may_be_counted(paragraph)) or _beginnings[paragraph[:40].partition(" ")[0]]
    ):
        return False
    line = " ".join(fold(paragraph.strip()[: _SHORT + 1]).split())
    if not line:
        return not fold(paragraph).strip()
    if _IS_READ_ALSO.fullmatch(line):
        return True
    if length > _SHORT:
        return False
    if _IS_AD.fullmatch(line):
        return True
    without_times, times = _RELATIVE.subn("", line)
    if not times and _DIGIT.search(line) is None:
        return False
    left = [part.strip() for part in _PARTS.split(without_times)]
    left = [part for part in left if part and not _IS_COUNTER.fullmatch(part) and not _IS_ICON.fullmatch(part)]
    if not left:
        return any(char.isalnum() for char in line)
    # "Updated 5 minutes ago", "نشر قبل ٥ دقائق": a word or two beside a relative time.
    words = " ".join(left)
    return times > 0 and len(words.split()) <= 2 and not any(char.isdigit() or char in ".!?؟。" for char in words)
