"""Lines that stand around articles in every language: share, read also, follow us, photo credits, rights."""

from __future__ import annotations

import re
from functools import lru_cache

from workers.parse.body.lines import AROUND, READ_ALSO, TAIL
from workers.parse.wordlists import word_set

_LONGEST = 160


class _Phrases:
    """Tells whether a line in lower case starts with one of many phrases, looking only at those of its first letter."""

    def __init__(self, listing: str) -> None:
        by_first: dict[str, list[str]] = {}
        for phrase in re.split(r"\s+\|\s+", listing.strip()):
            first = phrase[0] if phrase[0].isalpha() else ""
            by_first.setdefault(first, []).append(re.sub(r"\s+", r"\\s+", phrase))
        self._any = re.compile("|".join(by_first.pop("", [r"(?!)"])))
        self._by_first = {first: re.compile("|".join(phrases)) for first, phrases in by_first.items()}

    def begin(self, line: str) -> bool:
        pattern = self._by_first.get(line[:1])
        return bool((pattern and pattern.match(line)) or self._any.match(line))


_READ_ALSO, _AROUND, _TAIL = _Phrases(READ_ALSO), _Phrases(AROUND), _Phrases(TAIL)
_SERVICES = word_set(
    """
    facebook fb twitter x whatsapp telegram email mail linkedin pinterest reddit bluesky threads mastodon messenger
    viber line vk vkontakte вконтакте ok одноклассники weibo wechat qq tumblr flipboard pocket instagram youtube tiktok
    copylink copyurl print sms skype xing hatena kakaotalk naver band odnoklassniki فيسبوك تويتر واتساب تلغرام تيليجرام
    微信 微博 qq空间
    """
)
_LEAD = re.compile(r"[\W_ـ]+")  # tatweel draws rules in Arabic
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|da|door|av|af|od|przez|от|автор|بقلم|كتب|كتبت|نوشته|מאת|作者|記者|记者|文/|文：|撰文)"
    r"\b[\s:：]*\S.{0,80}$"
)
_DATE = re.compile(
    r"(?=.*(?:\d{4}|\d[:/.-]\d|\d[年月]))[\d\s.,:/|–—·•()+-]*(?:[^\W\d_]+[\d\s.,:/|–—·•()+-]+){0,5}[^\W\d_]*$"
)
_HAN_DATE = re.compile(
    r"(?:令和|平成|中華民國|民國)?[〇一二三四五六七八九十元\d]{1,4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日.{0,12}$"
)
_CREDITED = re.compile(
    r"[(\[（【](?:image|images|photo|photos|picture|pic|foto|bild|credit|crédit|фото|صورة|写真|사진|图)"
    r"\s*[:：=][^)\]）】]*[)\]）】]\s*$"
)
_CODE = re.compile(r"\[/?[a-z_-]+(?:\s[^\]]*=|\])|<[a-z]+\s[^>]*=")
_INVITING = ("follow", "mail", "contact", "reach")  # what the next one begins with
_FOLLOW = re.compile(
    r"\b(?:follow|email|e-mail|contact|reach)\s+(?:\w+\s+){1,4}(?:at|on|via)\s+"
    r"(?:\S+@|@|twitter|facebook|instagram|x\b|bluesky|linkedin)"
)
_SIGNED = re.compile(  # one line that labels both its source and its author
    r"(?:source|quelle|fonte|fuente|источник|المصدر|منبع|מקור|来源|來源|出典)\s*[:：].{1,80}?"
    r"\W(?:by|par|von|por|di|author|auteur|autore?|автор|الكاتب|نویسنده|מאת|作者|记者|記者)\s*[:：]"
)
_NAME_IN_BRACKETS = re.compile(
    r"[（【](?:文|記者|记者|取材)?[\s・/／:：=＝]*[\u3040-\u30ff\u3400-\u9fff\s・]{2,10}[）】]$"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w{2,}")


@lru_cache(maxsize=4_096)
def is_furniture(text: str) -> bool:
    """A line that stands around an article, not in it: read-also, share, credit and source lines, rules, addresses."""
    if len(text) > _LONGEST:
        return False
    low = text.casefold()
    line = _without_lead(low)
    if not line or low[0] == "©":
        return True
    if _READ_ALSO.begin(line) or _AROUND.begin(line):
        return True
    return bool(
        _ADDRESS.fullmatch(low)
        or _CODE.match(low)
        or _CREDITED.search(low)
        or (any(word in low for word in _INVITING) and _FOLLOW.search(low))
        or (low.count(":") + low.count("：") >= 2 and _SIGNED.search(low))
    )


def is_service(text: str) -> bool:
    """The bare name of a service to share with, as the links of a share bar have it."""
    return len(text) <= 30 and "".join(filter(str.isalnum, text.casefold())) in _SERVICES


def is_tail_heading(text: str) -> bool:
    """A short line after which the article is over: "Related stories", "Comments", "مواضيع ذات صلة"."""
    return len(text) <= 60 and _TAIL.begin(_without_lead(text.casefold()))


def _without_lead(line: str) -> str:
    """The line from its first letter or digit on."""
    lead = _LEAD.match(line)
    return line[lead.end() :] if lead else line


def is_byline(text: str) -> bool:
    """A short line that names who wrote it or when: "By Jane Doe", "7 January 2020, 10:05"."""
    return is_signed(text) or is_date(text)


def is_signed(text: str) -> bool:
    """A short line that names who wrote it."""
    if len(text) <= 14 and _NAME_IN_BRACKETS.match(text):
        return True
    return len(text) <= 100 and _BYLINE.match(text.casefold().lstrip()) is not None


def is_date(text: str) -> bool:
    """A short line of figures and a few words, such as a date or a time."""
    return len(text) <= 50 and bool(_DATE.match(text) or ("年" in text and _HAN_DATE.match(text)))
