"""The words of dates beside month names: days, hours, units, how long ago, and words that say nothing."""

from __future__ import annotations

WEEKDAYS = (
    # Monday | Tuesday | ... one group a weekday over all languages; ISO order
    "monday mon lundi lun lunes segunda segunda-feira montag mo lunedi poniedziałek pon maandag ma måndag mån"
    " mandag man maanantai ma pondělí po hétfő luni понедельник пн понеділок понедељак понеделник δευτέρα δευ"
    " pazartesi pzt senin sen isnin thứ_hai dilluns الاثنين الإثنين اثنين دوشنبه پیر יום_ב יום_שני सोमवार"
    " সোমবার จันทร์ 星期一 周一 週一 礼拜一 月曜日 월요일",
    "tuesday tue tues mar mardi martes terça terça-feira dienstag di martedi wtorek wto dinsdag tisdag tis"
    " tirsdag tir tiistai úterý út kedd marți вторник вт вівторок уторак τρίτη τρι salı sal selasa sel thứ_ba"
    " dimarts الثلاثاء ثلاثاء سه_شنبه سه‌شنبه منگل יום_ג יום_שלישי मंगलवार মঙ্গলবার อังคาร 星期二 周二 週二"
    " 礼拜二 火曜日 화요일",
    "wednesday wed weds mercredi mer miércoles mié mie quarta quarta-feira qua mittwoch mi mercoledì środa śro"
    " woensdag wo onsdag ons keskiviikko středa st szerda miercuri среда ср середа сряда τετάρτη τετ çarşamba"
    " çar rabu rab thứ_tư dimecres الأربعاء اربعاء الاربعا چهارشنبه چهار_شنبه بدھ יום_ד יום_רביעי बुधवार"
    " বুধবার พุธ 星期三 周三 週三 礼拜三 水曜日 수요일",
    "thursday thu thur thurs jeudi jeu jueves jue quinta quinta-feira qui donnerstag do giovedì gio czwartek"
    " czw donderdag torsdag tor torstai čtvrtek čt csütörtök joi четверг чт четвер четвртак четвъртък πέμπτη"
    " πεμ perşembe per kamis kam khamis thứ_năm dijous الخميس خميس پنجشنبه پنج_شنبه جمعرات יום_ה יום_חמישי"
    " गुरुवार गुरूवार বৃহস্পতিবার พฤหัสบดี 星期四 周四 週四 礼拜四 木曜日 목요일",
    "friday fri vendredi ven viernes vie sexta sexta-feira sex freitag fr venerdì piątek pią vrijdag vr fredag"
    " fre perjantai pátek pá péntek vineri пятница пт п'ятниця петак петък παρασκευή παρ cuma cum jumat jum"
    " jumaat thứ_sáu divendres الجمعة جمعه جمعہ יום_ו יום_שישי शुक्रवार শুক্রবার ศุกร์ 星期五 周五 週五 礼拜五"
    " 金曜日 금요일",
    "saturday sat samedi sam sábado sáb sab samstag sonnabend sa sabato sobota sob zaterdag za lördag lör"
    " lørdag lør lauantai so szombat sâmbătă суббота сб субота събота σάββατο σαβ cumartesi cmt sabtu thứ_bảy"
    " dissabte السبت سبت شنبه ہفتہ שבת יום_שבת शनिवार শনিবার เสาร์ 星期六 周六 週六 礼拜六 土曜日 토요일",
    "sunday sun dimanche dim domingo dom sonntag domenica niedziela nie zondag zo söndag sön søndag søn"
    " sunnuntai neděle ne vasárnap duminică воскресенье вс неділя недеља неделя κυριακή κυρ pazar paz minggu"
    " min ahad chủ_nhật diumenge الأحد احد یکشنبه یک_شنبه اتوار יום_א יום_ראשון रविवार রবিবার อาทิตย์ 星期日"
    " 星期天 周日 週日 礼拜日 日曜日 일요일",
)

