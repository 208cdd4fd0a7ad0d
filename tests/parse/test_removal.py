"""Notices of removal are recognised in many languages, and news about removals is not."""

from __future__ import annotations

import tracemalloc

import pytest

from workers.parse.removal import notice_among, notice_on_page, says_removed

NOTICES = [
    "This article has been removed.",
    "Sorry, this story is no longer available.",
    "We’re sorry, but the page you are looking for has been deleted.",
    "THIS CONTENT HAS BEEN TAKEN DOWN",
    "This article was withdrawn at the request of the agency.",
    "Cet article a été supprimé.",
    "Désolé, cette page n’est plus disponible",
    "L'article a été retiré à la demande de son auteur",
    "Dieser Artikel wurde auf Wunsch der Redaktion gelöscht.",
    "Leider: Der Beitrag ist nicht mehr verfügbar.",
    "Dit artikel is verwijderd.",
    "Esta noticia ha sido eliminada.",
    "Lo sentimos, el artículo ya no está disponible",
    "Esta matéria foi removida.",
    "Questo articolo è stato rimosso",
    "Acest articol a fost șters.",
    "Статья удалена",
    "К сожалению, данная новость была удалена по решению редакции.",
    "Материал снят с публикации",
    "Стаття видалена",
    "Ten artykuł został usunięty.",
    "Tento článek byl smazán.",
    "Το άρθρο έχει αφαιρεθεί",
    "Bu haber yayından kaldırılmıştır.",
    "تم حذف الخبر",
    "عذراً، تم حذف هذا المقال",
    "هذه الصفحة لم تعد متاحة",
    "تمّ حذف الخبـر",
    "این خبر حذف شده است",
    "یہ خبر ہٹا دی گئی ہے",
    "הכתבה הוסרה",
    "מצטערים, העמוד כבר לא זמין",
    "यह लेख हटा दिया गया है",
    "该文章已被删除",
    "抱歉，您访问的页面已下线",
    "此新聞已被刪除",
    "この記事は削除されました。",
    "お探しの記事は、掲載期間が終了しました",
    "해당 기사는 삭제되었습니다.",
    "Artikel ini telah dihapus.",
    "Bài viết này đã bị gỡ",
    "Den här artikeln har tagits bort.",
    "Artiklen er blevet slettet",
    "This article has been removed from our website, at the request of its author.",
    "Sorry, the page you are looking for has been deleted or moved. Please try again later.",
    "The story was retracted by the publisher. We apologize for any inconvenience.",
    "This report has been withdrawn.",
    "تم سحب هذا التقرير",
    "Der Artikel wurde leider gelöscht oder verschoben.",
    "La nota fue retirada por el editor.",
    "Материал удалён по требованию правообладателя.",
    "تم حذف الخبر من الموقع",
    "该页面已被删除或不存在。",
    "このページは削除されたか、移動した可能性があります。",
]

