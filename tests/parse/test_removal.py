"""Notices of removal are recognised in many languages, and news about removals is not."""

from __future__ import annotations

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


@pytest.mark.parametrize("html", [b"", b"\x00\xff" * 100, b"<p>" * 50_000, b"<title>" + b"this article " * 100_000])
def test_hostile_pages_have_no_notice(html: bytes) -> None:
    assert notice_on_page(html, url="https://a.example/1") is None