UNITS: dict[str, str] = {
    "second": "second seconds sec secs s seconde secondes segundo segundos sekunde sekunden secondo secondi"
    " sekunda sekundy sekund seconden sekunder секунда секунды секунд секунду секунди сек δευτερόλεπτο"
    " δευτερόλεπτα saniye detik giây ثانية ثانيه ثوان ثواني ثوانٍ ثانیه سیکنڈ שניה שנייה שניות सेकंड सेकेंड"
    " সেকেন্ড 秒 秒鐘 秒钟 초 másodperc másodperccel secunde secundă sekuntia วินาที",
    "minute": "minute minutes min mins m mn minuto minutos minuten minuti minuta minuty minut minuut minuter"
    " minutter минута минуты минут минуту минути мин хв хвилина хвилини хвилин хвилину λεπτό λεπτά λεπτών"
    " dakika dk menit phút دقيقة دقيقه دقائق دقیقه دقایق منٹ דקה דקות मिनट মিনিট 分 分鐘 分钟 分間 분 perc"
    " perccel percet minuutti minuuttia นาที минута минута minit minutami",
    "hour": "hour hours hr hrs h heure heures hora horas stunde stunden std ora ore godzina godziny godzin"
    " godzinę godz uur uren timme timmar timer time t час часа часов год година години годин годину ώρα ώρες ωρών"
    " saat jam giờ tiếng ساعة ساعه ساعات ساعت گھنٹہ گھنٹے שעה שעות घंटा घंटे घण्टे ঘণ্টা ঘন্টা 小時 小时 時間"
    " 시간 óra órája órával tunti tuntia ชั่วโมง сата сати сат hodin hodinou hodinami часа",
    "day": "day days d jour jours j día días dia dias tag tage tagen giorno giorni dzień dni dag dagen dagar"
    " dage день дня дней дні днів ден дни ημέρα ημέρες μέρες ημερών gün hari ngày يوم أيام ايام روز دن יום"
    " ימים दिन দিন 天 日 日間 일 nap napja nappal zi zile päivä päivää วัน дана дан dny dnem",
    "inexact": "week weeks w wk month months mo year years yr yrs y semaine semaines mois an ans semana"
    " semanas mes meses año años ano anos woche wochen monat monate monaten jahr jahre jahren settimana"
    " settimane mese mesi anno anni tydzień tygodnie tygodni miesiąc miesiące miesięcy lat lata weken maanden"
    " maand jaar vecka veckor månad månader år uge uger måned måneder uke uker неделя недели недель неделю"
    " месяц месяца месяцев лет тиждень тижні тижнів місяць місяці місяців років εβδομάδα εβδομάδες μήνα μήνες"
    " χρόνια hafta ay yıl minggu bulan tahun tuần tháng năm أسبوع اسبوع أسابيع اسابيع أسبوعين شهر أشهر شهور"
    " شهرين سنة سنوات سنتين عام أعوام هفته ماه سال ہفتے مہینے سال שבוע שבועות שבועיים חודש חודשים חודשיים שנה"
    " שנים שנתיים हफ्ते महीने साल সপ্তাহ মাস বছর 週間 週 周 个月 個月 ヶ月 か月 カ月 年 주 개월 년",
}
DUALS: dict[str, tuple[str, int]] = {
    "ثانيتين": ("second", 2),
    "دقيقتين": ("minute", 2),
    "ساعتين": ("hour", 2),
    "يومين": ("day", 2),
    "שעתיים": ("hour", 2),
    "יומיים": ("day", 2),
}
"""Words that hold the number two."""

ONES = (
    "a an one un une una uno um uma ein eine einer einem en ett et einen egy o une én jedna één een yksi 半"
    " bir một एक এক ایک یک واحدة אחת"
)
SINGLES = (
    "час минуту минута день година годину хвилину godzinę minutę dzień hodinu minuut órája perccel ώρα λεπτό"
    " time timma minut ora minuto giorno uur dag ساعة دقيقة يوم ساعت دقیقه saat dakika घंटा মিনিট"
)
"""Singular units that stand without a number before "ago"."""
HALF_HOURS = "نصف_ساعة half_an_hour חצי_שעה полчаса"
AGO_AFTER = (
    "ago earlier geleden sedan siden temu назад тому fa atrás ezelőtt sitten पहले আগে önce evvel lalu"
    " yang_lalu trước 前 以前 之前 전 پیش قبل پہلے מלפני преди ที่แล้ว ที่ผ่านมา zpět nazpět în_urmă"
)
AGO_BEFORE = "منذ قبل من il_y_a hace há vor acum πριν πριν_από לפני před преди пре fa pred cách_đây"
DAY_OFFSETS: dict[int, str] = {
    0: "today aujourd'hui hoy hoje heute oggi dzisiaj dziś vandaag idag i_dag сегодня сьогодні днес danas"
    " данас σήμερα bugün hari_ini hôm_nay اليوم امروز آج היום आज আজ 今天 今日 本日 오늘 dnes ma azi astăzi"
    " tänään วันนี้ avui",
    -1: "yesterday hier ayer ontem gestern ieri wczoraj gisteren igår i_går вчера вчора jučer јуче χθες χτες"
    " dün kemarin hôm_qua أمس امس البارحة دیروز اتمول אתמול कल গতকাল 昨天 昨日 어제 včera včera tegnap eilen"
    " เมื่อวาน ahir",
    -2: "avant-hier anteayer anteontem vorgestern przedwczoraj eergisteren позавчера позавчора προχθές أول_أمس"
    " اول_امس שלשום 前天 一昨日 그제 그저께 předevčírem tegnapelőtt",
}
NOW = (
    "just_now right_now الآن الان للتو همین_الان à_l'instant ahora_mismo agora_mesmo gerade_eben только_что"
    " щойно 刚刚 剛剛 剛才 刚才 たった今 방금 방금_전 az_önce şimdi baru_saja vừa_xong"
)

