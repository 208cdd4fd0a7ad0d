"""Month names as they are printed in news, by language: twelve groups separated by blanks, spellings by `|`.

A blank inside a name is written `_`. Folding (see `dates_fold`) makes case, accents, hamza and final forms equal,
so one spelling of each is enough. Short forms stand beside the full ones.
"""

from __future__ import annotations

GREGORIAN: dict[str, str] = {
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep"
    " october|oct november|nov december|dec",
    "ar": "يناير|كانون_الثاني|جانفي|كانون_ثاني|كانون_الثانى|يناير_كانون_الثاني فبراير|شباط|فيفري|فبرائر"
    " مارس|آذار|اذار|أذار أبريل|إبريل|نيسان|أفريل|افريل مايو|أيار|ايار|ماي يونيو|يونيه|حزيران|جوان|يونية"
    " يوليو|يوليه|تموز|جويلية|يوليوز|يولية أغسطس|آب|اب|أوت|اوت|غشت|اغسطس سبتمبر|أيلول|ايلول|شتنبر"
    " أكتوبر|تشرين_الأول|اكتوبر|تشرين_أول نوفمبر|تشرين_الثاني|نونبر|تشرين_ثاني|تشرين_الثانى"
    " ديسمبر|كانون_الأول|دجنبر|كانون_أول",
    "fa": "ژانویه|ژانویۀ فوریه مارس|مارچ آوریل|اپریل مه|می|مئی ژوئن|جون ژوئیه|جولای|ژوییه اوت|آگوست|اگست"
    " سپتامبر|سپتمبر اکتبر|اکتوبر نوامبر|نومبر دسامبر|دسمبر",
    "ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "he": "ינואר|בינואר|ינו׳|בינו׳ פברואר|בפברואר|פבר׳ מרץ|במרץ|מרס|במרס אפריל|באפריל מאי|במאי יוני|ביוני"
    " יולי|ביולי אוגוסט|באוגוסט ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר",
    "tr": "ocak|oca şubat|şub mart nisan|nis mayıs haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki"
    " kasım|kas aralık|ara",
    "ru": "январь|января|янв февраль|февраля|фев|февр март|марта|мар апрель|апреля|апр май|мая июнь|июня|июн"
    " июль|июля|июл август|августа|авг сентябрь|сентября|сен|сент октябрь|октября|окт ноябрь|ноября|ноя|нояб"
    " декабрь|декабря|дек",
    "uk": "січень|січня|січ лютий|лютого|лют березень|березня|бер квітень|квітня|квіт травень|травня|трав"
    " червень|червня|черв липень|липня|лип серпень|серпня|серп вересень|вересня|вер жовтень|жовтня|жовт"
    " листопад|листопада|лист грудень|грудня|груд",
    "el": "ιανουάριος|ιανουαρίου|ιαν|γενάρη φεβρουάριος|φεβρουαρίου|φεβ|φλεβάρη μάρτιος|μαρτίου|μαρ|μάρτη"
    " απρίλιος|απριλίου|απρ|απρίλη μάιος|μαΐου|μαι|μάη ιούνιος|ιουνίου|ιουν|ιούνη ιούλιος|ιουλίου|ιουλ|ιούλη"
    " αύγουστος|αυγούστου|αυγ σεπτέμβριος|σεπτεμβρίου|σεπ|σεπτ|σεπτέμβρη οκτώβριος|οκτωβρίου|οκτ|οκτώβρη"
    " νοέμβριος|νοεμβρίου|νοε|νοε|νοέμβρη δεκέμβριος|δεκεμβρίου|δεκ|δεκέμβρη",
    "fr": "janvier|janv|jan février|févr|fév mars|mar avril|avr mai juin juillet|juil août septembre|sept|sep"
    " octobre|oct novembre|nov décembre|déc",
    "es": "enero|ene|en febrero|feb|febr marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago"
    " septiembre|setiembre|sep|sept|set octubre|oct noviembre|nov diciembre|dic",
    "pt": "janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set"
    " outubro|out novembro|nov dezembro|dez",
    "de": "januar|jänner|jan februar|feber|feb märz|maerz|mär|mrz april|apr mai juni|jun juli|jul august|aug"
    " september|sept|sep oktober|okt november|nov dezember|dez",
    "it": "gennaio|gen|genn febbraio|feb|febbr marzo|mar aprile|apr maggio|mag|magg giugno|giu|giugn"
    " luglio|lug agosto|ago settembre|set|sett ottobre|ott novembre|nov dicembre|dic",
    "pl": "styczeń|stycznia|sty luty|lutego|lut marzec|marca|mar kwiecień|kwietnia|kwi maj|maja"
    " czerwiec|czerwca|cze lipiec|lipca|lip sierpień|sierpnia|sie wrzesień|września|wrz"
    " październik|października|paź listopad|listopada|lis grudzień|grudnia|gru",
    "nl": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep|sept"
    " oktober|okt november|nov december|dec",
    "sv": "januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sep|sept"
    " oktober|okt november|nov december|dec",
    "da": "januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep|sept"
    " oktober|okt november|nov december|dec",
    "no": "januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep|sept"
    " oktober|okt november|nov desember|des",
    "fi": "tammikuu|tammikuuta|tammi helmikuu|helmikuuta|helmi maaliskuu|maaliskuuta|maalis"
    " huhtikuu|huhtikuuta|huhti toukokuu|toukokuuta|touko kesäkuu|kesäkuuta|kesä heinäkuu|heinäkuuta|heinä"
    " elokuu|elokuuta|elo syyskuu|syyskuuta|syys lokakuu|lokakuuta|loka marraskuu|marraskuuta|marras"
    " joulukuu|joulukuuta|joulu",
    "cs": "leden|ledna únor|února březen|března duben|dubna květen|května červen|června červenec|července"
    " srpen|srpna září říjen|října listopad|listopadu prosinec|prosince",
    "sk": "január|januára február|februára marec|marca apríl|apríla máj|mája jún|júna júl|júla august|augusta"
    " september|septembra október|októbra november|novembra december|decembra",
    "hu": "január|jan február|feb|febr március|márc|már április|ápr május|máj június|jún július|júl"
    " augusztus|aug szeptember|szept|szep október|okt november|nov december|dec",
    "ro": "ianuarie|ian februarie|feb|febr martie|mar|mart aprilie|apr mai iunie|iun iulie|iul august|aug"
    " septembrie|sept|sep octombrie|oct noiembrie|noi|nov decembrie|dec",
    "sr": "јануар|јануара|januar|januara|јан фебруар|фебруара|februar|februara|феб март|mart|marta"
    " април|априла|aprila мај|маја|maj|maja јун|јуна|jun|juna јул|јула|jul|jula август|августа|avgust|avgusta"
    " септембар|септембра|septembar|septembra|сеп октобар|октобра|oktobar|oktobra"
    " новембар|новембра|novembar|novembra|нов децембар|децембра|decembar|decembra",
    "hr": "siječanj|siječnja veljača|veljače ožujak|ožujka travanj|travnja svibanj|svibnja lipanj|lipnja"
    " srpanj|srpnja kolovoz|kolovoza rujan|rujna listopad|listopada studeni|studenoga|studenog"
    " prosinac|prosinca",
    "bg": "януари|яну февруари|фев март април|апр май юни|юн юли|юл август|авг септември|сеп октомври|окт"
    " ноември|ное декември|дек",
    "id": "januari|jan februari|feb|pebruari maret|mar april|apr mei juni|jun juli|jul agustus|agt|agu|ags"
    " september|sep oktober|okt november|nov|nopember desember|des",
    "ms": "januari|jan februari|feb mac april|apr mei jun julai|jul ogos|ogo september|sep oktober|okt"
    " november|nov disember|dis",
    "ca": "gener|gen febrer|febr març abril|abr maig juny juliol|jul agost|ag setembre|set octubre|oct"
    " novembre|nov desembre|des",
    "hi": "जनवरी|जन फरवरी|फ़रवरी|फर मार्च अप्रैल|अप्रेल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर",
    "bn": "জানুয়ারি|জানুয়ারী|জানুয়ারি ফেব্রুয়ারি|ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট|অগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "vi": "tháng_một|tháng_giêng tháng_hai tháng_ba tháng_tư tháng_năm tháng_sáu tháng_bảy tháng_tám"
    " tháng_chín tháng_mười tháng_mười_một tháng_mười_hai|tháng_chạp",
    "th": "มกราคม|ม.ค กุมภาพันธ์|ก.พ มีนาคม|มี.ค เมษายน|เม.ย พฤษภาคม|พ.ค มิถุนายน|มิ.ย กรกฎาคม|ก.ค สิงหาคม|ส.ค"
    " กันยายน|ก.ย ตุลาคม|ต.ค พฤศจิกายน|พ.ย ธันวาคม|ธ.ค",
}

