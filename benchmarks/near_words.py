# ruff: noqa: E501 -- a sentence stays on its line
"""Words of six languages for the generated articles of near_duplicates.py; all written for this benchmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a language gives the generator. Slots: {n} a number, {d} a day of the month, {x} a name, {y} another."""

    code: str
    syllables: tuple[str, ...]
    little: tuple[str, ...]  # the words every sentence is full of
    phrases: tuple[str, ...]  # what every reporter writes
    names: tuple[str, ...]
    agencies: tuple[str, ...]
    footers: tuple[str, ...]
    dailies: tuple[tuple[str, ...], ...]  # title, then sentences
    empty: tuple[str, ...]  # titles that a whole site shares
    blank: str = " "
    comma: str = ", "
    stop: str = "."


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


AR = Tongue(
    "ar",
    _split("با تر سل مو قد حر نا شي كا عم فل زه را دي جم طو ست بر هم وق صن خل عا مد كر نو يس لب حم قا"),
    _split(
        "في من على إلى عن أن إن التي الذي هذا هذه ذلك كان كانت مع بعد قبل بين حتى كما لم لن قد وقد ما لا أو ثم كل بعض "
        "غير عند منذ خلال حول أمام تحت فوق ضد نحو دون أكثر أقل أيضا حيث بينما عبر وفق لدى"
    ),
    (
        "وقال المتحدث باسم الوزارة في مؤتمر صحفي",
        "وأضاف في تصريح صحفي أن",
        "بحسب ما نقلته وسائل إعلام محلية",
        "ولم يصدر أي تعليق رسمي حتى الآن",
        "وفي سياق متصل أعلنت السلطات",
        "ودعا المجتمع الدولي إلى تحمل مسؤولياته",
        "وأشار المصدر إلى أن العمل مستمر",
        "وكانت مصادر محلية قد أفادت في وقت سابق",
        "ومن المقرر أن يعقد الاجتماع الأسبوع المقبل",
        "في بيان نشر على الموقع الرسمي",
    ),
    (
        "أحمد الخطيب",
        "سامر العلي",
        "ليلى منصور",
        "دمشق",
        "حلب",
        "القاهرة",
        "بيروت",
        "عمان",
        "خالد يوسف",
        "إدلب",
        "هدى ناصر",
        "تونس",
    ),
    ("{x} - رويترز: ", "({x} - د ب أ) ", "{x} (أ ف ب) - ", "وكالات - "),
    (
        "جميع الحقوق محفوظة ولا يجوز إعادة نشر المواد المنشورة في هذا الموقع إلا بإذن كتابي مسبق من إدارة التحرير",
        "اشترك في نشرتنا البريدية اليومية لتصلك أهم الأخبار والتقارير والتحليلات من المنطقة والعالم كل صباح مجانا",
        "الآراء الواردة في هذا المقال تعبر عن رأي كاتبها ولا تعبر بالضرورة عن رأي الموقع أو سياسته التحريرية",
        "تابعوا صفحتنا على فيسبوك وقناتنا على تلغرام ليصلكم كل جديد من الأخبار العاجلة والصور والفيديوهات",
        "ساهم هذا التقرير فريق التحرير في إعداده ويمكنكم مراسلتنا على البريد الإلكتروني لإبداء الملاحظات والتصويبات",
    ),
    (
        (
            "مواقيت الصلاة في {x} يوم {d}",
            "ننشر لكم مواقيت الصلاة في {x} والمدن المجاورة لها اليوم وفق الحسابات الفلكية المعتمدة",
            "يحين موعد أذان الفجر عند الساعة {n}:{n} وشروق الشمس عند الساعة {n}:{n} بالتوقيت المحلي",
            "ويرفع أذان الظهر في الساعة {n}:{n} بينما يحل وقت صلاة العصر في الساعة {n}:{n}",
            "ويحين أذان المغرب عند {n}:{n} وصلاة العشاء عند {n}:{n}",
            "وينصح أهل {x} بمتابعة الموقع لمعرفة المواقيت كل يوم مع مراعاة فروق التوقيت بين المحافظات",
        ),
        (
            "أسعار الدولار والذهب اليوم",
            "سجل سعر صرف الدولار في {x} اليوم {n} للشراء و{n} للمبيع وفق ما رصده مراسلنا في السوق",
            "وبلغ سعر اليورو {n} للشراء مقابل {n} للمبيع فيما سجلت الليرة التركية {n} للمبيع",
            "وفي سوق الذهب بلغ سعر غرام الذهب من عيار {n} نحو {n} ألف ليرة",
            "ويختلف السعر بين محل وآخر وبين مدينة وأخرى بسبب العرض والطلب وأجور النقل والتحويل",
        ),
    ),
    ("صورة اليوم", "بث مباشر من قاعة الأخبار", "كاريكاتير اليوم في جريدتنا"),
    comma="، ",
)
EN = Tongue(
    "en",
    _split(
        "ba ter sol men cor din fal gra hol ken lum mar nes por qui rad sta tun ver wick zon bel cas dor est fen gil har ing jol"
    ),
    _split(
        "the a of to in and that for on with as was at by from it is were has had be an this which are his her their its "
        "after before between until while not more than who will would could been over under against during about into "
        "other some any all"
    ),
    (
        "said in a statement on Tuesday",
        "told reporters at a news conference",
        "according to officials familiar with the matter",
        "did not immediately respond to a request for comment",
        "spoke on condition of anonymity because they were not authorised to talk to the press",
        "the investigation is still under way",
        "one of the largest in the history of the country",
        "is expected to be discussed at a meeting next week",
        "in what critics called a step backwards",
        "at least for the time being",
    ),
    (
        "John Harper",
        "Maria Lopez",
        "Ahmed Salem",
        "London",
        "Geneva",
        "Riverton",
        "Ann Keller",
        "Northfield",
        "David Osei",
        "Port Ellis",
        "Brussels",
        "Lena Fox",
    ),
    ("{x} (Reuters) - ", "{x} (AP) — ", "({x}) ", "AGENCIES — "),
    (
        "This article has been viewed and shared under our terms of use; no part of it may be reproduced or distributed without written permission",
        "Sign up to our free daily newsletter and get the most important stories from the region delivered to your inbox every morning",
        "The views expressed in this article are those of the author and do not necessarily reflect the editorial policy of this newspaper",
        "Our journalism is made possible by readers like you; please consider supporting our newsroom with a monthly contribution",
        "Have you been affected by the issues raised in this story? Get in touch with our reporters by e-mail or by telephone",
    ),
    (
        (
            "Weather in {x}",
            "The weather service expects a mostly cloudy day in {x} with light winds from the west and little chance of rain",
            "Temperatures will reach {n} degrees in the afternoon and fall to {n} degrees during the night",
            "Humidity stands at {n} percent and the wind blows at {n} kilometres an hour",
            "The sun rises at 0{n}:{n} and sets at 1{n}:{n} local time",
            "Tomorrow will bring more of the same with highs near {n} and lows near {n}",
        ),
        (
            "{x} beat {y} in league match",
            "{x} beat {y} {n}-{n} on Saturday in a lively match in front of {n} spectators at their home ground",
            "The hosts went ahead in the {n}th minute and never looked back after the opening goal",
            "The visitors had {n} shots but found the goalkeeper in fine form and were left to regret missed chances",
            "{x} now have {n} points from {n} matches while {y} remain on {n} points",
            "The next round of the league will be played on the coming weekend with kick-off in the early afternoon",
        ),
    ),
    ("Photo of the day", "Live from the newsroom today", "Cartoon of the day"),
)
RU = Tongue(
    "ru",
    _split(
        "ба тер сол мен кор дин фал гра хол кен лум мар нес пор рад ста тун вер зон бел кас дор жи щу ры ло ви по на ке"
    ),
    _split(
        "в и на с по что не из за от к для как это был была были его её их она он они также после до между при о об уже "
        "ещё только более чем или но а то так где когда если под над через без против во со"
    ),
    (
        "об этом сообщает пресс-служба ведомства",
        "сообщил журналистам представитель министерства",
        "по данным источника в правоохранительных органах",
        "официальных комментариев пока не поступало",
        "обстоятельства произошедшего выясняются",
        "как отметил глава региона на совещании",
        "возбуждено уголовное дело по факту случившегося",
        "об этом стало известно во вторник",
        "в ближайшее время будет принято решение",
        "ранее сообщалось о том что",
    ),
    (
        "Иван Петров",
        "Анна Королёва",
        "Сергей Лунин",
        "Москва",
        "Казань",
        "Омск",
        "Ольга Зимина",
        "Псков",
        "Пётр Гордеев",
        "Самара",
        "Минск",
        "Тверь",
    ),
    ("{x}. Интерфакс. ", "{x}, ТАСС — ", "{x}. РИА Новости — ", "По сообщениям агентств — "),
    (
        "Все права защищены и при использовании материалов сайта активная гиперссылка на источник обязательна для всех изданий",
        "Подписывайтесь на наш канал и читайте самые важные новости региона и страны раньше всех каждый день бесплатно",
        "Мнение автора может не совпадать с мнением редакции и редакция не несёт ответственности за содержание материалов",
        "Если вы заметили ошибку в тексте выделите её мышью и отправьте нам сообщение с помощью сочетания клавиш",
        "Сетевое издание зарегистрировано федеральной службой по надзору в сфере связи и массовых коммуникаций",
    ),
    (
        (
            "Курс валют на {d}",
            "Центральный банк установил официальные курсы иностранных валют на сегодня и опубликовал их на своём сайте",
            "Курс доллара составил {n},{n} рубля что выше вчерашнего значения на {n} копейки",
            "Курс евро установлен на уровне {n},{n} рубля а курс юаня составил {n},{n} рубля",
            "На торгах биржи индекс составил {n},{n} пункта к закрытию основной сессии",
            "Следующее обновление курсов будет опубликовано завтра после завершения торгов",
        ),
        (
            "Погода: {x}, {d}",
            "По прогнозу синоптиков сегодня в городе {x} ожидается переменная облачность и местами небольшие осадки",
            "Температура воздуха днём составит {n} градусов а ночью опустится до {n} градусов",
            "Ветер северо-западный скоростью {n} метров в секунду и порывами до {n} метров",
            "Атмосферное давление составит {n} миллиметров ртутного столба а влажность воздуха {n} процентов",
            "Водителей просят быть внимательными на дорогах и соблюдать дистанцию",
        ),
    ),
    ("Фото дня", "Прямая трансляция из студии новостей", "Карикатура дня в газете"),
)
FR = Tongue(
    "fr",
    _split(
        "ba ter sol men cor din fal gra vel ken lou mar nes por ques rade sta tune ver eau zon bel cas dor est fen gir har é jol"
    ),
    _split(
        "le la les de des du un une et à en dans pour sur avec par au aux que qui est a ont été plus ne pas son sa ses leur "
        "ce cette ces mais ou où dont après avant entre depuis sans sous selon aussi comme très bien"
    ),
    (
        "a déclaré le ministre lors d'une conférence de presse",
        "selon une source proche du dossier",
        "a indiqué le parquet dans un communiqué",
        "n'a pas souhaité faire de commentaire",
        "une enquête a été ouverte pour déterminer les causes",
        "d'après les premiers éléments de l'enquête",
        "ont annoncé mardi les autorités locales",
        "devrait être examiné la semaine prochaine",
        "l'un des plus importants de ces dernières années",
        "à l'issue d'une réunion avec les partenaires sociaux",
    ),
    (
        "Jean Morel",
        "Claire Dubois",
        "Karim Haddad",
        "Lyon",
        "Paris",
        "Nantes",
        "Élodie Petit",
        "Québec",
        "Marc Lefèvre",
        "Bruxelles",
        "Dakar",
        "Tunis",
    ),
    ("{x} (AFP) - ", "{x}, Reuters — ", "({x}) ", "Avec agences — "),
    (
        "Tous droits réservés et toute reproduction même partielle de cet article est interdite sans autorisation écrite préalable de l'éditeur",
        "Inscrivez-vous gratuitement à notre lettre quotidienne pour recevoir chaque matin l'essentiel de l'actualité dans votre boîte",
        "Les opinions exprimées dans cette tribune n'engagent que leur auteur et ne reflètent pas nécessairement la position du journal",
        "Votre soutien est essentiel à notre indépendance et nous permet de vous proposer chaque jour une information de qualité",
        "Une erreur dans cet article ? Écrivez à la rédaction par courriel et nous la corrigerons dans les meilleurs délais",
    ),
    (
        (
            "Résultats du tirage du {d}",
            "Voici les résultats du tirage de ce soir tels qu'ils ont été communiqués par l'organisateur du jeu",
            "Les numéros gagnants sont le {n}, le {n}, le {n}, le {n} et le {n} ainsi que le numéro chance {n}",
            "Le prochain tirage aura lieu dans deux jours avec une cagnotte de {n} millions d'euros",
            "Au tirage précédent {n} joueurs avaient trouvé les cinq bons numéros",
            "Les gains peuvent être retirés dans tous les points de vente agréés pendant soixante jours",
        ),
        (
            "Météo à {x}",
            "Le temps sera partagé entre nuages et éclaircies sur {x} et ses environs tout au long de la journée",
            "Les températures atteindront {n} degrés l'après-midi contre {n} degrés au lever du jour",
            "Le vent soufflera à {n} kilomètres par heure avec des rafales à {n} kilomètres par heure",
            "Le soleil se lèvera à {n} h {n} et se couchera à {n} h {n}",
            "Demain la tendance restera la même avec des maximales proches de {n} degrés",
        ),
    ),
    ("La photo du jour", "En direct de la rédaction", "Le dessin du jour"),
)
FA = Tongue(
    "fa",
    _split("با تر سل مو قد حر نا شی کا چم فل زه را دی گم پو ست بر هم ژا صن خل عا مد کر نو یس لب حم قا"),
    _split(
        "در از به که با برای این آن را است بود شد شده می نیز یا تا بر هم پس پیش بین نمی خود کرد کرده گفت های وی او ما "
        "همه هر چند دو یک سه بسیار اما اگر بدون درباره علیه روی زیر کنار"
    ),
    (
        "وی در ادامه این نشست خبری افزود",
        "به گزارش خبرنگار ما از محل حادثه",
        "به نقل از روابط عمومی وزارتخانه",
        "هنوز هیچ واکنش رسمی منتشر نشده است",
        "تحقیقات در این زمینه همچنان ادامه دارد",
        "قرار است هفته آینده جلسه ای برگزار شود",
        "بر اساس بیانیه ای که روز سه‌شنبه منتشر شد",
        "یکی از بزرگترین پروژه های کشور در سال های اخیر",
        "منابع آگاه پیش از این گفته بودند",
        "در گفتگو با خبرگزاری ها تاکید کرد",
    ),
    (
        "علی رضایی",
        "مریم کاظمی",
        "تهران",
        "اصفهان",
        "شیراز",
        "حسن موسوی",
        "زهرا احمدی",
        "کابل",
        "مشهد",
        "رضا کریمی",
        "تبریز",
        "هرات",
    ),
    ("{x} - ایسنا: ", "به گزارش ایرنا از {x}، ", "{x} (رویترز) - ", "خبرگزاری‌ها - "),
    (
        "تمامی حقوق مادی و معنوی این سایت محفوظ است و استفاده از مطالب آن تنها با ذکر منبع بلامانع خواهد بود",
        "برای دریافت تازه ترین خبرها و گزارش ها در خبرنامه روزانه ما عضو شوید و هر روز صبح آن را رایگان بخوانید",
        "دیدگاه های مطرح شده در این یادداشت نظر نویسنده است و لزوما بازتاب دهنده سیاست های تحریریه نیست",
        "کانال ما را در تلگرام و صفحه ما را در اینستاگرام دنبال کنید تا از آخرین رویدادهای کشور باخبر شوید",
        "نظرات حاوی توهین منتشر نمی شود و نظرات پس از تایید مدیران بخش مربوطه در سایت منتشر خواهد شد",
    ),
    (
        (
            "قیمت دلار و سکه امروز {d}",
            "قیمت ارز و طلا در بازار آزاد {x} امروز با تغییراتی همراه بود که در ادامه می خوانید",
            "هر دلار در بازار آزاد به قیمت {n} تومان خرید و به قیمت {n} تومان فروخته شد",
            "قیمت هر سکه تمام بهار آزادی {n} میلیون و {n} هزار تومان اعلام شد",
            "هر گرم طلای هجده عیار نیز {n} هزار تومان معامله شد",
            "کارشناسان می گویند نوسان های بازار به عوامل داخلی و خارجی بستگی دارد و باید منتظر روزهای آینده بود",
        ),
        (
            "اوقات شرعی {x}",
            "اوقات شرعی امروز به افق {x} و شهرهای اطراف آن بر پایه تقویم رسمی کشور به شرح زیر است",
            "اذان صبح ساعت {n}:{n} و طلوع خورشید ساعت {n}:{n} خواهد بود",
            "اذان ظهر ساعت {n}:{n} و غروب خورشید ساعت {n}:{n} است",
            "اذان مغرب در ساعت {n}:{n} و نیمه شب شرعی در ساعت {n}:{n} اعلام شده است",
            "شهروندان می توانند اوقات شرعی شهرهای دیگر را در همین صفحه ببینند",
        ),
    ),
    ("عکس روز", "پخش زنده از اتاق خبر", "کاریکاتور روز روزنامه ما"),
    comma="، ",
)
ZH = Tongue(
    "zh",
    tuple(chr(0x4E00 + (7919 * i) % 6000) for i in range(900)),
    _split(
        "的 了 在 是 和 有 对 将 与 为 不 也 就 从 到 等 被 中 上 下 并 其 这 那 于 以 及 但 而 后 前 时 已 所 我们 他们 可以 进行 一个 没有"
    ),
    (
        "外交部发言人在例行记者会上表示",
        "据新华社报道",
        "有关负责人在接受记者采访时说",
        "目前事故原因正在进一步调查中",
        "截至发稿时尚未作出回应",
        "会议将于下周在当地举行",
        "是近年来规模最大的一次",
        "相关部门已经启动应急预案",
        "引发社会各界的广泛关注",
        "双方就共同关心的问题交换了意见",
    ),
    ("王建国", "李晓明", "北京", "上海", "张丽华", "广州", "成都", "陈志强", "武汉", "西安", "刘海", "南京"),
    ("新华社{x}电 ", "中新网{x}电 ", "（{x}讯）", "综合媒体报道，"),
    (
        "本网站所刊载信息不代表本社观点，刊用本网站稿件务经书面授权，未经授权禁止转载摘编复制及建立镜像",
        "欢迎关注我们的官方微信公众号和微博账号，每天早上第一时间为您推送最重要的新闻资讯和深度报道",
        "文章仅代表作者本人观点，与本报立场无关，如有侵权请及时与编辑部联系，我们将尽快予以删除处理",
        "责任编辑提示：如需转载请注明出处并保留原文链接，违者本网将依法追究其相关法律责任，谢谢合作",
        "读者如发现文中有错别字或者事实性差错，欢迎拨打新闻热线或者发送电子邮件告诉我们，一经采用将有奖励",
    ),
    (
        (
            "{d}日人民币汇率中间价",
            "中国外汇交易中心今天公布银行间外汇市场人民币汇率中间价的具体情况",
            "其中一美元对人民币{n}.{n}元，较前一交易日上调{n}个基点",
            "一欧元对人民币{n}.{n}元，一百日元对人民币{n}.{n}元，一英镑对人民币{n}.{n}元",
            "人民币对港元汇率中间价为{n}.{n}，成交金额约为{n}亿美元",
            "分析人士认为人民币汇率总体将保持在合理均衡水平上基本稳定",
        ),
        (
            "{x}天气预报",
            "气象台今天早晨发布天气预报，预计{x}白天多云间晴，夜间转阴并伴有短时阵雨",
            "白天最高气温{n}度，夜间最低气温{n}度，相对湿度百分之{n}",
            "偏北风{n}级，阵风可达{n}级，空气质量指数为{n}",
            "日出时间为{n}点{n}分，日落时间为{n}点{n}分",
            "气象专家提醒市民早晚温差较大请注意及时增减衣物谨防感冒",
        ),
    ),
    ("今日图片", "新闻演播室现场直播", "本报每日漫画"),
    blank="",
    comma="，",
    stop="。",
)

TONGUES = (AR, EN, RU, FR, FA, ZH)
