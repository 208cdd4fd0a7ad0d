"""What the words beside a printed date call it: the publication or a later change."""

from __future__ import annotations

import re

_UPDATED_STEMS = (
    r"updat modif revised edited(?!\sby) reviewed last_checked last_changed changed_on amended actualis mis_à_jour màj"
    " aktualisiert zuletzt geändert stand: actualizad atualizad modificad alterado aggiornat"
    " última_modific ultima_modific bijgewerkt gewijzigd uppdatera ändrad oppdatert endret"
    " opdateret ændret päivitet muokattu aktualizac"
    " aktualizov zmieniono frissít módosít güncelle обновл измене оновл змінен ажурир измењ промене"
    " актуализира diperbarui diubah dikemas_kini cập_nhật sửa_lúc actualitzat actualizat posodob ažurir izmij"
    " atnaujinta atjaunin uuendatud"
)
_UPDATED_PARTS = (
    "ενημέρωσ ενημερώθηκε آخر_تحديث تم_التحديث تحديث حُدّث حدثت عُدل تعديل بروزرسانی به‌روزرسانی به‌روز_شد به_روز"
    " ویرایش اپڈیٹ اپ_ڈیٹ تجدید_شدہ עודכן עדכון_אחרון עדכון 更新 修订 修訂 改訂 수정 업데이트 अपडेट अद्यतन संशोधित"
    " अद्ययावत হালনাগাদ আপডেট আপলোড_হালনাগাদ อัปเดต อัพเดท ปรับปรุง แก้ไข განახლ თარიღი_განახლ թարմաց խմբագր ታድሷል የታደሰ"
    " የተሻሻለ புதுப்பி నవీకరి ನವೀಕರ പുതുക്കി અપડેટ ਅੱਪਡੇਟ"
)
_PUBLISHED_STEMS = (
    "publish posted created first original issued released post_time publié parue? mise?_en_ligne"
    " veröffentlicht erschienen erstellt publicad creado pubblicat gepubliceerd geplaatst publicerad publisert"
    " publiceret offentliggjort julkaistu opublikowan dodano data_publ zveřejněn vydáno publikov megjelen közzé"
    " publicat yayın eklenme опубликован дата опублікован публикуван објављ objavlj paskelbta publicēts avaldatud"
    " diterbitkan dipublikasikan diterbit tanggal xuất_bản đăng_lúc ngày_đăng đăng_ngày"
)
_PUBLISHED_PARTS = (
    "δημοσίευσ δημοσιεύ نشر تاريخ نُشر أضيف كتب_في انتشار منتشر تاریخ_خبر شائع اشاعت تاریخ_اشاعت פורסם פרסום 发布"
    " 發布 发表 發表 刊登 发稿 公開 掲載 配信 投稿 입력 등록 게시 작성 기사승인 송고 प्रकाशित प्रकाशन প্রকাশ"
    " เผยแพร่ ลงวันที่ โพสต์ გამოქვეყნ გამოქვ հրապարակ ታትሟል የታተመ வெளியிட ప్రచురి ಪ್ರಕಟ പ്രസിദ്ധീ પ્રકાશિત ਪ੍ਰਕਾਸ਼ਿਤ"
)


def _pattern(stems: str, parts: str) -> str:
    """Stems at the start of a word (patterns, `_` for a blank), parts anywhere."""
    starts = "|".join(stem.replace("_", r"\s") for stem in stems.split())
    inner = "|".join(part.replace("_", r"\s") for part in parts.split())
    return rf"(?<![^\W\d_])(?:{starts})|{inner}"


# Of lower case and without the flag for it: alternatives are then told apart by their first letters.
_LABEL = re.compile(
    f"(?P<updated>{_pattern(_UPDATED_STEMS, _UPDATED_PARTS)})|(?:{_pattern(_PUBLISHED_STEMS, _PUBLISHED_PARTS)})"
)
_UPDATED = re.compile(_pattern(_UPDATED_STEMS, _UPDATED_PARTS))
_REACH = 70  # characters before a date in which it is called something


def may_be_update(text: str) -> bool:
    """Whether anything in a text could call a date an update."""
    return _UPDATED.search(text.lower()) is not None


def kind_of(before: str) -> str:
    """ "updated", "published" or "" for a date by the words before it; of several the nearest to the date counts."""
    kind = ""
    if before:
        for found in _LABEL.finditer(before[-_REACH:].lower()):
            kind = "updated" if found["updated"] else "published"
    return kind


def kinds_of(text: str, spans: list[tuple[int, int]], lead: str = "") -> list[str]:
    """What each of the dates at `spans` is called; `lead` are words right before the text.

    Labels stand before their dates ("Posted 5 May. Updated 6 May"), or all behind them (`5月5日公開 5月6日更新`).
    """
    starts = [0, *(end for _, end in spans)]
    kinds = [kind_of(text[start:date]) for start, (date, _) in zip(starts, spans, strict=False)]
    if kinds and not kinds[0]:
        behind = kind_of(text[spans[-1][1] : spans[-1][1] + 25])
        if behind and not kind_of(lead):
            following = [*(date for date, _ in spans[1:]), len(text)]
            return [kind_of(text[end:stop][:25]) for (_, end), stop in zip(spans, following, strict=True)]
        kinds[0] = kind_of(lead)
    return kinds
