"""The phrases of `body_phrases`, in lower case, by what they announce and roughly by family of languages.

Each is a regular expression for the start of a line; " | " parts them, a blank stands for any run of blanks.
"""

# ruff: noqa: E501 - a phrase is not cut in two

# Lines that point to other stories: "Read also: ...".
READ_ALSO = r"""
    read (?:also|more|next|this next|the full)\b | also read | see also | also see | more from | more on this |
    more like this |
    related (?:articles?|stories|stor(?:y|ies)|posts?|news|coverage|topics?|content|reading|links?|roundups?|video) |
    recommended(?: for you| reading| stories| articles)?\s*:?$ | you may also (?:like|enjoy) |
    you might (?:also )?(?:like|enjoy) | don['’]t miss\b | must read | more stories | trending(?: now)?\s*:?$ |
    most (?:read|popular|viewed)\b | what to read next | up next | keep reading\s*:?$ | continue reading |
    further reading\s*:?$ | editors?['’]?s? (?:picks?|choice) | in case you missed it | related\s*: | read\s*: |
    watch\s*: | watch (?:now|next|also)\b | listen\s*: | click here (?:for|to) | previous (?:article|post|story) |
    next (?:article|post|story) | popular (?:posts|articles|stories) | lesen sie auch | lesen sie hier |
    mehr zum thema | mehr dazu | auch interessant | das könnte sie auch | weiterlesen | zum thema\s*:?$ | lesetipp |
    lees ook | lees meer | lees verder | meer over\b | bekijk ook | läs (?:också|även|mer) | les også | læs også |
    lue myös | lesið | à lire aussi | a lire aussi | lire aussi | lire également | à lire (?:également|sur) |
    lire la suite | voir aussi | à voir aussi | sur le même (?:sujet|thème) | notre dossier | dans la même rubrique |
    articles? (?:liés?|similaires?|associés?) | à découvrir | vous aimerez aussi | >> lire | lea también |
    leer también | lee también | lea además | te puede interesar | puede interesarle | te recomendamos |
    le puede interesar | ver también | vea también | más sobre | más información\s*:?$ | más noticias |
    noticias relacionadas | relacionad[ao]s?\s*:?$ | también (?:puedes )?le[ae]r? | mira también | sigue leyendo |
    contenido relacionado | llegeix també | lea más | leer más | leia também | leia mais | veja também | saiba mais |
    veja mais | confira também | você pode gostar | notícias relacionadas | mais sobre | mais lidas |
    continua depois da publicidade | leia ainda | leggi anche | leggi tutto | leggi di più | guarda anche |
    vedi anche | ti potrebbe interessare | potrebbe interessarti | articoli correlati | per approfondire\s*:?$ |
    citește și | citeşte şi | vezi și | citiți și | читайте также | читать также | читайте ещё | читайте еще |
    читай также | читать далее | читать полностью | смотрите также | см\. также | по теме\s*:?$ | материалы по теме |
    ещё по теме | еще по теме | другие новости | похожие (?:новости|статьи|материалы) | рекомендуем |
    ранее (?:сообщалось|мы писали) | вам может (?:быть интересно|понравиться) | самое (?:читаемое|популярное) |
    читайте також | дивіться також | також читайте | читайте ще | більше новин | чытайце таксама | прочетете още |
    вижте още | прочитайте и | прочитајте и | pročitajte (?:i|još) | čitajte i | povezani članci | preberite tudi |
    czytaj (?:też|także|również|więcej|dalej) | zobacz (?:też|także|również|więcej) |
    przeczytaj (?:też|także|również) | polecamy\s*:? | powiązane artykuły | więcej na ten temat |
    čtěte (?:také|také|více|i) | přečtěte si (?:také|i) | související | mohlo by vás zajímat | čítajte (?:aj|viac) |
    prečítajte si | súvisiace | olvass? (?:el|tovább) | kapcsolódó | taip pat skaitykite | lasi (?:arī|vēl) |
    διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα|και) | δείτε (?:επίσης|ακόμη|ακόμα) | σχετικά (?:άρθρα|νέα) |
    ayrıca (?:bkz|okuyun|bakınız) | bunu da oku | ilgili (?:haber|haberler|içerik) | daha fazla (?:oku|haber) |
    okumaya devam | həmçinin oxuyun | devamını oku | اقرأ أيض[اً]+ | اقرأ ايض[اً]+ | إقرأ أيض[اً]+ | اقرأ المزيد |
    إقرأ المزيد | اقرأ[وا]* (?:أيض[اً]+|كذلك) | اقرئي أيض[اً]+ | شاهد أيض[اً]+ | شاهد ايض[اً]+ | انظر أيض[اً]+ |
    طالع أيض[اً]+ | طالع المزيد | للمزيد\s*[:：]?$ | لقراءة المزيد | مواضيع (?:ذات صلة|متعلقة|مشابهة|قد) |
    موضوعات (?:ذات صلة|متعلقة) | أخبار (?:ذات صلة|متعلقة|مشابهة) | مقالات (?:ذات صلة|مشابهة) | ذات صلة |
    قد يعجبك (?:أيض[اً]+|ايضا) | قد يهمك | الأكثر (?:قراءة|مشاهدة) | تابع القراءة | المزيد من | إقرأوا أيض[اً]+ |
    تصفح أيض[اً]+ | روابط ذات صلة | بیشتر بخوانید | همچنین بخوانید | بیشتر بدانید | مطالب مرتبط | اخبار مرتبط |
    ادامه مطلب | خبرهای مرتبط | پیشنهاد ما | یہ بھی پڑھیں | مزید پڑھیں | یہ بھی دیکھیں | متعلقہ خبریں |
    קראו (?:גם|עוד|בהרחבה) | קרא (?:גם|עוד) | ראו גם | עוד (?:בנושא|בוואלה|כתבות|חדשות|באותו נושא) |
    כתבות (?:נוספות|קשורות) | אולי יעניין אותך | לכל הכתבות | להמשך קריאה | यह भी पढ़ें | ये भी पढ़ें | यह भी पढ़े |
    ये भी पढ़े | इसे भी पढ़ें | और पढ़ें | आगे पढ़ें | संबंधित (?:खबरें|ख़बरें|लेख) | यह भी देखें | यहाँ पढ़ें |
    आरও পড়ুন | আরও পড়ুন | আরো পড়ুন | এও পড়ুন | हे ही वाचा | हेही वाचा | આ પણ વાંચો | ਇਹ ਵੀ ਪੜ੍ਹੋ |
    இதையும் படிக்க | மேலும் படிக்க | ఇవి కూడా చదవండి | ಇದನ್ನೂ ಓದಿ | ഇതും വായിക്കുക | 相关(?:阅读|新闻|报道|链接|文章|推荐|专题) |
    延伸阅读 | 推荐阅读 | 更多阅读 | 阅读更多 | 更多(?:新闻|报道|内容) | 相關(?:閱讀|新聞|報導|連結|文章) | 延伸閱讀 | 更多新聞 | 推薦閱讀 | 看更多 | 猜你喜欢 | 热门推荐 |
    点击(?:进入|查看|阅读) | 上一篇 | 下一篇 | 関連(?:記事|ニュース|リンク|キーワード|トピックス) | あわせて読みたい | 合わせて読みたい | こちらも読む | 続きを読む | もっと読む |
    おすすめ(?:記事|の記事) | 次の(?:記事|ページ) | 前の(?:記事|ページ) | 【関連 | （関連 | \[関連 | 관련\s?(?:기사|뉴스|글|콘텐츠) | 함께 (?:보면|읽으면) |
    더 (?:보기|읽기) | 추천\s?(?:기사|뉴스) | 이전\s?(?:기사|글) | 다음\s?(?:기사|글) | 많이 본 (?:뉴스|기사) | \[관련 | ▶\s*관련 | baca juga |
    baca selengkapnya | artikel terkait | berita terkait | lihat juga | simak juga | baca lagi | xem thêm |
    đọc thêm | tin liên quan | bài liên quan | có thể bạn quan tâm | อ่านเพิ่มเติม | ข่าวที่เกี่ยวข้อง | อ่านข่าว |
    soma zaidi | soma pia | basahin din
"""

