"""What the languages of one script are told apart by: their commonest small words, letters and word endings.

Written from knowledge of the languages, not taken from a word list. `LETTERS` are letters that few other languages
of the same script use; `ENDINGS` (and beginnings, written `x-`) speak where a headline has no small word.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "Latn": {
        "en": "the of and to in is for on that with as at by from it was are be has have this an its after"
        " will not but who says over new he she they their his her more about been were than out up into what"
        " how why which can could would said you we our no all first amid us uk may against",
        "fr": "le la les des du de et en un une pour dans sur par au aux est que qui ne pas avec son sa ses ce"
        " cette ces plus se il elle ils à été être sont a ont leur après sans entre mais ou où comme deux"
        " contre l d s n qu c j nous vous depuis faire tout france lors",
        "es": "el la los las de del y en un una por para con que se su sus al es no lo como más pero fue ha"
        " son este esta entre sobre tras sin desde hasta ya también muy le a o e según contra años ser hay dos"
        " está han cuando donde porque",
        "pt": "o a os as do da dos das de e em um uma no na nos nas por para com que se não ao à mais foi é"
        " são como mas ou sua seu pelo pela após sobre até entre já também quem está tem ser diz às aos sem"
        " anos contra dois num numa ele ela isso",
        "de": "der die das und in den von zu mit dem des ist auf für im ein eine nicht sich auch als an es bei"
        " nach aus wird wie hat aber sind einen einer einem am oder um noch so über vor zum zur durch kann nur"
        " mehr gegen wegen unter werden wurde haben sie er ich wir ihr sein seine neue bis wenn",
        "it": "il lo la i gli le di del della dei delle e in un una per con che non si è da al alla ai nel"
        " nella sul sulla dal dalla come più anche ma sono ha ho o se suo sua tra fra dopo contro anni chi"
        " cosa questo questa ecco ed gli essere stato due lui dell all nell l d un'",
        "nl": "de het een en van in is op te dat die voor met zijn aan niet er ook als bij om naar door uit"
        " over maar nog wel wordt worden werd heeft hebben kan dan of meer na tot geen deze dit hij ze zij wij"
        " zich onder tegen jaar nieuwe moet zo waar",
        "sv": "och i att det som en på är av för med den till inte har ett om de var sig från vi men så kan"
        " ska efter vid när också under eller nu blir mot mer han hon sin blev alla år nya hur säger över två",
        "da": "og i at det som en på er af for med den til ikke har et om de var sig fra vi men så kan skal"
        " efter ved når også under eller nu bliver mod mere han hun sin blev alle år nye hvor hvad siger over"
        " to efter af være uden kun ud os ligger blandt",
        "no": "og i at det som en på er av for med den til ikke har et om de var seg fra vi men så kan skal"
        " etter ved når også under eller nå blir mot mer han hun sin ble alle år nye hvor hva sier over to"
        " være uten bare ut oss etter av dette",
        "is": "og að í á sem er við um ekki til með af en það hann fyrir var hefur frá eru þess þetta hún þeir"
        " vegna eftir sé hjá verið ár einnig þá nú",
        "fi": "ja on ei että se hän oli mutta kun myös ovat jo sekä tai kuin nyt niin jos voi mukaan jälkeen"
        " ole ollut joka hänen kanssa vain vuoden uusi tämä sitä vielä saa mitä suomen miten näin",
        "et": "ja on ei et see ta oli aga kui ka mis ning oma või nii siis juba ole kes selle eesti pärast"
        " enne üle välja seda veel pole saab mida aasta uus",
        "pl": "i w na z do się nie że to jest o po za od jak przez dla ale są czy był było co tym tego jego"
        " już przed oraz także może będzie tylko ma który która które pod ze lat po przy więcej po dwa został"
        " u też",
        "cs": "a v na se je že do to s o z ve za po jako ale by byl k pro si jsou od už podle jeho i při které"
        " který která není také než však až bude kteří nebo mezi před jen korun proti ze ještě let má být ke",
        "sk": "a v na sa je že do to s o z vo za po ako ale by bol k pre si sú od už podľa jeho aj pri ktoré"
        " ktorý ktorá nie tiež než však až bude ktorí alebo medzi pred len proti zo ešte rokov má byť ku čo"
        " keď bolo",
        "hu": "a az és hogy nem is egy van volt meg csak már ki de el ha mint még után lesz ez azt szerint be"
        " mert aki ami minden vagy pedig után fel új több magyar között alatt nincs lehet miatt ezt",
        "ro": "și în de la a cu pe nu care din să o un pentru este mai au că al ale fost se sunt ce după prin"
        " lui sau iar dar între cum are despre va fi lei cel sa ei doar până fără când ani români",
        "tr": "ve bir bu da de için ile olarak çok daha ne o gibi var sonra kadar en olan değil mi ama her ya"
        " yeni göre türkiye oldu dedi ise iki ilk son ki etti tarafından yıl büyük açıklama",
        "az": "və bir bu da də üçün ilə olaraq çox daha nə o kimi var sonra qədər ən olan deyil ki hər yeni"
        " görə azərbaycan olub dedi isə edib tərəfindən il böyük onun bildirib",
        "uz": "va bir bu da uchun bilan ham emas yangi boʻyicha bo'yicha haqida bo'lgan kerak edi qildi uning"
        " oʻzbekiston ekan bo'ldi yil keyin",
        "id": "yang dan di ini itu untuk dengan dari pada ke dalam tidak akan adalah juga oleh ada saat bisa"
        " lebih sudah telah karena para tersebut atau hingga usai jadi warga kata kami bahwa sebagai tak soal"
        " agar seorang rp polisi",
        "ms": "yang dan di ini itu untuk dengan dari pada ke dalam tidak akan adalah juga oleh ada lebih telah"
        " kerana para tersebut atau kata bahawa sebagai beliau boleh seorang rm negara kepada tahun polis"
        " manakala ialah",
        "tl": "ang ng sa na mga at ay ni si para hindi kay ito niya nang pa may ko kung siya naman din sila"
        " mula dahil isang wala rin nito noong",
        "vi": "và của là có cho không được các những trong với người đã này một để khi từ đến ở về năm tại bị"
        " vào sẽ ra còn nhiều lên nhất sau trên cũng hơn đang theo thì vụ làm do như việt phải",
        "ca": "el la els les de del i a en un una per amb que es és no al dels com més però va ha són aquest"
        " aquesta entre sobre sense des fins també d l seu seva als on ser anys han pel pels dos contra"
        " després perquè què",
        "gl": "o a os as do da dos das de e en un unha por para con que se non ao máis foi é son como pero ou"
        " súa seu pola polo tras sobre ata entre xa tamén está nos nas ás aos anos galicia galego cando",
        "eu": "eta da du ez bat dira ere hau izan zuen dute baina den dela egin beste bere edo gabe arte ditu"
        " zen oso baino berri euskal hori duela urte",
        "hr": "i u na je da se za su od s o koji koja koje kao ali ne što iz bi te nije po do ili bio samo"
        " više već biti nakon prije između može kako tako kod će tko hrvatska hrvatske godine protiv još je li",
        "sr": "i u na je da se za su od sa o koji koja koje kao ali ne što šta iz bi te nije po do ili bio"
        " samo više već biti nakon posle pre između može kako tako kod će ko srbija srbije godine protiv još",
        "sl": "in v je na se za da so z od ki pa kot po tudi s o bo ne pri iz še ali do bi ni več ker le"
        " zaradi med kako bil leta lahko pred to že sta imajo bila jih proti",
        "sq": "të e në dhe i për me një që nga së është se u nuk ka si do ky kjo më po edhe pas ishte janë"
        " kanë tyre ndaj apo pa shqipëri kosovës mes",
        "lv": "un ir ar no uz par ka kas tas pēc arī bet pie lai gan tika vai nav tā šis latvijas jau kā šo"
        " tikai līdz viņš gada būs",
        "lt": "ir yra su iš į kad ne bet kaip tai po už jo dėl per taip buvo lietuvos tik jau apie nuo iki dar"
        " jos ar kurie metų bus",
        "af": "die van en in het is nie 'n wat vir met dat op te sy om hy as by aan ook maar of uit sal was"
        " word hulle kan ons na deur haar het meer nog oor",
        "sw": "ya wa na kwa ni katika la za cha kuwa hiyo huyo hii hilo baada yake wake watu pia huo kama bado"
        " lakini alisema hayo zaidi",
        "so": "iyo oo ka ku ee u la waa in ay uu ayaa si aan ah soo kale loo waxaa dalka magaalada",
        "ga": "an na agus ar i go le a do is ag sé bhí leis nach tá seo sin don den ó faoi atá",
        "cy": "y yn a i o ar yr ei mae ac am gan wedi bod eu hyn oedd â ond sydd cymru",
        "mt": "il li ta fil ma dan u għal mill minn biex kien hija huwa tal lil jew din wara dwar",
        "ku": "û li di de ku bi ji ev ew in e ya yê wê dike jî me hate bo xwe dikin her kurd",
        "lb": "an déi dat de vun ass net fir an op mat ech si huet en och wéi bei nach ginn säin",
    },
    "Cyrl": {
        "ru": "и в на не что с по как из за от о для это его к но при был он она они до или уже бы все после"
        " также их ее россии во со было будет того который которые году может из-за том только где против"
        " более ещё",
        "uk": "і в у на не що з та як до за від про для це його але при був він вона вони або вже би всі після"
        " також їх її україни зі було буде того який які року може й щодо через під більше та є ще",
        "be": "і ў у на не што з як да за ад пра для гэта яго але пры быў ён яна яны або ўжо усе пасля таксама"
        " іх яе беларусі са было будзе таго які якія годзе можа праз",
        "bg": "и в на не че с за от да се по са като е до но при от бе той тя те или вече беше след също ще ги"
        " му това който които ни във със само няма към бъде повече между обаче има",
        "sr": "и у на не да се је за су од са о који која које као али што из би те није по до или био само"
        " више већ после између може како код ће србије године против још",
        "mk": "и во на не дека со за од да се по се како е до но при беше тој таа тие или веќе што ќе ги му"
        " ова кој кои нема кон биде повеќе меѓу има македонија ја",
        "kk": "және бұл мен да де үшін бір болып қазақстан деп бойынша болды оның жылы еді туралы ол емес кейін",
        "ky": "жана бул менен да үчүн бир болуп кыргызстан деп боюнча болду анын жылы эле тууралуу ал эмес кийин",
        "mn": "нь байна энэ гэж болон байсан юм бол оны монгол улсын хүн нэг дээр ба ч тус мөн",
        "tg": "ва дар ки аз ба бо ин он барои тоҷикистон аст шуд карда мекунад буд кард як ҳам",
    },
    "Arab": {
        "ar": "في من على إلى أن عن مع هذا هذه التي الذي كما بعد قبل بين ما لا كان خلال ذلك وقال قال أنه لم بن"
        " هو هي ضد غير حول أو ثم قد عام اليوم حتى عند منذ كل وفي ومن وأن يوم أمام",
        "fa": "در به از که این را با است برای آن یک می و شد تا بر هم کرد شده خود نیز های ایران او گفت پس باید"
        " اما بود دو هر دارد بین روز سال ما شود کشور",
        "ur": "کے کی میں ہے سے کو کا اور نے پر ہیں یہ کہ بھی اس ہو نہیں کر تھا ایک کیا گیا تک وہ جو لیے بعد"
        " ہوئے پاکستان گے تھے رہے ان ساتھ",
        "ps": "د په چې او ته کې له دی دا سره شوي يې هم پر کړی وي نه افغانستان کړي ده خو يو هغه باندې وروسته",
        "ckb": "لە بە و کە بۆ ئەو ئەم لەگەڵ بوو کرد دەکات نییە هەیە سەر دوای کوردستان هەر یەک هەرێمی لەو بەڵام",
        "ug": "ۋە بىر بۇ بىلەن ئۇ دەپ ئۈچۈن ھەم بولغان قىلىپ ئۇيغۇر خىتاي",
        "sd": "جو جي ۾ ۽ کي سان تي آهي جا کان نه هن ته ڪري ڪيو سنڌ ويو",
    },
    "Deva": {
        "hi": "के की में है से को का और ने पर हैं यह कि भी इस हो नहीं कर था एक किया गया तक वह जो लिए बाद हुए",
        "mr": "आहे आणि या च्या मध्ये हे ते व तर ही की आहेत नाही केली केला झाली यांनी त्या होते मुंबई साठी",
        "ne": "छ र को मा ले हो भएको गरेको छन् पनि यो लाई गर्न भने नेपाल हुने गर्ने तथा बाट",
    },
    "Hebr": {
        "he": "של את על לא הוא עם זה כי גם אל היא אבל יותר בין או מה כל אם רק כך לאחר נגד היום אחרי ישראל",
        "yi": "פֿון אין און דער די דאָס איז צו מיט נישט האָט פון דאס אז האט זיי ער",
    },
    "Beng": {
        "bn": "এ ও করে না এই থেকে হয় জন্য করা হবে তার একটি হয়েছে করেন বলেন সঙ্গে নিয়ে এবং কিন্তু",
        "as": "আৰু কৰা হৈছে এই পৰা বাবে অসম কৰি হয় তেওঁ",
    },
    "Ethi": {"am": "እና ነው ላይ ውስጥ ወደ ጋር የኢትዮጵያ ሆነ ግን", "ti": "ኣብ እዩ ካብ ናይ ኤርትራ ድማ እቲ ናብ"},
}

LETTERS: dict[str, dict[str, str]] = {
    "Latn": {
        "fr": "çœêèùâîûëàé",
        "es": "ñ¿¡óíáú",
        "pt": "ãõçáâêóí",
        "de": "ßäöü",
        "it": "òèàùì",
        "nl": "ëï",
        "sv": "åäö",
        "da": "æøå",
        "no": "æøå",
        "is": "þðæýöáúí",
        "fi": "äö",
        "et": "õäöü",
        "pl": "łżźśćąęńó",
        "cs": "řůěžščýíáé",
        "sk": "ľĺŕôäťďžščýáí",
        "hu": "őűáéöüí",
        "ro": "țșăîâţş",
        "tr": "ğışçöü",
        "az": "əğışçöü",
        "vi": "ơưđạảấầẩậắằặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỹăâêô",
        "ca": "çòèàï·",
        "gl": "ñ",
        "hr": "čćžšđ",
        "sr": "čćžšđ",
        "sl": "čžš",
        "sq": "ëç",
        "lv": "āēīūģķļņčšž",
        "lt": "ėųįąęūčšž",
        "mt": "ħġżċ",
        "ku": "êîûşç",
        "ga": "áéíóú",
        "cy": "ŵŷ",
        "lb": "ëéä",
        "uz": "ʻ",
        "af": "ê",
    },
    "Cyrl": {
        "ru": "ыэъё",
        "uk": "іїєґ",
        "be": "ўіыэё",
        "bg": "ъщ",
        "sr": "ђћџјљњ",
        "mk": "ѓќѕјљњџ",
        "kk": "әғқңөұүһі",
        "ky": "ңөү",
        "mn": "өү",
        "tg": "ғӣқӯҳҷ",
    },
    "Arab": {
        "ar": "ةىيكأإ",
        "fa": "پچژگکیۀ",
        "ur": "ٹڈڑںےہھکیگچپ",
        "ps": "ټډړږښڼېۍځڅ",
        "ckb": "ۆێڕڵەکیگچ",
        "ug": "ېۇۈۋەڭگچ",
        "sd": "ڄڃٻڀٿڦڪڻڏڙ۾۽",
    },
    "Deva": {"mr": "ळ", "ne": "", "hi": "ड़ढ़"},
    "Hebr": {"yi": "ײױװ"},
    "Beng": {"as": "ৰৱ", "bn": "র"},
}

ENDINGS: dict[str, str] = {
    "en": "ing tion tions ed ly ness ers ies 's wh- th-",
    "fr": "tion tions ment eux aux ent ée ées és eur elle ique qu-",
    "es": "ción ciones dad ado ada ados miento ero eros ón ista",
    "pt": "ção ções dade ado ada mento eiro eira nh- ões ão",
    "de": "ung ungen lich isch schaft heit keit ische ischen sch- ein- ver- ge-",
    "it": "zione zioni tà mente ato ata etti ella gli- ino ini ggio",
    "nl": "ij ijk heid lijk ingen tje aar oor uis sch ge- ver- aan-",
    "sv": "arna orna ning het erna ades tt ligt ande",
    "da": "erne ende hed else ede ning lige",
    "no": "ene else het ende ning lige",
    "fi": "ssa ssä sta stä lla llä lle ksi nen inen an en een iin vat",
    "pl": "ów ego ych ość ować ami ach ski ska skie cji prz- rz-",
    "cs": "ého ých ova ové ství ách ami ský ská ské př-",
    "sk": "ého ých ové stva ách ami ský ská ské pr- oval",
    "hu": "ban ben nak nek val vel ság ség ok ek tt ott ett",
    "ro": "ului ilor lui ție ții ea elor escu eşte ește",
    "tr": "lar ler ları leri dan den nın nin lık lik ı'da da'n yor acak ecek",
    "az": "lar lər ları ləri dan dən nın nin lıq lik",
    "id": "kan nya an meng- mem- pem- peng- ber- ter- di-",
    "ms": "kan nya an meng- mem- pem- peng- ber- ter-",
    "hr": "ije ijе ju ama ima skog ski ska ćе vanje",
    "sl": "ega jo ski ska nje ost ovi",
    "lv": "as is šana ība us iem",
    "lt": "as is us ių ai imas uose",
    "et": "st le ga de us mine sse",
    "ca": "ció cions tat ment eix",
    "vi": "ng nh ngh-",
    "sw": "wa- ku- ki- mu-",
    "tl": "pag- mag- nag- ang",
}
