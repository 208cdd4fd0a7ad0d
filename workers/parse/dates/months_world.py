"""Month names of the languages beyond those of `months`, in the same form; here full names, seldom short ones."""

from __future__ import annotations

NEAR_EUROPE: dict[str, str] = {
    "sl": "januar|januarja februar|februarja marec|marca april|aprila maj|maja junij|junija julij|julija"
    " avgust|avgusta september|septembra oktober|oktobra november|novembra december|decembra",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "lt": "sausis|sausio vasaris|vasario kovas|kovo balandis|balandžio gegužė|gegužės birželis|birželio"
    " liepa|liepos rugpjūtis|rugpjūčio rugsėjis|rugsėjo spalis|spalio lapkritis|lapkričio gruodis|gruodžio",
    "lv": "janvāris|janvārī|janvāra februāris|februārī|februāra marts|martā|marta aprīlis|aprīlī|aprīļa"
    " maijs|maijā|maija jūnijs|jūnijā|jūnija jūlijs|jūlijā|jūlija augusts|augustā|augusta"
    " septembris|septembrī|septembra oktobris|oktobrī|oktobra novembris|novembrī|novembra"
    " decembris|decembrī|decembra",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "be": "студзень|студзеня люты|лютага сакавік|сакавіка красавік|красавіка май|мая|травень|траўня"
    " чэрвень|чэрвеня ліпень|ліпеня жнівень|жніўня верасень|верасня кастрычнік|кастрычніка"
    " лістапад|лістапада снежань|снежня",
    "eu": "urtarrila|urtarrilaren|urtarrilak otsaila|otsailaren|otsailak martxoa|martxoaren|martxoak"
    " apirila|apirilaren|apirilak maiatza|maiatzaren|maiatzak ekaina|ekainaren|ekainak"
    " uztaila|uztailaren|uztailak abuztua|abuztuaren|abuztuak iraila|irailaren|irailak"
    " urria|urriaren|urriak azaroa|azaroaren|azaroak abendua|abenduaren|abenduak",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "ga": "eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa meán_fómhair deireadh_fómhair samhain nollaig",
    "cy": "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    "mt": "jannar frar marzu april mejju ġunju lulju awwissu settembru ottubru novembru diċembru",
    "eo": "januaro februaro marto aprilo majo junio julio aŭgusto septembro oktobro novembro decembro",
}
NEAR_AFRICA: dict[str, str] = {
    "af": "januarie februarie maart april mei junie julie augustus september oktober november desember",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba|disemba",
    "ha": "janairu faburairu maris afrilu mayu yuni yuli agusta satumba oktoba nuwamba disamba",
    "so": "janaayo|jannaayo febraayo|febrayo|feberweri maarso|maarij abriil maajo|maayo juun|juunyo"
    " luulyo|luuliyo agoosto|ogoosto|ogosto sebteembar|sebtembar|setembar oktoobar|oktobar nofeembar|nofembar"
    " diseembar|disembar",
    "zu": "januwari februwari mashi ephreli meyi juni julayi agasti septhemba okthoba novemba disemba",
    "am": "ጃንዋሪ|ጃንዩወሪ|ጃንዩዋሪ ፌብሩዋሪ|ፌብሩወሪ|ፌብሯሪ ማርች አፕሪል|ኤፕሪል ሜይ ጁን ጁላይ ኦገስት|ኦጎስት ሴፕቴምበር ኦክቶበር|ኦክተውበር ኖቬምበር|ኖቨምበር ዲሴምበር",
}
NEAR_ASIA: dict[str, str] = {
    "ka": "იანვარი|იანვარს|იანვრის|იან თებერვალი|თებერვალს|თებერვლის|თებ მარტი|მარტს|მარტის"
    " აპრილი|აპრილს|აპრილის|აპრ მაისი|მაისს|მაისის ივნისი|ივნისს|ივნისის|ივნ ივლისი|ივლისს|ივლისის|ივლ"
    " აგვისტო|აგვისტოს|აგვ სექტემბერი|სექტემბერს|სექტემბრის|სექ ოქტომბერი|ოქტომბერს|ოქტომბრის|ოქტ"
    " ნოემბერი|ნოემბერს|ნოემბრის|ნოე დეკემბერი|დეკემბერს|დეკემბრის|დეკ",
    "hy": "հունվար|հունվարի փետրվար|փետրվարի մարտ|մարտի ապրիլ|ապրիլի մայիս|մայիսի հունիս|հունիսի"
    " հուլիս|հուլիսի օգոստոս|օգոստոսի սեպտեմբեր|սեպտեմբերի հոկտեմբեր|հոկտեմբերի նոյեմբեր|նոյեմբերի"
    " դեկտեմբեր|դեկտեմբերի",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "uz": "yanvar|январ fevral|феврал mart|март aprel|апрел may|май iyun|июн iyul|июл avgust|август"
    " sentabr|sentyabr|сентябр oktabr|oktyabr|октябр noyabr|ноябр dekabr|декабр",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "tg": "январ|январи феврал|феврали март|марти апрел|апрели май|майи июн|июни июл|июли август|августи"
    " сентябр|сентябри октябр|октябри ноябр|ноябри декабр|декабри",
    "tt": "гыйнвар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ckb": "کانوونی_دووەم|کانوونی_دووەمی|کانونی_دووەم|کانونی_دووەمی شوبات|شوباتی ئازار|ئازاری|ئادار نیسان|نیسانی"
    " ئایار|ئایاری حوزەیران|حوزەیرانی تەمموز|تەمووز|تەموز|تەمموزی|تەمووزی ئاب|ئابی ئەیلول|ئەیلوول|ئەیلوولی"
    " تشرینی_یەکەم|تشرینی_یەکەمی تشرینی_دووەم|تشرینی_دووەمی"
    " کانوونی_یەکەم|کانوونی_یەکەمی|کانونی_یەکەم|کانونی_یەکەمی",
    "ku": "çile|rêbendan sibat|reşemî adar nîsan|avrêl gulan hezîran|pûşper tîrmeh|temûz tebax îlon|rezber"
    " cotmeh mijdar|sermawez kanûn|berfanbar",
    "ps": "جنوري فبروري مارچ اپریل مۍ|می جون جولای اګست سپتمبر اکتوبر نومبر ډسمبر|دسمبر",
    "mr": "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर|सप्टेम्बर ऑक्टोबर नोव्हेंबर डिसेंबर",
    "ne": "जनवरी फेब्रुअरी|फेब्रवरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर|सेप्टेम्वर अक्टोबर नोभेम्बर|नोवेम्बर डिसेम्बर|डिसेम्वर",
    "ta": "ஜனவரி|ஜன பிப்ரவரி|பெப்ரவரி|பிப் மார்ச் ஏப்ரல்|ஏப் மே ஜூன் ஜூலை|யூலை ஆகஸ்ட்|ஆகஸ்டு|ஆக"
    " செப்டம்பர்|செப்டெம்பர்|செப் அக்டோபர்|ஒக்டோபர்|அக் நவம்பர்|நவ டிசம்பர்|டிச",
    "te": "జనవరి ఫిబ్రవరి మార్చి|మార్చ్ ఏప్రిల్ మే జూన్ జూలై|జులై ఆగస్టు|ఆగస్ట్ సెప్టెంబర్|సెప్టెంబరు అక్టోబర్|అక్టోబరు నవంబర్|నవంబరు డిసెంబర్|డిసెంబరు",
    "kn": "ಜನವರಿ ಫೆಬ್ರವರಿ|ಫೆಬ್ರುವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್",
    "ml": "ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ്|മെയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ്|ആഗസ്റ്റ് സെപ്റ്റംബർ|സെപ്തംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ",
    "gu": "જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ|જુલાઇ ઓગસ્ટ|ઑગસ્ટ સપ્ટેમ્બર ઓક્ટોબર|ઑક્ટોબર નવેમ્બર ડિસેમ્બર",
    "pa": "ਜਨਵਰੀ ਫਰਵਰੀ|ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ|ਸਿਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ",
    "or": "ଜାନୁଆରୀ|ଜାନୁଆରି ଫେବୃଆରୀ|ଫେବ୍ରୁଆରୀ|ଫେବୃଆରି ମାର୍ଚ୍ଚ ଏପ୍ରିଲ ମଇ|ମେ ଜୁନ|ଜୁନ୍ ଜୁଲାଇ ଅଗଷ୍ଟ ସେପ୍ଟେମ୍ବର ଅକ୍ଟୋବର ନଭେମ୍ବର ଡିସେମ୍ବର",
    "si": "ජනවාරි පෙබරවාරි මාර්තු අප්‍රේල්|අප්රේල් මැයි ජූනි|ජුනි ජූලි|ජුලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර් නොවැම්බර් දෙසැම්බර්",
    "my": "ဇန်နဝါရီ|ဇန်နဝါရီလ ဖေဖော်ဝါရီ|ဖေဖော်ဝါရီလ မတ်|မတ်လ ဧပြီ|ဧပြီလ မေ|မေလ ဇွန်|ဇွန်လ ဇူလိုင်|ဇူလိုင်လ"
    " ဩဂုတ်|ဩဂုတ်လ|သြဂုတ်|သြဂုတ်လ စက်တင်ဘာ|စက်တင်ဘာလ အောက်တိုဘာ|အောက်တိုဘာလ နိုဝင်ဘာ|နိုဝင်ဘာလ ဒီဇင်ဘာ|ဒီဇင်ဘာလ",
    "km": "មករា|ខែមករា កុម្ភៈ|ខែកុម្ភៈ|កុម្ភះ មីនា|ខែមីនា មេសា|ខែមេសា ឧសភា|ខែឧសភា មិថុនា|ខែមិថុនា"
    " កក្កដា|ខែកក្កដា សីហា|ខែសីហា កញ្ញា|ខែកញ្ញា តុលា|ខែតុលា វិច្ឆិកា|ខែវិច្ឆិកា ធ្នូ|ខែធ្នូ",
    "lo": "ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ|ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ",
    "tl": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
}
WORLD: dict[str, str] = {**NEAR_EUROPE, **NEAR_AFRICA, **NEAR_ASIA}