# Lines of sharing, following, subscribing, printing, tagging, crediting, and of whose the rights are.
AROUND = r"""
    share (?:this|on|via|the|your)\b | share\s*:?$ | share\W*(?:tweet|facebook|save) | tweet\b.{0,10}$ |
    follow (?:us|him|her|me|@|\w+ on (?:twitter|facebook|instagram|x)) | like us on |
    join (?:our|the conversation)\b |
    (?:caption|close|photos?|images?|video|videos|gallery|loading\W*|advertisements?|slideshow|menu|next|previous|replay|play|expand|hide caption|toggle caption|enlarge this image)$ |
    this slideshow requires | subscribe (?:to|now|today|here|for)\b | subscribe$ |
    sign up (?:for (?:our|the|free|a free|more|\w+['’]s)|to (?:our|get|receive)|now|here|today) | sign up$ |
    get (?:the latest|our|updates|breaking)\b.{0,60}(?:inbox|newsletter|email|updates) | newsletter\b |
    advertisement\b | advert$ | ad$ | sponsored\b | promoted\b | print(?: this)?$ | e-?mail(?: this)?$ | save$ |
    comments?(?:\s*\(?\d*\)?)?\s*:?$ | \d+ comments?$ | leave a (?:comment|reply) | post a comment | view comments |
    add (?:a )?comment | write a comment | show comments | be the first to | log ?in\b |
    already (?:a (?:subscriber|member)|have an account|subscribed) | (?:book|buy|shop|order) now$ | (?:buy|get) tickets$ |
    al abonnee\b | lees verder met | krijg onbeperkt | déjà abonné | ya (?:eres|soy|es) suscriptor | já é assinante |
    già abbonat[oi]\b | (?:sie sind )?(?:bereits|schon) abonnent | redan prenumerant | allerede abonnent |
    masz już (?:konto|subskrypcję) | diskuse\s*(?:\(\d+\))?$ | simak (?:breaking|berita) | ikuti (?:kami|berita|saluran) |
    propos recueillis | 海量资讯 | 特别声明\s*[:：] | 特別聲明\s*[:：] | url\s*:\s*http | follow \w+['’]s coverage |
    عدد (?:القراءات|المشاهدات|الزيارات|القراء)\b | tags?\s*: | tags?$ | topics?\s*: | topics?$ | filed under |
    categor(?:y|ies)\s*: | tagged\b | keywords?\s*: | copyright\b | © | all rights reserved |
    this (?:article|story|post) (?:was|originally|first) (?:\w+ )?(?:published|appeared) | originally published |
    about the authors?\s*:?$ | download (?:the|our) app | scroll (?:down|to continue) | skip (?:to|advertisement) |
    story continues | article continues | back to top | load more | show more | view (?:more|all|gallery)\b |
    see (?:more|all)\b.{0,30}$ | view this post on | click to (?:share|expand|enlarge|copy) | open in new |
    image \d+ of \d+ | \d+ of \d+$ | \d+ shares?$ | \d+ min(?:ute)?s?(?: of)? read | time to read | reading time |
    read time | table of contents | jump to\s*:?$ | jump to a section | in this article\s*:?$ | table of content |
    last (?:updated|modified) | updated\s*(?::|on|at|\d|\w+ \d) | published\s*(?::|on|at|\d|\w+ \d) |
    posted (?:on|by|in)\b.{0,60}$ | written by\b.{0,50}$ | reviewed by\b | fact[- ]checked by\b |
    edited by\b.{0,50}$ | contributed by\b | photo(?:s|graph)?(?: credit| by| courtesy)?\s*: |
    image(?:s)?(?: credit| by| courtesy| copyright)?\s*: | image copyright | image caption | media caption |
    credit\s*: | credits\s*: | picture\s*: | pictures\s*: | photo by | photos by | getty images | file photo |
    \(?(?:image|photo|picture|pic|foto|photo credit)\s*[:：].{0,60}\)?$ | foto\s*: | fotos\s*: | crédits?\s*: |
    crédit photo | фото\s*:\s*\S | фото\s+\w+$ | bild\s*: | 图\s*[:：] | 图源 | 图片来源 | 写真\s*[:：=＝] | 사진\s*[:：=] | \[사진 |
    (?:ال)?صورة\s*[:：] | تصوير\s*[:：] | צילום\s*[:：] | عکس\s*[:：] | teilen\b.{0,20}$ | kommentare?\s*(?:\(\d+\))?$ |
    drucken$ | newsletter abonnieren | abonnieren sie | jetzt (?:abonnieren|anmelden) | anzeige$ | werbung$ |
    schlagworte | themen\s*: | artikel teilen | partager\b.{0,30}$ | partagez\b | commentaires?\s*(?:\(\d+\))?$ |
    s['’]abonner | abonnez-vous | inscrivez-vous | publicité$ | mots[- ]clés | compartir\b.{0,20}$ | comparte\b |
    comentarios?\s*(?:\(\d+\))?$ | suscríbe(?:te|tase) | publicidad$ | etiquetas | síguenos | siga-nos |
    compartilh\w+\b.{0,20}$ | comentários?\s*(?:\(\d+\))?$ | publicidade$ | assine\b | condividi\b.{0,20}$ |
    commenti?\s*(?:\(\d+\))?$ | pubblicità$ | iscriviti | seguici | riproduzione riservata | delen$ |
    reacties?\s*(?:\(\d+\))?$ | advertentie$ | dela$ | annons$ | udostępnij | komentarze?\b.{0,8}$ | reklama$ |
    paylaş$ | yorumlar?\s*(?:\(\d+\))?$ | etiketler | reklam$ | κοινοποίηση | bagikan$ | tag\s*: | komentar$ |
    chia sẻ$ | bình luận | поделиться | поделись | подпис(?:аться|ывайтесь|ывайся|ывайтесь на|ка) |
    комментари(?:и|ев|й)\b.{0,8}$ | теги\s*:? | метки\s*: | реклама$ | поділитися | підпис(?:атися|уйтесь|уйся) |
    коментар | наш (?:telegram|канал) | добавить (?:отзыв|комментарий) | оставить (?:отзыв|комментарий) |
    нашли (?:ошибку|опечатку) | источник\s*: | автор\s*: | фото и видео | следите за | مشاركة\b |
    الآراء الواردة | التعليقات لا تعبر |
    شارك(?:ها|نا|وا)?\b.{0,25}$ | شارك (?:هذا|الخبر|المقال|على|عبر) | المصدر\s*[:：] | مصدر\s*[:：] | الكاتب\s*[:：] |
    كتب\s*[:：] | بقلم\s*[:：] | تحرير\s*[:：] | إعداد\s*[:：] | تعليقات\b.{0,10}$ | التعليقات | أضف تعليق | اترك تعليق |
    كلمات (?:دالة|مفتاحية|دلالية) | الكلمات (?:الدالة|المفتاحية|الدلالية) | وسوم\s*[:：]? | الوسوم | إعلان$ | اعلان$ |
    اشترك\b | تابعنا\b | تابعونا\b | طباعة$ | نسخ الرابط | حقوق النشر | جميع الحقوق | اشترك في | انضم إلى |
    حمل تطبيق | اشتراک[‌ ]گذاری | به اشتراک | برچسب[‌ ]?ها | منبع\s*[:：] | نویسنده\s*[:：] | کد خبر | لینک کوتاه |
    نظرات?$ | انتهای پیام | تبلیغات?$ | شیئر کریں | ہمیں فالو | שתפו | שיתוף | תגובות | הוסף תגובה | תגיות | פרסומת |
    הירשמו | עקבו אחרינו | מצאתם טעות | מקור\s*: | शेयर करें | टिप्पणी | विज्ञापन | टैग्स | हमें फॉलो | शेयर$ |
    শেয়ার করুন | বিজ্ঞাপন | 分享(?:到|至|让|$) | 分享\s*[:：]?$ | 责任编辑 | 责编 | 编辑\s*[:：] | 編輯\s*[:：] | 来源\s*[:：] | 來源\s*[:：] |
    作者\s*[:：] | 标签\s*[:：] | 標籤 | 关键词 | 关键字 | 評論 | 评论 | 广告$ | 廣告$ | 打印 | 收藏 | 关注我们 | 扫(?:一扫|码) | 版权(?:声明|所有) | 免责声明 |
    本文(?:来源|转载|链接) | 举报 | シェア | ツイート | コメント(?:する|を|$) | 広告$ | タグ\s*[:：] | タグ$ | 無断(?:転載|複製) | ログイン | 会員登録 |
    この記事(?:を|は会員) | 공유(?:하기)?$ | 댓글 | 구독 | 광고$ | 기자\s*구독 | 저작권자 | 무단\s?전재 | 좋아요 | 카카오톡
"""

