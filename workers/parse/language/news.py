"""Words that headlines are made of, by language: they tell a text that is too short to hold small words.

Government, president, minister, police, court, people, year, million, war, dead, killed, injured, new, country, city,
party, election, parliament, law, economy, market, price, company, school, hospital, match, team, world, week, month,
day, man, woman, child, fire, accident, attack, announces, weather, water, road ... as they stand in headlines.
"""

from __future__ import annotations

NEWS: dict[str, dict[str, str]] = {
    "Latn": {
        "en": "government president minister police court people year years million war dead killed injured"
        " country city party election parliament law economy market prices company school hospital match team"
        " world week month day man woman children fire accident attack announces news weather water road"
        " former state deal talks report calls crash leader house bill budget breaking flee slide stocks"
        " highway street mayor workers vote judge charged arrested lawmakers senate debate long five",
        "fr": "gouvernement président ministre police tribunal gens année guerre mort morts tués blessés"
        " nouveau nouvelle pays ville parti élection élections parlement loi économie marché prix entreprise"
        " école hôpital équipe monde semaine mois jour homme femme enfants incendie attaque annonce météo eau"
        " route sénat réforme grève retraites accord maire policier justice budget cinq trois mesures adopte"
        " journée logement santé",
        "es": "gobierno presidente ministro policía tribunal gente guerra muertos muerte heridos nuevo nueva"
        " nuevas país ciudad partido elección elecciones parlamento ley economía mercado precios empresa"
        " escuela partidos equipo mundo semana mes día hombre mujer niños incendio accidente ataque anuncia"
        " tiempo agua carretera senado presupuesto medidas cinco tráfico millones alcalde juez económicas"
        " detenido vivienda españa méxico aprueba debate largo",
        "pt": "governo presidente ministro polícia tribunal pessoas guerra mortos morte feridos novo nova"
        " novas país cidade partido eleição eleições parlamento lei economia mercado preços empresa escola"
        " equipe equipa mundo semana mês dia homem mulher crianças incêndio acidente ataque anuncia tempo água"
        " estrada senado orçamento medidas cinco trânsito milhões prefeito juiz econômicas económicas prende"
        " suspeito roubo brasil aprova debate saúde",
        "de": "regierung präsident minister polizei gericht menschen jahr jahre millionen krieg tote toter tot"
        " getötet verletzte neu land stadt partei wahl wahlen bundestag gesetz wirtschaft markt preise"
        " unternehmen schule krankenhaus spiel mannschaft welt woche monat tag mann frau kinder brand unfall"
        " angriff kündigt wetter wasser straße autobahn haushalt maßnahmen fünf debatte zwei spiele beschließt"
        " streit streik bürgermeister richter festgenommen langer nach",
        "it": "governo presidente ministro polizia tribunale gente guerra morti morto feriti nuovo nuova nuove"
        " paese città partito elezioni parlamento legge economia mercato prezzi azienda scuola ospedale"
        " squadra mondo settimana mese giorno uomo donna bambini incendio incidente attacco annuncia meteo"
        " acqua strada stradale senato bilancio misure cinque manovra dibattito milioni sindaco giudice"
        " economiche arrestato lungo approva lavoro sciopero",
        "nl": "regering kabinet president minister politie rechter mensen oorlog doden dode gedood gewonden"
        " nieuw land stad partij verkiezingen parlement kamer tweede wet economie markt prijzen bedrijf school"
        " ziekenhuis wedstrijd ploeg wereld week maand dag man vrouw kinderen brand ongeluk aanval kondigt"
        " weer water weg snelweg begroting maatregelen vijf miljoen burgemeester stemt aangehouden jaar jarige",
        "sv": "regeringen president minister polisen domstol människor krig döda död dödad skadade nytt land"
        " stad parti val riksdagen lag ekonomi marknad priser företag skola sjukhus match lag världen vecka"
        " månad dag man kvinna barn brand olycka trafikolycka attack meddelar väder vatten väg budgeten"
        " åtgärder fem debatt miljoner presenterar antar lång gripen domare kommun",
        "da": "regeringen præsident minister politiet domstol mennesker krig døde død dræbt sårede nyt land by"
        " parti valg folketinget lov økonomi marked priser virksomhed skole sygehus kamp hold verden uge måned"
        " dag mand kvinde børn brand ulykke trafikulykke angreb meddeler vejr vand vej finansloven tiltag fem"
        " debat millioner fremlægger vedtager lang anholdt dommer kommune",
        "no": "regjeringen president minister politiet domstol mennesker krig døde død drept skadde nytt land"
        " by parti valg stortinget lov økonomi marked priser selskap skole sykehus kamp lag verden uke måned"
        " dag mann kvinne barn brann ulykke trafikkulykke angrep melder vær vann vei budsjettet tiltak fem"
        " debatt millioner legger fram vedtar lang pågrepet dommer kommune",
        "is": "ríkisstjórn forseti ráðherra lögregla dómur fólk stríð látnir nýtt land borg flokkur kosningar"
        " alþingi lög efnahagur verð fyrirtæki skóli leikur heimur vika mánuður dagur maður kona börn eldur"
        " slys árás veður vatn vegur fjárlög samþykkti umræðu",
        "fi": "hallitus presidentti ministeri poliisi oikeus ihmistä sota kuoli kuollut loukkaantui uusi maa"
        " kaupunki puolue vaalit eduskunta laki talous markkinat hinnat yhtiö koulu sairaala ottelu joukkue"
        " maailman viikko kuukausi päivä mies nainen lapset tulipalo onnettomuus onnettomuudessa"
        " liikenneonnettomuudessa hyökkäys sää vesi tie talousarvion viisi miljoonaa keskustelun hyväksyi"
        " pitkän",
        "et": "valitsus president minister politsei kohus inimest sõda hukkus surnud vigastada uus riik linn"
        " partei valimised riigikogu seadus majandus turg hinnad ettevõte kool haigla mäng meeskond maailma"
        " nädal kuu päev mees naine lapsed tulekahju õnnetus rünnak ilm vesi tee eelarve võttis vastu pikka"
        " arutelu",
        "pl": "rząd prezydent minister policja sąd ludzi wojna zginęło zginął ranni nowy nowe kraj miasto"
        " partia wybory sejm senat prawo ustawa gospodarka rynek ceny firma szkoła szpital mecz drużyna świat"
        " tydzień miesiąc dzień mężczyzna kobieta dzieci pożar wypadek wypadku atak zapowiada pogoda woda"
        " droga budżet pięć osób debacie długiej przyjął działania tysięcy milionów",
        "cs": "vláda prezident ministr policie soud lidí válka mrtvých zemřel zraněných nový nová nové země"
        " město strana volby sněmovna senát zákon ekonomika trh ceny firma škola nemocnice zápas tým svět"
        " týden měsíc den muž žena děti požár nehoda nehodě útok oznámila počasí voda silnice dálnici rozpočet"
        " pět schválila debatě dlouhé opatření opatřeních milionů roku",
        "sk": "vláda prezident minister polícia súd ľudí vojna mŕtvych zomrel zranených nový nová nové krajina"
        " mesto strana voľby parlament zákon ekonomika trh ceny firma škola nemocnica zápas tím svet týždeň"
        " mesiac deň muž žena deti požiar nehoda nehode útok oznámila počasie voda cesta diaľnici rozpočet päť"
        " schválil debate dlhej opatrenia miliónov roku slovensko",
        "hu": "kormány elnök miniszter rendőrség bíróság ember háború meghalt meghaltak halott sérült ország"
        " város párt választás országgyűlés törvény gazdaság piac árak cég iskola kórház meccs csapat világ"
        " hét hónap nap férfi nő gyerekek tűz baleset balesetben támadás időjárás víz út költségvetés"
        " költségvetést öten elfogadta intézkedéseket bejelentett millió évi",
        "ro": "guvernul guvern președintele ministrul poliția tribunal oameni război morți mort răniți nou"
        " nouă țara oraș partid alegeri parlament senatul lege economie piață prețuri companie școală spital"
        " meci echipă lume săptămână lună zi bărbat femeie copii incendiu accident atac anunță vremea apă drum"
        " rutier bugetul cinci dezbatere adoptat lungă milioane primarul",
        "tr": "hükümet cumhurbaşkanı bakan bakanı polis mahkeme kişi savaş ölü öldü yaralı yaralandı ülke"
        " şehir parti seçim meclis kanun ekonomi piyasa fiyat fiyatları şirket okul hastane maç takım dünya"
        " hafta ay gün adam kadın çocuk yangın kaza kazada saldırı hava su yol bütçe bütçeyi beş uzun kabul"
        " hayatını kaybetti önlemleri açıkladı milyon belediye gözaltına",
        "az": "hökumət prezident nazir polis məhkəmə insan müharibə öldü yaralandı ölkə şəhər partiya seçki"
        " məclis qanun iqtisadiyyat bazar qiymət şirkət məktəb xəstəxana oyun komanda dünya həftə gün kişi"
        " qadın uşaq yanğın qəza hücum hava su yol büdcə büdcəni qəbul",
        "uz": "hukumat prezident vazir politsiya sud odam urush halok mamlakat shahar partiya saylov parlament"
        " qonun iqtisodiyot bozor narx kompaniya maktab kasalxona oʻyin jamoa dunyo hafta kun erkak ayol"
        " bolalar yongʻin hujum ob-havo suv yoʻl byudjet",
        "id": "pemerintah presiden menteri polisi pengadilan orang perang tewas mati luka baru negara kota"
        " partai pemilu dpr undang ekonomi pasar harga perusahaan sekolah rumah sakit pertandingan tim dunia"
        " minggu bulan hari pria wanita anak kebakaran kecelakaan serangan umumkan cuaca air jalan anggaran"
        " lima perdebatan mengesahkan juta gubernur bupati gempa jakarta",
        "ms": "kerajaan presiden menteri perdana polis mahkamah orang perang maut mati cedera baharu negara"
        " bandar parti pilihan raya parlimen undang ekonomi pasaran harga syarikat sekolah hospital perlawanan"
        " pasukan dunia minggu bulan hari lelaki wanita kanak kebakaran kemalangan serangan umum cuaca air"
        " jalan belanjawan lima perbahasan meluluskan selepas juta malaysia",
        "tl": "gobyerno pangulo ministro pulis hukuman tao digmaan patay sugatan bago bansa lungsod partido"
        " eleksyon halalan senado batas ekonomiya presyo kumpanya paaralan ospital laro koponan mundo linggo"
        " buwan araw lalaki babae bata sunog aksidente panahon tubig badyet debate matapos mahabang",
        "vi": "chính phủ tổng thống bộ trưởng công an tòa án người chiến tranh chết thương mới nước thành phố"
        " đảng bầu cử quốc hội luật kinh tế thị trường giá trường bệnh viện trận đội thế giới tuần tháng ngày"
        " đàn ông phụ nữ trẻ em cháy tai nạn thời tiết đường",
        "ca": "govern president ministre policia tribunal gent guerra morts mort ferits nou nova noves país"
        " ciutat partit eleccions parlament llei economia mercat preus empresa escola hospital equip món"
        " setmana mes dia home dona nens incendi accident atac anuncia temps aigua carretera senat pressupost"
        " mesures cinc debat llarg trànsit milions jutge barcelona aprova",
        "gl": "goberno presidente ministro policía tribunal xente guerra mortos feridos novo nova novas país"
        " cidade partido eleccións parlamento lei economía mercado prezos empresa escola hospital equipo mundo"
        " semana mes día home muller nenos incendio accidente ataque anuncia tempo auga estrada orzamento"
        " medidas cinco longo debate xunta",
        "eu": "gobernuak gobernua presidenteak ministroak polizia epaitegia gerra hil hildako zauritu berria"
        " herria hiria alderdia hauteskundeak parlamentuak legea ekonomia merkatua prezioak enpresa eskola"
        " ospitalea partida taldea mundua astea egun gizon emakume umeak sute istripu erasoa eguraldia ura"
        " errepidea aurrekontua eztabaida luze ondoren onartu",
        "hr": "vlada predsjednik ministar policija sud ljudi rat poginulo mrtvih ozlijeđenih novi nova nove"
        " zemlja grad stranka izbori sabor zakon gospodarstvo tržište cijene tvrtka škola bolnica utakmica"
        " momčad svijet tjedan mjesec dan muškarac žena djeca požar nesreća napad najavljuje vrijeme voda"
        " cesta proračun pet rasprave duge usvojio mjere milijuna",
        "sr": "vlada predsednik ministar policija sud ljudi rat poginulo mrtvih povređenih novi nova nove"
        " zemlja grad stranka izbori skupština zakon ekonomija tržište cene kompanija škola bolnica utakmica"
        " ekipa svet nedelja mesec dan muškarac žena deca požar nesreća napad najavljuje vreme voda put budžet"
        " pet rasprave duge usvojila mere miliona vučić beograd",
        "sl": "vlada predsednik minister policija sodišče ljudi vojna mrtvih umrl poškodovanih novi nova nove"
        " država mesto stranka volitve zbor državni zakon gospodarstvo trg cene podjetje šola bolnišnica tekma"
        " ekipa svet teden mesec dan moški ženska otroci požar nesreča napad vreme voda cesta proračun pet"
        " razpravi dolgi sprejel ukrepi milijonov",
        "sq": "qeveria presidenti ministri policia gjykata njerëz lufta vdekur vrarë plagosur ri re vendi"
        " qyteti partia zgjedhjet kuvendi parlamenti ligji ekonomia tregu çmimet kompania shkolla spitali"
        " ndeshja skuadra bota java muaji dita burri gruaja fëmijët zjarr aksident sulm moti uji rruga"
        " buxhetin debati gjatë miratoi",
        "lv": "valdība prezidents ministrs policija tiesa cilvēki karš miris gājuši bojā jauns valsts pilsēta"
        " partija vēlēšanas saeima likums ekonomika tirgus cenas uzņēmums skola slimnīca spēle komanda"
        " pasaules nedēļa mēnesis diena vīrietis sieviete bērni ugunsgrēks avārija uzbrukums laiks ūdens ceļš"
        " budžetu debatēm pieņem ilgām",
        "lt": "vyriausybė prezidentas ministras policija teismas žmonių karas žuvo mirė sužeisti naujas šalis"
        " miestas partija rinkimai seimas įstatymas ekonomika rinka kainos įmonė mokykla ligoninė rungtynės"
        " komanda pasaulio savaitė mėnuo diena vyras moteris vaikai gaisras avarija ataka oras vanduo kelias"
        " biudžetą debatų priėmė ilgų",
        "af": "regering president minister polisie hof mense oorlog dood sterf beseer nuwe land stad party"
        " verkiesing parlement wet ekonomie mark pryse maatskappy skool hospitaal wedstryd span wêreld week"
        " maand dag man vrou kinders brand ongeluk aanval kondig weer water pad begroting ná debat lang"
        " goedgekeur",
        "sw": "serikali rais waziri polisi mahakama watu vita wafariki kufa majeruhi mpya nchi mji chama"
        " uchaguzi bunge sheria uchumi soko bei kampuni shule hospitali mchezo timu dunia wiki mwezi siku"
        " mwanamume mwanamke watoto moto ajali shambulio hali maji barabara bajeti mjadala mrefu limepitisha",
        "so": "dowladda madaxweynaha wasiirka booliska maxkamadda dad dagaal dhimasho dhaawac cusub dal"
        " magaalo xisbi doorasho baarlamaan sharci dhaqaale suuq qiimo shirkad dugsi isbitaal ciyaar koox"
        " dunida toddobaad maalin nin naag carruur dab shil weerar",
        "ga": "rialtas uachtarán aire garda cúirt daoine cogadh nua tír cathair páirtí toghchán dáil dlí"
        " geilleagar scoil ospidéal cluiche",
        "cy": "llywodraeth arlywydd gweinidog heddlu llys pobl rhyfel newydd gwlad dinas plaid etholiad senedd"
        " economi ysgol ysbyty gêm",
        "mt": "gvern president ministru pulizija qorti nies gwerra mejta ġdid pajjiż belt partit elezzjoni"
        " parlament liġi ekonomija skola",
        "ku": "hikûmet serok wezîr polîs dadgeh şer mirin nû welat bajar partî hilbijartin parlamento qanûn"
        " aborî dibistan nexweşxane",
        "lb": "regierung president minister police geriicht leit krich doudeg nei land stad partei wahlen"
        " chamber gesetz schoul spidol",
    },
    "Cyrl": {
        "ru": "правительство президент министр полиция суд человек людей война погибли погиб пострадали новый"
        " новые страна город партия выборы парламент госдума закон экономика рынок цены компания школа"
        " больница матч команда мир неделя месяц день мужчина женщина дети пожар авария нападение объявил"
        " погода вода дорога бюджет бюджете пять миллионов следующий складе подписал сообщил заявил россия"
        " украина потушен области",
        "uk": "уряд президент міністр поліція суд людей війна загинули загинув поранені новий нові країна"
        " місто партія вибори парламент рада закон економіка ринок ціни компанія школа лікарня матч команда"
        " світ тиждень місяць день чоловік жінка діти пожежа пожежу аварія напад оголосив погода вода дорога"
        " бюджет п'ять мільйонів наступний рік складі підписав повідомив заявив загасили області росії",
        "be": "урад прэзідэнт міністр міліцыя суд людзей вайна загінулі паранены новы новыя краіна горад"
        " партыя выбары парламент закон эканоміка рынак кошты кампанія школа бальніца матч каманда свет"
        " тыдзень месяц дзень мужчына жанчына дзеці пажар аварыя надвор'е вада дарога бюджэт бюджэце падпісаў"
        " заявіў",
        "bg": "правителството президентът президент министър полиция полицията съд съдът хора война загинаха"
        " загина ранени нов нови нова страна страната град партия избори парламент парламентът закон закона"
        " икономика пазар цени компания училище болница мач отбор свят седмица месец ден мъж жена деца пожар"
        " катастрофа атака обяви време вода път бюджет бюджета мерки инфлацията прие подписа българия милиона",
        "sr": "влада владе председник министар полиција суд људи рат погинуло мртвих повређених нови нова нове"
        " земља град странка избори скупштина закон економија тржиште цене компанија школа болница утакмица"
        " екипа свет недеља месец дан мушкарац жена деца пожар несрећа напад најављује време вода пут буџет"
        " буџету пет потписао усвојила мере милиона",
        "mk": "владата претседател претседателот министер полиција суд луѓе војна загинаа мртви повредени нов"
        " нови нова земја град партија избори собрание закон законот економија пазар цени компанија училиште"
        " болница натпревар екипа свет недела месец ден маж жена деца пожар несреќа напад најави време вода"
        " пат буџет буџетот го потпиша усвои мерки милиони",
        "kk": "үкімет президенті президент министр полиция сот адам соғыс қаза жаңа ел қала партия сайлау"
        " парламент заң заңға экономика нарық баға компания мектеп аурухана ойын әлем апта ай күн ер әйел"
        " балалар өрт апат ауа су жол бюджет қол қойды",
        "ky": "өкмөт президенти президент министр милиция сот адам согуш каза жаңы өлкө шаар партия шайлоо"
        " парламент мыйзам экономика базар баа компания мектеп оюн дүйнө жума ай күн эркек аял балдар өрт"
        " кырсык аба суу жол бюджет",
        "mn": "засгийн газар ерөнхийлөгч сайд цагдаа шүүх хүн дайн нас шинэ улс хот нам сонгууль хурал хууль"
        " эдийн засаг зах үнэ компани сургууль эмнэлэг тэмцээн баг дэлхий сар өдөр эрэгтэй эмэгтэй хүүхэд гал"
        " осол ус зам төсөв",
        "tg": "ҳукумат президенти вазир полис суд одам ҷанг нав кишвар шаҳр ҳизб интихобот парлумон қонун"
        " иқтисод бозор нарх ширкат мактаб",
    },
    "Arab": {
        "ar": "الحكومة الرئيس رئيس وزير الوزراء الشرطة محكمة أشخاص الحرب مقتل قتلى جرحى إصابة جديد جديدة"
        " البلاد مدينة حزب الانتخابات البرلمان مجلس قانون الاقتصاد السوق أسعار شركة مدرسة مستشفى مباراة فريق"
        " العالم أسبوع شهر يوم رجل امرأة أطفال حريق حادث هجوم قصف يعلن أعلن الطقس المياه طريق مليون خمسة"
        " مدنيين جوي خبر عاجل وزارة الخارجية أخبار",
        "fa": "دولت رئیس جمهور وزیر پلیس دادگاه نفر جنگ کشته زخمی جدید شهر حزب انتخابات مجلس قانون اقتصاد"
        " بازار قیمت شرکت مدرسه بیمارستان تیم ملی فوتبال جهان هفته ماه روز مرد زن کودکان آتش‌سوزی حادثه حمله"
        " اعلام هوا آب جاده میلیون پیروز سفر می‌رود می‌کند شدند دادند",
        "ur": "حکومت صدر وزیراعظم وزیر پولیس عدالت لوگ جنگ ہلاک زخمی نئی نیا ملک شہر پارٹی انتخابات پارلیمنٹ"
        " قانون معیشت قیمتیں کمپنی اسکول ہسپتال میچ ٹیم دنیا ہفتے مہینے دن مرد خواتین بچے آگ حادثہ حملہ اعلان"
        " موسم پانی سڑک مہنگائی کم رہی",
        "ps": "حکومت ولسمشر وزیر پولیس محکمه خلک جګړه وژل ټپیان نوی هېواد ښار ګوند ټاکنې پارلمان قانون اقتصاد"
        " چارو بهرنیو وايي اړیکې",
        "ckb": "حکوومەت سەرۆک سەرۆکی وەزیر پۆلیس دادگا کەس شەڕ کوژران بریندار نوێ وڵات شار حزب هەڵبژاردن"
        " پەرلەمان یاسا ئابووری بازاڕ نرخ کۆمپانیا قوتابخانە نەخۆشخانە یاری تیم جیهان هەفتە مانگ ڕۆژ پیاو ژن"
        " منداڵ",
        "ug": "ھۆكۈمەت رەئىس مىنىستىر ساقچى ئادەم ئۇرۇش يېڭى دۆلەت شەھەر پارتىيە سايلام قانۇن ئىقتىساد بازار",
        "sd": "حڪومت صدر وزير پوليس عدالت ماڻهو جنگ نئون ملڪ شهر پارٽي چونڊون قانون معيشت",
    },
    "Deva": {
        "hi": "सरकार राष्ट्रपति प्रधानमंत्री मंत्री पुलिस अदालत लोग युद्ध मौत घायल नया नई देश शहर पार्टी चुनाव"
        " संसद कानून बाजार कीमत कंपनी स्कूल अस्पताल मैच टीम दुनिया सप्ताह महीने दिन आदमी महिला बच्चे आग हादसा"
        " हमला मौसम पानी सड़क बजट पारित लंबी बहस भारत",
        "mr": "सरकार राष्ट्रपती पंतप्रधान मंत्री पोलीस न्यायालय लोक युद्ध मृत्यू जखमी नवा नवीन देश शहर पक्ष"
        " निवडणूक संसद संसदेत कायदा बाजार किंमत कंपनी शाळा रुग्णालय सामना संघ जग आठवडा महिना दिवस पुरुष महिला"
        " मुले आग अपघात हल्ला हवामान पाणी रस्ता अर्थसंकल्प मंजूर झाला आहे",
        "ne": "सरकार राष्ट्रपति प्रधानमन्त्री मन्त्री प्रहरी अदालत मानिस युद्ध मृत्यु घाइते नयाँ देश सहर"
        " पार्टी निर्वाचन संसद कानुन बजार मूल्य कम्पनी विद्यालय अस्पताल खेल टोली विश्व हप्ता महिना दिन पुरुष"
        " महिला बालबालिका आगलागी दुर्घटना",
    },
    "Hebr": {
        "he": "ממשלה הממשלה נשיא ראש שר משטרה בית המשפט אנשים מלחמה הרוגים פצועים חדש חדשה המדינה עיר מפלגה"
        " בחירות כנסת חוק כלכלה שוק מחירים חברה",
        "yi": "רעגירונג פרעזידענט מיניסטער פאליציי מענטשן מלחמה נייע לאנד שטאט פארטיי",
    },
}
