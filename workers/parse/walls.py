"""What error pages, challenges and walls say in the place of an article, as patterns over lower case."""

from __future__ import annotations

import re
from typing import Final


def _any_of(listing: str) -> re.Pattern[str]:
    """Finds any of the phrases, which " | " parts; a blank stands for itself."""
    return re.compile("|".join(re.split(r"\s+\|\s+", listing.strip())))


NOT_FOUND: Final = _any_of(r"""
    \b404\b | \b410\b |
    (?:page|article|story|content|document)s? (?:was |is |could |can )?(?:not|n['’]t) (?:be )?(?:found|available) |
    not found\b | no longer (?:available|exists) | doesn['’]t exist | does not exist | page (?:is )?missing |
    nothing (?:was )?found | seite (?:wurde )?nicht gefunden | nicht (?:mehr )?verfügbar |
    page (?:introuvable|non trouvée) | n['’]existe (?:pas|plus) | página no (?:encontrada|existe) |
    no se (?:ha )?encontr | página não encontrada | pagina non trovata | pagina niet gevonden |
    sidan (?:kunde inte|hittades inte) | siden (?:blev|ble) ikke funnet | nie znaleziono | strona nie istnieje |
    stránka nenalezena | sayfa bulunamadı | страница не (?:найдена|существует) | сторінк[уа] не знайдено |
    η σελίδα δεν | (?:الصفحة|المقال|الخبر) (?:غير موجود|غير متاح|غير متوفر) | لم يتم العثور |
    صفحه (?:یافت نشد|مورد نظر) | یافت نشد | (?:הדף|העמוד|הכתבה) (?:לא נמצא|אינו קיים|לא קיים) | לא נמצאה |
    पृष्ठ नहीं मिला | पेज नहीं मिला | 页面不存在 | 頁面不存在 | 找不到(?:页面|頁面|该页|該頁|您) |
    页面(?:已|找) | ページが見つかりません | 見つかりませんでした | 페이지를 찾을 수 없 | 존재하지 않는 |
    halaman tidak (?:ditemukan|dijumpai|ditemui) | không tìm thấy |
    pagina[^.]{0,30} nu (?:a fost găsită|există|mai există|este disponibilă) | oldal nem (?:található|létezik) |
    strani(?:ca|ce|cu)?[^.]{0,25} (?:nije pronađena|ne postoji|ne obstaja|ni mogoče najti) |
    stránk[au] (?:sa nenašla|neexistuje|nebola nájdená|nebyla nalezena) | sivua ei (?:löyt|ole) |
    lehe(?:külge)? ei leitud | puslapis (?:nerastas|neegzistuoja) | lapa nav atrasta |
    faqja[^.]{0,20} nuk (?:u gjet|ekziston) | pàgina no (?:trobada|existeix|s['’]ha trobat) |
    orri(?:a|rik) ez da | siden (?:finnes|findes|eksisterer) ikke | sidan finns inte | síðan fannst ekki |
    rûpel nehat dîtin | səhifə (?:tapılmadı|mövcud deyil) | sahifa topilmadi | ukurasa hau\w+ |
    pahina[^.]{0,20} hindi | hindi (?:nahanap|matagpuan) ang | bogga[^.]{0,30} lama helin |
    ba a (?:samu|sami) shafi | страница(?:та)?[^.]{0,30} не (?:е намерена|е пронајдена|съществува|постои) |
    страница[^.]{0,25} (?:није пронађена|не постоји) | старонка не знойдзена | бет табылмады | хуудас олдсонгүй |
    გვერდი (?:ვერ|არ) (?:მოიძებნა|არსებობს) | էջը (?:չի գտնվել|գոյություն չունի) |
    صفحہ (?:نہیں ملا|موجود نہیں|دستیاب نہیں) | نەدۆزرای | پاڼه (?:ونه موندل|نشته|ونه موندله) |
    পাতা(?:টি)?[^।]{0,20} পাও\S{1,3} যা\S{1,3}নি | पृष्ठ (?:फेला परेन|भेटिएन|सापडले नाही|आढळले नाही) |
    पान सापडले नाही | पेज (?:फेला परेन|भेटिएन|मौजूद नहीं) | ਪੰਨਾ ਨਹੀਂ ਮਿਲਿਆ | પૃષ્ઠ મળ્યું નથી | પેજ મળ્યું નથી |
    பக்கம் (?:கிடைக்கவில்லை|காணப்படவில்லை|இல்லை) | పేజీ (?:కనబడలేదు|దొరకలేదు|కనుగొనబడలేదు) |
    ಪುಟ(?:ವು)? (?:ಕಂಡುಬಂದಿಲ್ಲ|ಸಿಗಲಿಲ್ಲ) | പേജ് (?:കണ്ടെത്തിയില്ല|കണ്ടെത്താനായില്ല|ലഭ്യമല്ല) |
    පිටුව (?:හමු නොවී|සොයාගත නොහැක) | ไม่พบ(?:หน้า|เพจ) | ບໍ່ພົບໜ້າ | រកមិនឃើញ |
    စာမျက်နှာ ?(?:ကို ?)?(?:ရှာ)?မတွေ့ | ገጹ አልተገኘም | (?:هذه )?الصفحة (?:التي تبحث عنها )?(?:غير|لم|لا) |
    صفحه‌? ?(?:پیدا نشد|وجود ندارد) | 找不到(?:網頁|网页) | ページは(?:存在しません|削除|見つかりません)
""")
UNAVAILABLE: Final = _any_of(r"""
    internal server error | service (?:is )?(?:temporarily )?unavailable | bad gateway | gateway time-?out |
    \berror 5\d\d\b |
    (?:site|page|server) (?:is )?(?:currently |temporarily )?(?:under|down for|undergoing) (?:scheduled )?maintenance |
    (?:scheduled|planned) maintenance | be right back | back (?:online )?(?:shortly|soon) | database connection |
    site en (?:cours de )?maintenance | wartungs(?:arbeiten|modus) | (?:sitio|página) en mantenimiento |
    (?:site|página) em manutenção | sito in manutenzione | технические работы | технічні роботи |
    bakım(?: çalışması|dayız| modu) | メンテナンス中 | 점검 ?중 | (?:系统|系統|网站|網站)(?:正在)?[维維]护 |
    الموقع (?:تحت|قيد) الصيانة | در حال (?:تعمیر|به ?روزرسانی)
""")
ELSEWHERE: Final = _any_of(r"""
    (?:not|n['’]t) (?:be )?(?:available|accessible|accessed) (?:in|from) (?:your|the) (?:region|country|area|eu) |
    access cannot be granted | unavailable (?:for|due to) legal reasons |
    unavailable in (?:your|the) (?:region|country|location|eu) | nicht in (?:ihrem|deinem) land verfügbar |
    (?:pas|non) disponible dans (?:votre|ton) (?:pays|région) |
    no (?:está )?disponible en (?:tu|su) (?:país|región)
""")
FOR_SALE: Final = _any_of(r"""
    domain (?:name )?(?:is |may be )?(?:for sale|parked) | buy this domain | domain (?:has )?expired |
    this domain (?:is|has been) (?:registered|suspended) | account (?:has been )?suspended |
    domain steht zum verkauf | dom(?:aine|inio) (?:est )?(?:à vendre|en venta|à venda)
""")
CHALLENGE: Final = _any_of(r"""
    just a moment | checking (?:your browser|if the site connection) | attention required |
    access (?:to this page has been )?denied | are you (?:a )?(?:robot|human) |
    verify (?:that )?you are (?:a )?human | unusual (?:traffic|activity) | security check |
    pardon our interruption | enable javascript and cookies | request blocked | you have been blocked |
    bot verification | captcha | nur einen moment | bestätigen sie,? dass sie ein mensch |
    überprüfen sie,? (?:ob|dass) sie ein mensch | sicherheit ihrer verbindung | un instant |
    vérifiez que vous êtes (?:un )?humain | sécurité de votre connexion | un momento |
    verifi(?:que|ca) que (?:es|eres|usted es) (?:un )?(?:ser )?human | seguridad de (?:su|la) conexión |
    verifica di essere (?:un )?(?:essere )?umano | sicurezza della connessione | um momento |
    segurança da (?:sua )?conexão | (?:verifique|confirme) (?:se|que) (?:você )?é (?:um )?(?:ser )?humano |
    een ogenblik geduld | u een mens bent | beveiliging van uw verbinding | chwileczkę | że jesteś człowiekiem |
    один момент | что вы человек | безопасность (?:вашего )?(?:подключения|соединения) | що ви людина |
    bir dakika lütfen | insan olduğunuzu | しばらくお待ちください | 人間であることを | 잠시만 기다리 |
    사람인지 확인 | 请稍[候等] | 請稍[候等] | 真人 | 人机验证 | 人機驗證 | 安全验证 | أنك (?:إنسان|انسان|بشر) |
    tunggu sebentar | anda adalah manusia | bạn là con người | ddos protection | проверка браузера |
    доступ (?:запрещ|ограничен) | التحقق من أنك | アクセスが(?:拒否|制限)
""")
SCRIPTS: Final = _any_of(r"""
    (?:enable|activate|turn on|requires?|need) (?:your browser['’]s )?java ?script |
    javascript (?:is|must be) (?:disabled|enabled|required) | javascript (?:aktivieren|activado|ativado|attivo) |
    activer (?:le )?javascript | включите javascript | تفعيل (?:ال)?جافا | הפעל javascript | javascript を有効 |
    启用 ?javascript
""")
CONSENT: Final = _any_of(r"""
    cookie | consent | gdpr | privacy (?:policy|settings|choices) | einwilligung | datenschutz | zustimm |
    consentement | confidentialité | privacidad | privacidade | cookies | personali[sz]ed ads |
    partners? (?:store|process) | ملفات تعريف الارتباط | سياسة الخصوصية | куки | конфиденциальност | çerez |
    cookie に | 个人信息 | 隐私 | personenbezogene | werbung und tracking | pur-abo | ihre zustimmung |
    données personnelles | tecnologie simili | terze parti selezionate | il tuo consenso | dati personali |
    consentimiento | datos personales | tus preferencias | consentimento | dados pessoais | toestemming |
    persoonsgegevens | samtyck | samtykk | personuppgifter | persondata | zgod[ęya]\b | dane osobowe |
    danych osobowych | souhlas | osobní(?:ch)? údaj | hozzájárul | személyes adat | συγκατάθεση |
    προσωπικά δεδομένα | kişisel veri | персональн | עוגיות | מדיניות הפרטיות | คุกกี้ | ข้อมูลส่วนบุคคล | 쿠키 |
    개인정보 | persetujuan | data pribadi | dữ liệu cá nhân | کوکی
""")
LOGIN: Final = _any_of(r"""
    (?:log|sign) ?in\b | subscri(?:be|ption|ber) | create (?:an|your) account | register (?:now|for|to) |
    anmelden | abonn | registrier | se connecter | s['’]abonner | iniciar sesión | suscr[ií]b | entrar |
    assin(?:e|ante) | accedi | abbonati | войти | подпис | зарегистр | تسجيل الدخول | اشترك | התחבר | הירשם |
    登录 | 登錄 | 注册 | ログイン | 会員 | 로그인 | 구독
""")