# Headings of what follows an article.
TAIL = r"""
    related (?:articles?|stories|posts?|news|topics?|content|coverage) |
    recommended(?: for you| articles| stories)?$ | you (?:may|might) (?:also )?(?:like|enjoy|be interested) |
    more (?:stories|from|news|articles|on this)\b | most (?:read|popular|viewed) | trending(?: now)?$ |
    comments?(?:\s*\(?\d*\)?)?$ | \d+ comments?$ | leave a (?:comment|reply) | post a comment |
    join the (?:discussion|conversation) | about the authors?$ | latest (?:news|stories|posts|articles) |
    popular (?:posts|articles|stories) | recent posts | what to read next | read next | up next | keep reading$ |
    editors?['’]?s? (?:picks?|choice) | share this\b | follow us | sign up for\b | subscribe to\b | newsletter\b |
    das könnte sie auch | mehr zum thema | kommentare?$ | à lire aussi | sur le même (?:sujet|thème) |
    commentaires?$ | noticias relacionadas | te puede interesar | comentarios?$ | notícias relacionadas |
    comentários?$ | articoli correlati | commenti$ | читайте также | материалы по теме | комментарии$ |
    похожие (?:новости|статьи) | самые популярные | отзывы$ | مواضيع (?:ذات صلة|متعلقة|مشابهة) |
    أخبار (?:ذات صلة|متعلقة) | مقالات ذات صلة | قد يعجبك | قد يهمك | الأكثر قراءة | التعليقات | مطالب مرتبط |
    اخبار مرتبط | כתבות (?:נוספות|קשורות) | תגובות$ | संबंधित (?:खबरें|ख़बरें|लेख) | 相关(?:阅读|新闻|报道|文章|推荐) |
    相關(?:閱讀|新聞|報導|文章) | 延伸阅读 | 延伸閱讀 | 推荐阅读 | 热门推荐 | 関連(?:記事|ニュース) | おすすめ(?:記事|の記事) | 관련\s?(?:기사|뉴스) | 많이 본 | 댓글 |
    berita terkait | tin liên quan
"""
