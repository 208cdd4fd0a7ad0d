"""The words round names in bylines, in the languages that news is written in."""

from __future__ import annotations

import re

from workers.parse.wordlists import word_set

# Words that lead to a name and cannot begin one; a blank or a colon parts them from it.
_LEADS = (
    r"(?:written|posted|reported|published|created|authored|story|words|text|article|report|analysis|opinion|recipe|"
    r"review|post|contributed|submitted|updated|blog|content)"
    r"(?: (?:and|&) (?:photographed|photography|edited|photos|illustrated))? by|"
    r"by(?:[- ]?line)?|authors?|co-authors?|writers?|reporters?|the authors?|about the authors?"
    r"|meet the authors?|contributors?|posted|guest post by"
    r"|this (?:post|article|story|blog|blog post|piece|guide) (?:was |is )?(?:originally )?(?:written|authored) by|"
    r"ein (?:artikel|beitrag|bericht|kommentar|interview) von|autor(?:en|in)?|text(?:es?)?|verfasst von|"
    r"geschrieben von|"
    r"(?:écrit|publié|rédigé|propos recueillis|article|texte|reportage|posté) par|par|auteure?s?|"
    r"(?:escrito|publicado|redactado|elaborado|texto|artículo) por|por|autor(?:a|es)?|"
    r"scritto da|a cura di|articolo di|testo di|autor[ei]|geschreven door|door|auteurs?|skrevet av"
    r"|skriven av|skrevet af|tekst|"
    r"autorka|napisała?|opracowała?|napsala?|írta|szerzők?|yazan|yazar|haber|oleh|penulis|tim redaksi|reporter|tác giả|"
    r"автор(?:ы|и|ка)?|текст|подготовил[аи]?|опубликовал[аи]?|беседовал[аи]?|записал[аи]?|"
    r"γράφει(?: ο| η)?|συντάκτη[ςσ]|επιμέλεια|"
    r"بقلم|الكاتبة?|كتبت?|كاتب المقال|إعداد|اعداد|المحررة?|المؤلفة?|تقرير|حوار|أجرى الحوار|بواسطة|نشرت? من قبل|"
    r"نویسنده|نوشتهٔ?|به قلم|خبرنگار|گزارش از|گزارشگر|توسط|تحریر|از قلم|"
    r"מאת|נכתב על ידי|כתבו?|כתבה|על ידי|"
    r"लेखक|रिपोर्ट|द्वारा|লেখক|প্রতিবেদক|লিখেছেন|"
    r"ავტორი|հեղինակ|ዘጋቢ|ጸሐፊ|ஆசிரியர்|எழுதியவர்|รายงานโดย|โดย|তৈরি করেছেন|تحریر|لیکوال|"
    r"作者|撰文|撰稿人?|執筆者?|著者|取材・文|取材|글|취재|작성자|기자"
)
LEAD_ALONE = re.compile(rf"^[\W_]*(?:{_LEADS})[\W_]*$", re.IGNORECASE)
"""A line that only leads to the name on the next one."""
OTHER_LEAD = re.compile(
    r"^[\W_]*(?:(?:medically |clinically |expert |fact[- ]?|scientifically )?(?:reviewed|edited"
    r"|checked|verified|approved|"
    r"photograph(?:s|ed|y)?|photos?|illustrat(?:ed|ions?)|translated|images?|video|produced|presented"
    r"|hosted)\b(?: (?:and|&) \w+)? by|"
    r"reviewer|editor|fact[- ]checker|photos?(?: credit)?|photograph(?:y|s|er)?|"
    r"fotos?|photographie|fotografía|traducción|traduction|übersetzung|bearbeitet von|редактор|фото|перевод|"
    r"تصوير|ترجمة|تحرير|עריכה|צילום|编辑|責任編輯|责任编辑|摄影|校对)\s*[:：]?(?:\s|$)",
    re.IGNORECASE,
)
"""Leads to somebody who did something else than write."""
LEAD = re.compile(rf"^[\W_]*(?:{_LEADS})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
# Chinese and Japanese leads touch the name; a bare 文 needs its slash, being a surname too.
TOUCHING_LEAD = re.compile(
    r"^\W*(?:(?:本报|本刊|新华社|特约|見習|见习)?(?:记者|記者)(?!会)|作者|撰文|撰稿|执笔|執筆|文\s*[/／:：|])[\s:：/／|]*(?=\S)"
)
# These begin names too (Von Miller, Theo James, Di Maio): two more words must follow.
DOUBTFUL_LEAD = re.compile(
    r"^\W*(?:von|di|da|de|av|af|door|theo|from|от|від|του|της|από(?: τ[ηο]ν?)?|من|تحرير|از|od)\s*[:：]?\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
_TOWNS = (
    "القاهرة|الإسكندرية|الاسكندرية|الجيزة|بغداد|البصرة|الموصل|أربيل|اربيل|كركوك|النجف|كربلاء|السليمانية|دمشق"
    "|حلب|حمص|حماة|درعا|إدلب|ادلب|اللاذقية|دير الزور|الرقة|الحسكة|القامشلي|بيروت|طرابلس|صيدا|صور|بعلبك|عمان"
    "|عمّان|إربد|القدس|القدس المحتلة|رام الله|غزة|قطاع غزة|نابلس|الخليل|جنين|خان يونس|رفح|الناصرة|حيفا|الرياض"
    "|جدة|مكة|مكة المكرمة|المدينة المنورة|الدمام|الخرطوم|أم درمان|بورتسودان|صنعاء|عدن|تعز|مأرب|المكلا|مسقط"
    "|صلالة|الدوحة|المنامة|الكويت|أبوظبي|أبو ظبي|دبي|الشارقة|تونس|صفاقس|سوسة|الجزائر|وهران|قسنطينة|الرباط"
    "|الدار البيضاء|مراكش|طنجة|فاس|أكادير|طرابلس الغرب|بنغازي|مصراتة|نواكشوط|مقديشو|جيبوتي|واشنطن|نيويورك|لندن"
    "|باريس|برلين|بروكسل|جنيف|روما|مدريد|موسكو|أنقرة|إسطنبول|اسطنبول|طهران|بكين|كابل|إسلام آباد|نيودلهي|طوكيو"
    "|فيينا|أثينا|تهران|مشهد|اصفهان|شیراز|تبریز"
)
TOWN_BESIDE = re.compile(rf"^(?:{_TOWNS})\s*[-–—ـ:/|]\s*(?=\S)|(?<=\S)\s*[-–—ـ:/|،]\s*(?:{_TOWNS})$")
"""A correspondent's town before or behind the name: nothing in Arabic letters tells it from a name."""
COLON_LEAD = re.compile(
    r"^[\W_]*(?:المصدر|الكاتب|منبع|מקור|source|quelle|fonte|fuente|来源|來源|出处|出典)\s*[:：]\s*", re.IGNORECASE
)
# In scripts without spaces the word and the name touch.
AFTER = re.compile(
    r"\s*(?:(?:특파|객원|선임|인턴|수습)?기자|특파원|논설위원|위원|記者|记者|編集委員|論説委員|特派員|摄影报道|报道|報導|撰文|[/／]\s*文)$"
)

ROLE_WORDS = word_set(
    """
    editor editors reporter reporters writer writers correspondent correspondents contributor contributors
    columnist journalist journalists author authors producer photographer videographer staff senior chief deputy
    associate assistant executive managing political politics business sports sport science health technology
    tech world national international foreign local news features feature culture arts art entertainment
    education environment climate energy economics economy finance financial legal crime investigations
    investigative data digital video social media audience breaking general assignment special freelance guest
    contributing bureau white house diplomatic security defence defense consumer money travel food fashion music
    film tv books weather multimedia at of for the and editor-in-chief co-founder cofounder founder ceo cto cfo
    cmo coo president director manager head lead vice professor lecturer fellow analyst strategist specialist
    consultant expert researcher engineer marketing content seo coordinator intern trainee blogger host anchor
    presenter commentator critic publisher owner advisor adviser attorney dietitian copywriter product growth
    sales operations development officer web online team medical reviewer scientist therapist coach redakteur
    redakteurin reporterin autorin korrespondent korrespondentin volontär volontärin chefredakteur
    chefredakteurin ressortleiter ressortleiterin politik wirtschaft journaliste rédacteur rédactrice
    correspondant correspondante envoyé envoyée spécial spéciale grand chef adjoint periodista redactor
    redactora corresponsal enviado especial colaborador colaboradora jefe giornalista redattore redattrice
    corrispondente inviato direttore redacteur verslaggever correspondente repórter jornalista editora
    корреспондент журналист редактор обозреватель спецкор репортер репортёр колумнист автор специальный главный
    политический صحفي صحافي صحفية صحافية كاتب كاتبة مراسل مراسلة محرر محررة باحث باحثة إعلامي إعلامية أكاديمي
    أكاديمية وكاتب خبرنگار روزنامه‌نگار سردبیر כתב כתבת עורך עורכת פרשן עיתונאי עיתונאית muhabir gazeteci yazar
    editör wartawan jurnalis
    """
)
PARTICLES = word_set(
    "de del della der den des di da dos das du van von vom zu zur la le el al bin ibn bint ben abu ter "
    "ten te af av y e i"
)
CORE_ROLES = word_set(
    """
    editor editors reporter reporters writer writers correspondent correspondents contributor contributors
    columnist journalist producer photographer videographer director manager president founder co-founder
    analyst strategist specialist consultant expert researcher engineer coordinator blogger commentator critic
    advisor adviser attorney dietitian copywriter scientist therapist coach lecturer professor officer
    storyteller grader nutritionist trainer designer developer ceo cto cfo cmo coo redakteur redakteurin
    reporterin journaliste periodista giornalista journalist корреспондент журналист редактор обозреватель مراسل
    مراسلة خبرنگار כתב כתבת
    """
)
POST_NOMINALS = word_set(
    """
    phd dphil md do mba ma ms msc ba bs bsc rd rdn ldn cpa cfa cfp jd esq llm llb rn np pa pac dds dmd pharmd
    psyd edd dpt dc jr sr ii iii iv obe mbe cbe kbe qc kc mp mph msw lcsw lmft lpc lmhc cscs cpt facs facc foma
    dabom fand faap fafp mphil cissp pmp phr sphr cepf aia leed faia frcp frics dvm mrcp frsa frs rdms cdces ncc
    bcba crna aprn mft cipp ccim crs gri med
    """
)
AGENCIES = word_set(
    """
    reuters ap afp dpa upi ansa efe lusa anp belga apa tass ria tanjug pti ani ians xinhua kyodo jiji yonhap
    bernama antara spa wam qna mena petra sana irna isna aa dha iha interfax ukrinform pap ctk mti tasr agerpres
    bta hina sda ritzau ntb tt stt aap cnn bbc npr pbs رويترز الأناضول سانا واس وام بترا سبوتنيك رویترز ایرنا
    ایسنا רויטרס 新华社 新華社 共同通信 時事通信 中新社 연합뉴스
    """
)
DESK = re.compile(
    r"\b(?:staff|team|admin|desk|newsroom|editors|editorial|news ?service|wires?|agenc(?:y|ies)|press"
    r"|newspaper|magazine|guest|contributors?|"
    r"redaktion|onlineredaktion|rédaction|agence|redacción|agencias?|redação|agência|redazione"
    r"|agenzia|redactie|redaktionen|"
    r"redakcja|toimitus|szerkesztőség|haber merkezi|redaksi|tim|media|group|university|institute"
    r"|association|inc|llc|ltd|"
    r"foundation|department|center|centre|council|society|college|school|bank|services?|solutions"
    r"|network|channel|company|blog)\b"
    r"|редакци|пресс-служб|агентств|ньюсрум|соб\.? ?инф|σύνταξη|редакція"
    r"|فريق|التحرير|هيئة|وكال|متابعات|تحریریه|گروه|خبرگزاری|שירות|סוכנ|מערכת|编辑部|編集部|本报讯|综合|편집부|뉴스팀|취재팀|온라인뉴스",
    re.IGNORECASE,
)
LABEL_WORDS = word_set(
    """
    min mins minute minutes read reading time last updated published share home blog news table contents listen
    article articles latest back all more view comments comment subscribe newsletter menu search login sign log
    contact about us our the this your how why what when where who best top guide tips new free get start learn
    watch video photo photos image credit getty images via shutterstock january february march april may june
    july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday
    tuesday wednesday thursday friday saturday sunday review reviews health business technology marketing sports
    opinion life style food travel culture services products solutions resources company industry insights
    management find key takeaways program location size link get learn follow you we can font add save here see
    show explore join awards award contest posts profile details description summary introduction overview step
    chapter part data digital online email facebook bluesky twitter linkedin copy link print save follow next
    previous related topics tags category
    """
)
"""Words of labels and section names: two capitalised words with one of these are no name."""
FIRST_NAMES = word_set("april may june august jan")
NOBODY = word_set(
    """
    admin administrator webmaster editor author authors staff user guest anonymous unknown none null undefined
    na nan wpadmin root support contact home share facebook twitter linkedin instagram pinterest youtube email
    print whatsapp follow subscribe comment comments login profile bio website view more by posted about article
    news blog x
    """
)