JALALI = (
    "فروردین|حمل|وری اردیبهشت|ثور|غویی خرداد|جوزا|غبرګولی تیر|سرطان|چنګاښ مرداد|امرداد|اسد|زمری شهریور|سنبله|وږی"
    " مهر|میزان|تله آبان|عقرب|لړم آذر|قوس|لیندۍ دی|جدی|مرغومی بهمن|دلو|سلواغه اسفند|حوت|کب"
)
"""Persian solar months, then their Dari and Pashto names; `آذر` is never written for the Levantine `آذار`."""

JALALI_MONTH = "ماه"
"""The word for month, which Persian sets behind the name, mostly without a blank."""

HIJRI = (
    "محرم|المحرم صفر ربيع_الأول|ربیع‌الاول ربيع_الآخر|ربيع_الثاني|ربیع‌الثانی"
    " جمادى_الأولى|جمادي_الأول|جمادی‌الاول جمادى_الآخرة|جمادى_الثانية|جمادي_الثاني رجب شعبان رمضان شوال|شوّال"
    " ذو_القعدة|ذي_القعدة|ذیقعده|ذي_قعدة ذو_الحجة|ذي_الحجة|ذیحجه|ذي_حجة"
)
"""Lunar months: never converted (sighting differs by country), only recognised beside a Gregorian date."""

HEBREW = (
    "תשרי|בתשרי חשוון|בחשוון|חשון כסלו|בכסלו טבת|בטבת שבט|בשבט אדר|באדר ניסן|בניסן אייר|באייר סיוון|בסיוון"
    " תמוז|בתמוז אב|באב אלול|באלול"
)
"""Hebrew months: recognised so that a Gregorian date beside them is found, never converted."""
