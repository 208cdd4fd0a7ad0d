"""The words by which the parts of a section page and of its addresses are told apart."""

from __future__ import annotations

from workers.parse.wordlists import word_set

ASIDE = word_set(
    """
    nav navigation navbar menu submenu megamenu breadcrumb breadcrumbs footer masthead topbar social share sharing
    follow login signin subscribe newsletter cookie cookies consent tag tags taglist keywords author authors byline
    pagination pager paging pagenavi ad ads advert advertisement advertising sponsored sponsor sponsors taboola outbrain
    comment comments weather languages copyright legal sitemap skip toolbar hashtags
    """
)
"""Parts of class names of what stands beside articles."""

TITLES = word_set(
    "title titles headline headlines heading hed subject tit ttl titre titulo titolo titel tytul baslik judul otsikko"
)
"""Parts of class names of a headline."""

ID_KEYS = word_set(
    """
    id p nid newsid news_id aid articleid article_id storyid story_id contid itemid idarticle artid item_no oid no
    """
)
"""Query keys that name an article."""

TRACKING = word_set("ref src source icid cmp cmpid intcmp fbclid gclid ocid ito partner xtor")
"""Query keys that only say where the reader came from."""

SECTIONS = word_set(
    """
    tag tags topic topics category categories cat author authors auteur autor autores user users profile profiles people
    writer writers columnist columnists login signin sign-in signup register registration subscribe subscription
    subscriptions account search suche recherche buscar about about-us contact contact-us contacts impressum kontakt
    privacy privacy-policy terms terms-of-use cookies cookie-policy rss feed feeds newsletter newsletters jobs careers
    shop store advertise advertising advertisement werbung donate archive archives sitemap help faq page label labels
    keyword keywords hashtag staff team rubrique wp-admin wp-login.php cart checkout share print mailto apps app
    podcast-feed legal policies
    """
)
"""Path segments under which no article lies."""

MORE = (
    "read more",
    "see more",
    "view more",
    "show more",
    "load more",
    "more",
    "see all",
    "view all",
    "read all",
    "continue reading",
    "full story",
    "read the full",
    *("اقرأ", "المزيد", "إقرأ", "تابع القراءة", "التفاصيل", "ادامه", "مزید پڑھیں", "עוד", "המשך", "לכתבה המלאה"),
    *("阅读", "更多", "查看全文", "詳細", "続きを読む", "もっと", "더보기", "자세히"),
    *("читать", "подробнее", "далее", "читати", "докладніше", "още", "διαβάστε", "περισσότερα"),
    *("lire la suite", "lire l'article", "en savoir plus", "voir plus", "leer más", "ver más", "seguir leyendo"),
    *("weiterlesen", "mehr lesen", "mehr erfahren", "leggi tutto", "leggi di più", "continua a leggere", "leia mais"),
    *("ler mais", "saiba mais", "czytaj", "więcej", "lees meer", "lees verder", "läs mer", "læs mere", "les mer"),
    *("devamı", "devamını oku", "selengkapnya", "baca", "xem thêm", "पूरा पढ़ें", "और पढ़ें", "আরও পড়ুন", "citește", "číst"),
)
"""How a link begins that only repeats what the headline leads to."""

NEXT = (
    *("next", "next page", "older", "older posts", "older entries", "load more"),
    *("التالي", "التالية", "الصفحة التالية", "بعدی", "صفحه بعد", "اگلا", "הבא", "העמוד הבא", "לעמוד הבא"),
    *("下一页", "下一頁", "下页", "次へ", "次のページ", "다음", "다음 페이지", "ถัดไป"),
    *("далее", "следующая", "следующая страница", "вперед", "наступна", "следваща", "επόμενη", "επόμενο"),
    *("suivant", "suivante", "page suivante", "siguiente", "página siguiente", "próxima", "próximo", "seguinte"),
    *("weiter", "nächste", "nächste seite", "successiva", "successivo", "avanti", "następna", "dalej", "volgende"),
    *("nästa", "næste", "neste", "seuraava", "sonraki", "další", "následující", "következő", "următoarea"),
    *("berikutnya", "selanjutnya", "seterusnya", "tiếp", "trang sau", "अगला", "পরবর্তী"),
)
"""What the link to the older part of a list says."""
