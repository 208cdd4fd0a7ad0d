"""The language of headlines and texts, with and without what a page claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.parse.language import direction_of, language_of, normalise_tag, primary, script_of
from workers.parse.language.words import WORDS

HEADLINES = [
    ("ar", "دائرة العلاقات الخارجية في الائتلاف تلتقي وفداً أمريكياً لبحث التطورات"),
    ("ar", "مقتل خمسة مدنيين بقصف جوي"),
    ("fa", "رئیس جمهور ایران به سفر منطقه\u200cای می\u200cرود"),
    ("fa", "تیم ملی فوتبال پیروز شد"),
    ("ur", "وزیراعظم نے کہا ہے کہ ملک میں مہنگائی کم ہو رہی ہے"),
    ("ckb", "سەرۆکی هەرێمی کوردستان لەگەڵ باڵیۆز کۆبووەوە"),
    ("ps", "د افغانستان د بهرنیو چارو وزیر وايي چې اړیکې ښې دي"),
    ("he", "ראש הממשלה אמר כי המבצע יימשך"),
    ("ru", "Президент подписал закон о бюджете на следующий год"),
    ("ru", "Пожар на складе потушен"),
    ("uk", "Президент підписав закон про бюджет на наступний рік"),
    ("uk", "Пожежу на складі загасили"),
    ("bg", "Президентът подписа закона за бюджета"),
    ("bg", "Правителството прие нови мерки срещу инфлацията"),
    ("sr", "Председник је потписао закон о буџету"),
    ("sr", "Vlada Srbije usvojila je nove mere"),
    ("mk", "Претседателот го потпиша законот за буџетот"),
    ("be", "Прэзідэнт падпісаў закон аб бюджэце"),
    ("kk", "Қазақстан президенті заңға қол қойды"),
    ("en", "Senate passes budget bill after long debate"),
    ("en", "Five killed in highway crash"),
    ("en", "Stocks slide as investors flee"),
    ("fr", "Le Sénat adopte le budget après un long débat"),
    ("fr", "Incendie à Marseille : trois blessés"),
    ("fr", "Réforme des retraites : nouvelle journée de grève"),
    ("es", "El Senado aprueba el presupuesto tras un largo debate"),
    ("es", "Cinco muertos en un accidente de tráfico"),
    ("es", "Gobierno anuncia nuevas medidas económicas"),
    ("pt", "Senado aprova orçamento após longo debate"),
    ("pt", "Governo anuncia novas medidas económicas"),
    ("pt", "Polícia prende suspeito de roubo em São Paulo"),
    ("de", "Bundestag beschließt Haushalt nach langer Debatte"),
    ("de", "Fünf Tote bei Unfall auf der Autobahn"),
    ("de", "Regierung kündigt neue Maßnahmen an"),
    ("it", "Il Senato approva la manovra dopo un lungo dibattito"),
    ("it", "Incidente stradale, cinque morti"),
    ("it", "Governo annuncia nuove misure economiche"),
    ("nl", "Tweede Kamer stemt in met begroting"),
    ("nl", "Vijf doden bij ongeluk op snelweg"),
    ("nl", "Kabinet kondigt nieuwe maatregelen aan"),
    ("sv", "Riksdagen antar budgeten efter lång debatt"),
    ("sv", "Fem döda i trafikolycka"),
    ("sv", "Regeringen presenterar nya åtgärder"),
    ("da", "Folketinget vedtager finansloven efter lang debat"),
    ("da", "Fem dræbt i trafikulykke"),
    ("da", "Regeringen fremlægger nye tiltag"),
    ("no", "Stortinget vedtar budsjettet etter lang debatt"),
    ("no", "Fem døde i trafikkulykke"),
    ("no", "Regjeringen legger fram nye tiltak"),
    ("fi", "Eduskunta hyväksyi talousarvion pitkän keskustelun jälkeen"),
    ("fi", "Viisi kuoli liikenneonnettomuudessa"),
    ("pl", "Senat przyjął budżet po długiej debacie"),
    ("pl", "Pięć osób zginęło w wypadku"),
    ("pl", "Rząd zapowiada nowe działania"),
    ("cs", "Sněmovna schválila rozpočet po dlouhé debatě"),
    ("cs", "Pět mrtvých při nehodě na dálnici"),
    ("cs", "Vláda oznámila nová opatření"),
    ("sk", "Parlament schválil rozpočet po dlhej debate"),
    ("sk", "Päť mŕtvych pri nehode na diaľnici"),
    ("sk", "Vláda oznámila nové opatrenia"),
    ("hu", "Az Országgyűlés elfogadta a költségvetést"),
    ("hu", "Öten meghaltak egy balesetben"),
    ("hu", "A kormány új intézkedéseket jelentett be"),
    ("ro", "Senatul a adoptat bugetul după o lungă dezbatere"),
    ("ro", "Cinci morți într-un accident rutier"),
    ("tr", "Meclis uzun tartışmaların ardından bütçeyi kabul etti"),
    ("tr", "Kazada beş kişi hayatını kaybetti"),
    ("tr", "Hükümet yeni önlemleri açıkladı"),
    ("id", "DPR mengesahkan anggaran setelah perdebatan panjang"),
    ("id", "Lima orang tewas dalam kecelakaan lalu lintas"),
    ("ms", "Parlimen meluluskan belanjawan selepas perbahasan panjang"),
    ("ms", "Lima maut dalam kemalangan jalan raya kata polis negara"),
    ("vi", "Quốc hội thông qua ngân sách sau cuộc tranh luận dài"),
    ("vi", "Năm người chết trong vụ tai nạn"),
    ("ca", "El Senat aprova el pressupost després d'un llarg debat"),
    ("ca", "Cinc morts en un accident de trànsit amb un camió"),
    ("hr", "Hrvatski sabor usvojio je proračun nakon duge rasprave"),
    ("sl", "Državni zbor je sprejel proračun po dolgi razpravi"),
    ("el", "Η Βουλή ψήφισε τον προϋπολογισμό"),
    ("zh", "国会通过预算案"),
    ("zh", "國會通過預算案"),
    ("ja", "国会で予算案が可決された"),
    ("ja", "予算案を可決 国会"),
    ("ko", "국회, 예산안 통과"),
    ("th", "รัฐสภาผ่านงบประมาณ"),
    ("hi", "संसद ने लंबी बहस के बाद बजट पारित किया"),
    ("mr", "संसदेत अर्थसंकल्प मंजूर झाला आहे"),
    ("bn", "সংসদে বাজেট পাস হয়েছে"),
    ("ta", "பாராளுமன்றம் பட்ஜெட்டை நிறைவேற்றியது"),
    ("et", "Riigikogu võttis pärast pikka arutelu eelarve vastu"),
    ("lv", "Saeima pēc ilgām debatēm pieņem budžetu"),
    ("lt", "Seimas po ilgų debatų priėmė biudžetą"),
    ("sq", "Kuvendi miratoi buxhetin pas një debati të gjatë"),
    ("az", "Milli Məclis büdcəni qəbul etdi"),
    ("eu", "Parlamentuak aurrekontua onartu du eztabaida luze baten ondoren"),
    ("gl", "O Parlamento aproba o orzamento tras un longo debate, di o goberno galego"),
    ("is", "Alþingi samþykkti fjárlög eftir langa umræðu"),
    ("sw", "Bunge limepitisha bajeti baada ya mjadala mrefu"),
    ("tl", "Ipinasa ng Senado ang badyet matapos ang mahabang debate"),
    ("af", "Die parlement het die begroting ná 'n lang debat goedgekeur"),
]


@pytest.mark.parametrize(("language", "text"), HEADLINES)
def test_a_headline_tells_its_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("Zwei Spiele", "de-AT", "de"),
        ("خبر عاجل", "en", "ar"),  # the script is against the claim
        ("Breaking news from the capital", "ar", "en"),
        ("The government of the country said that it was", "fr", "en"),
        ("Regjeringen legger fram nye tiltak", "nb-NO", "no"),
        ("Vlada je usvojila nove mjere", "bs", "hr"),
        ("국회 통과", "ja", "ko"),
        ("国会可决预算", "ja", "zh"),
        ("Cuirt an Stait", "ga", "ga"),
        ("Татарстан яңалыклары", "tt", "tt"),
        ("", "ar_SY", "ar"),
        ("12345", "he", "he"),
        ("The quick word", "not a tag at all", "en"),
        ("Some text of the day", "iw", "en"),
        ("ראש הממשלה אמר", "iw", "he"),
    ],
)
def test_a_claim_is_believed_where_script_and_words_allow_it(text: str, hint: str, expected: str) -> None:
    assert language_of(text, hint=hint) == expected


@pytest.mark.parametrize("text", ["", "   ", "12345", "!!!", "★ 10:05"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_latin_names_in_another_script_do_not_outvote_it() -> None:
    assert language_of("تستضيف Microsoft Azure OpenAI وقال Sam Altman إن الشركة") == "ar"
    assert language_of("苹果公司发布 iPhone 17 Pro Max 和 MacBook Air") == "zh"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar_SY", "ar-SY"),
        ("EN-us", "en-US"),
        ("zh_hant_TW", "zh-Hant-TW"),
        ("iw", "he"),
        ("es-419", "es-419"),
        ("ar-SY-x-news", "ar-SY"),
        (" fr ", "fr"),
        ("x", None),
        ("", None),
        ("english", None),
        ("12", None),
    ],
)
def test_a_tag_is_written_as_bcp_47_writes_it(tag: str, expected: str | None) -> None:
    assert normalise_tag(tag) == expected
    assert primary(tag) == (expected.split("-")[0] if expected else None)


@pytest.mark.parametrize(
    ("language", "text", "direction"),
    [
        ("ar", "", "rtl"),
        ("fa-IR", "", "rtl"),
        ("he", "", "rtl"),
        ("ckb", "", "rtl"),
        ("en", "", "ltr"),
        (None, "", "ltr"),
        ("az-Arab", "", "rtl"),
        ("ar-Latn", "", "ltr"),
        ("en", "خبر عاجل", "rtl"),
        (None, "שלום עולם", "rtl"),
        ("ar", "Breaking news", "ltr"),
    ],
)
def test_a_text_runs_the_way_of_its_own_script(language: str | None, text: str, direction: str) -> None:
    assert direction_of(language, text) == direction


@given(st.text(alphabet=st.sampled_from("ab ٠.,1אبپ中ж\u0780é"), max_size=40), st.integers(0, 700))
def test_the_direction_is_that_of_the_script_however_it_is_found(text: str, dots: int) -> None:
    text = "." * dots + text
    script = script_of(text)
    assert direction_of("he", text) == ("ltr" if script and script not in ("Arab", "Hebr", "Thaa") else "rtl")


def test_every_language_of_the_tables_is_a_tag() -> None:
    for script, languages in WORDS.items():
        for language in languages:
            assert normalise_tag(language) == language, script


@given(st.text(max_size=2000), st.none() | st.text(max_size=12))
def test_any_text_gives_a_primary_subtag_or_none(text: str, hint: str | None) -> None:
    for found in (language_of(text), language_of(text, hint=hint)):
        assert found is None or (found.islower() and found.isalpha() and 2 <= len(found) <= 3)
    assert direction_of(hint, text) in ("ltr", "rtl")
    assert script_of(text) is None or len(script_of(text) or "") == 4