NEWS = [
    "The statue has been removed from the square.",
    "Removed articles are kept for a year, the archive says.",
    "Article 370 has been withdrawn, the court said on Monday.",
    "Twitter says the post, which was deleted, broke its rules.",
    "This article has been updated.",
    "This story is available to subscribers only.",
    "The article about the minister, which three papers printed, was read by a million people before it was withdrawn.",
    "Статья 228 снята с повестки дня",
    "تم حذف المادة السادسة من الدستور بعد التصويت",
    "该文章被广泛转载",
    "この記事は有料会員限定です",
    "Cet article est réservé aux abonnés",
    "Bu haber 5 kez okundu",
    "",
    "This article has been removed. " * 20,
    "The report was withdrawn on Monday after three ministers said that its figures could not be trusted.",
    "The report was withdrawn after pressure from ministers",
    "The report was withdrawn. Three ministers had said that its figures on water use could not be trusted.",
    "The report was withdrawn.",
    "The post was removed by the user",
    "The story was withdrawn by the agency",
    "تم سحب التقرير",
    "The post was removed by Facebook within hours, the senator said",
    "The post was removed by the user's lawyers",
    "The story was retracted by the newspaper on Monday",
    "This article was removed from sale",
    "The content was removed from TikTok after complaints, says watchdog",
    "The page has been taken down, but copies spread",
    "Haber yayından kaldırıldı, gazeteci gözaltında",
    "Bu haber silindi ama paylaşılıyor",
    "报道下架引发争议",
    "内容被删除 微博回应",
    "この記事は削除されたと新聞が伝えた",
    "기사는 삭제되었다고 경찰이 밝혔다",
    "La nota fue retirada por el embajador",
    "A matéria foi removida pela Justiça Eleitoral",
    "L'articolo è stato rimosso dal disegno di legge",
    "L'article a été supprimé du projet de loi par le Sénat",
    "La page a été supprimée par Facebook",
    "Der Text wurde in Brüssel zurückgezogen",
    "Der Beitrag wurde nach Protesten gelöscht",
    "Die Seite ist nicht mehr online: Hackerangriff auf Stadtverwaltung",
    "Статья удалена из закона после протестов",
    "Сообщение было удалено автором канала",
    "Artykuł został usunięty z ustawy",
    "تم حذف المقال بعد ضغوط من الوزارة",
    "تم سحب التقرير من الأمم المتحدة",
    "این خبر حذف شد و خبرنگار بازداشت شد",
    "הכתבה הוסרה בצו בית המשפט",
    "यह लेख हटा दिया गया तो संपादक ने विरोध किया",
    "Berita ini telah dihapus polisi",
]


@pytest.mark.parametrize("line", NOTICES)
def test_a_notice_of_removal_is_recognised(line: str) -> None:
    assert says_removed(line)
    assert says_removed(f"  {line} ".replace(" ", "\n", 1))


@pytest.mark.parametrize("line", NEWS)
def test_another_line_is_no_notice(line: str) -> None:
    assert not says_removed(line)


def test_the_first_notice_among_lines_is_given() -> None:
    assert (
        notice_among(["Port News", " This  story has been deleted. ", "Статья удалена"])
        == "This story has been deleted."
    )
    assert notice_among(["Port News"]) is None


@pytest.mark.parametrize(
    "body",
    [
        "<title>This article has been removed - Port News</title><p>Most read",
        "<title>Port News</title><nav><li>Home</nav><div class=box>تم حذف الخبر</div>",
        "<title>Port News</title><h1>Статья удалена</h1>",
        "<title>Port News</title><section><p>Home</p><div><p>该文章已被删除</p></div></section>",
    ],
)
def test_a_page_is_searched_by_title_headings_and_lines(body: str) -> None:
    html = f"<!DOCTYPE html><meta charset=utf-8>{body}".encode()
    assert notice_on_page(html, url="https://a.example/1", content_type="text/html") is not None


def test_a_page_with_running_text_says_nothing_of_itself() -> None:
    text = "The port authority said on Monday that the wall would be mended. " * 8
    html = f"<title>Walls</title><p>{text}</p><p>This article has been removed.</p>".encode()
    assert notice_on_page(html, url="https://a.example/1") is None
    assert notice_on_page(html.replace(text.encode(), b"Walls."), url="https://a.example/1") is not None


def test_a_headline_that_is_linked_says_nothing_of_the_page_it_stands_on() -> None:
    html = "<title>Port News</title><ul><li><a href=/7><b>Haber yayından kaldırıldı</b></a></li></ul>".encode()
    assert notice_on_page(html, url="https://a.example/1") is None


def test_a_notice_in_pieces_is_read_whole() -> None:
    html = b"<title>Port News</title><p>This <i>article</i> has been <b>removed</b>.</p>"
    assert notice_on_page(html, url="https://a.example/1") == "This article has been removed."


def test_nodes_nested_round_a_long_text_are_not_joined_each() -> None:
    html = b"<title>Walls</title>" + b"<span>" * 900 + b"x " * 250_000 + b"</span>" * 900
    tracemalloc.start()
    try:
        assert notice_on_page(html, url="https://a.example/1") is None
        assert tracemalloc.get_traced_memory()[1] < 20 * len(html)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("html", [b"", b"\x00\xff" * 100, b"<p>" * 50_000, b"<title>" + b"this article " * 100_000])
def test_hostile_pages_have_no_notice(html: bytes) -> None:
    assert notice_on_page(html, url="https://a.example/1") is None