MERIDIEMS: dict[str, str] = {
    "am": "am a.m ص صباحا صباحًا الصباح فجرا فجراً ق.ظ قبل_از_ظهر صبح 上午 午前 早上 清晨 凌晨 오전 새벽 πμ"
    " π.μ sa सुबह पूर्वाह्न সকাল ভোর এএম утра ранку utra öö sáng pagi מ-בוקר בבוקר",
    "pm": "pm p.m م مساء مساءً عصرا عصراً ظهرا ظهراً ليلا ب.ظ بعد_از_ظهر عصر 下午 午後 晚上 傍晚 中午 오후"
    " 저녁 밤 μμ μ.μ ch शाम दोपहर বিকেল বিকাল দুপুর সন্ধ্যা পিএম вечера вечора ös chiều tối sore malam siang"
    " tarde noche בערב अपराह्न petang بعدازظهر بعد_از_ظهر",
    "night": "রাত रात 深夜 夜",
}
"""`night` is evening from six to eleven and morning before five."""

YEAR_MARKS = "年 년 m gada жылғы жылы жыл yil оны ko"
MONTH_MARKS = "月 월 сарын"
DAY_MARKS = "日 号 號 일"
MONTH_BEFORE = "tháng"
YEAR_BEFORE = "năm"
ERAS = "令和 平成 昭和 民國 民国"
BUDDHIST_MARKS = "พ.ศ"

FILLERS = (
    "de del di da do du le la el il the of at on in to um am à a as às alle ore dnia den om kl klo kello pukul"
    " pkl jam lúc vào ngày_đăng uhr uhrzeit h hs hrs hod óra órakor óra_ godz hodin на в во у о об и і г год"
    " года р року ч час година години г. των του στις στο ώρα και updated published posted last modified"
    " created date time issued first publié publie mis jour modifié posté actualizado publicado actualización"
    " publicada atualizado atualizada veröffentlicht aktualisiert stand erstellt zuletzt pubblicato aggiornato"
    " aggiornamento opublikowano aktualizacja data gepubliceerd bijgewerkt laatst publicerad uppdaterad"
    " publiceret opdateret publisert oppdatert julkaistu päivitetty опубликовано обновлено опубліковано"
    " оновлено дата время δημοσίευση δημοσιεύθηκε ενημέρωση τελευταία yayınlanma güncelleme tarihi tarih giriş"
    " son yayın haber نشر نشرت في تاريخ بتاريخ التاريخ الساعة ساعة ساعه الموافق الموافق_ل آخر تحديث تم النشر"
    " تحديث_في حرر حررت يوم عند على علي ميلادي ميلادية تاریخ انتشار ساعت مورخ روز بروز פורסם עודכן תאריך בשעה"
    " ב שעה ה בתאריך יום प्रकाशित अपडेट अपडेटेड बजे को प्रकाशित: প্রকাশ প্রকাশিত আপডেট সময় টা তারিখ 发布"
    " 发布时间 發布 发布于 時間 时间 日期 更新 更新時間 更新时间 公開 公開日 投稿 投稿日 配信 掲載 最終更新"
    " 来源 入力 입력 수정 등록 승인 송고 기사입력 최종수정 게시 작성 발행 diperbarui diterbitkan"
    " dipublikasikan tanggal đăng cập_nhật xuất_bản thời_gian เผยแพร่ อัปเดต วันที่ เวลา น ที่ publicat"
    " actualizat közzétéve frissítve publikováno aktualizováno th st nd rd er án én jén kán e den d ден y e og"
    " och und et and local time hora heure ngày las los objavljeno ažurirano izmijenjeno izmena publikované"
    " aktualizované objavljen posodobljeno objavio u ga ی ရက် ရက်နေ့ ခုနှစ် နှစ် ថ្ងៃទី ថ្ងៃ ទី ឆ្នាំ ខែ ម៉ោង"
    " ວັນທີ ເດືອນ ປີ 中華 中华 火 水 木 金 土 一 二 三 四 五 六 화 수 목 금 토"
)
