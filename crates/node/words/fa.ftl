# واژه‌های صفحه‌ها به فارسی. See CONTRIBUTING.md and src/words.rs.

## frame

frame-paused = هیچ‌کس نمی‌تواند این کار را بکند: { $deed }. به درخواست { $by }: { $reason }
frame-member = عضو { $number }
frame-nobody = هیچ‌کس
frame-one-signer = دفتر این جامعه را یک کلید امضا می‌کند. هر که آن را دارد می‌تواند به دو نفر دو تاریخچهٔ متفاوت نشان دهد؛ سنجیدن نقطه‌های وارسی با دیگران این را آشکار می‌کند.
frame-signers = { $count } کلید دفتر این جامعه را امضا می‌کنند؛ هر نقطهٔ وارسی را بیش از دو سوم آن‌ها امضا می‌کنند.

## begin

begin-begin-with-a-key = آغاز با یک کلید
begin-you-are-known-here = شما را اینجا با کلیدی می‌شناسند، نه با نام یا نشانی. هر کاری که می‌کنید با آن امضا می‌شود؛ هر که آن را داشته باشد به‌جای شما عمل می‌کند، و اگر گم شود هیچ‌کس نمی‌تواند کلید دیگری به شما بدهد، مگر آنکه بعداً نگهبانانی نام ببرید.
begin-a-second-key-if = کلید دوم، برای وقتی که این مرورگر از دست برود
begin-make-one-as-a = یکی به‌صورت پرونده بسازید تا جای دیگری نگه دارید یا چاپ کنید. <span>با آن، اگر دستگاه خراب شود یا این نشانی جابه‌جا شود، باز خودتان هستید. هیچ‌کس اینجا رونوشتی از آن نگه نمی‌دارد.</span>
begin-go-without-one = بدون آن ادامه می‌دهم.
begin-type-i-can-lose = بنویسید: <span>ممکن است این را برای همیشه از دست بدهم</span>
begin-use-a-passkey-of = گذرکلید همین دستگاه
begin-keep-a-key-in = نگه‌داشتن کلید در این مرورگر
begin-use-an-ethereum-wallet = کیف پول اتریوم
begin-a-key-in-the = کلیدِ درون مرورگر را هیچ‌کس نمی‌تواند بخواند، حتی این صفحه؛ با پاک شدن حافظهٔ این نشانی از بین می‌رود. گذرکلید در گوشی یا رایانه می‌ماند و هر بار رمز یا اثر انگشت آن را می‌خواهد.<span> کیف پول اینجا با نشانی خود امضا می‌کند، و آن نشانی را از آن پس همه می‌بینند.</span><span2> گذرکلید در این نشانی کار نمی‌کند: جامعه آن را در فهرست خود نیاورده است.</span2>
begin-your-second-key = کلید دوم شما
begin-this-file-is-a = این پرونده یک کلید کامل است. آن را جایی نگه دارید که دزدی یا آتشی که این دستگاه را ببرد آن را نبرد. فقط همین یک بار نشان داده می‌شود.
begin-save-the-file = ذخیرهٔ پرونده
begin-i-have-saved-it = ذخیره کردم
begin-your-second-key-is = کلید دوم شما ذخیره نشده است
begin-this-page-was-left = پیش از ذخیره شدن پروندهٔ کلید دوم از این صفحه بیرون رفته‌اند و پرونده دیگر نیست. هنوز هیچ‌کس شما را با این کلیدها نمی‌شناسد: از نو آغاز کنید، هزینه‌ای ندارد.
begin-begin-anew = آغاز از نو

## bring

bring-put-down = از پول خودم همراه آن می‌گذارم:
bring-or-members = (یا به‌جای آن اعضا پشتیبانی می‌کنند)
bring-bring-a-proposal = آوردن پیشنهاد
bring-to-bring-one-here = برای آوردن پیشنهاد در این صفحه باید جاوااسکریپت روشن باشد. صفحه بدون آن هم خوانده می‌شود و فرمان پایانه در پایین آمده است.
bring-to-bring-one-here-2 = برای آوردن پیشنهاد، در <link>گذرنامهٔ خود</link> کلیدی بسازید یا عضو شوید.
bring-write-one = نوشتن پیشنهاد
bring-what-it-is-about = دربارهٔ چیست و چرا
bring-the-first-line-is = سطر نخست عنوان آن است. برای همیشه همگانی می‌ماند.
bring-decided-by = شیوهٔ تصمیم
bring-options-one-on-each = گزینه‌ها، هر کدام در یک سطر
bring-what-is-shared-out = آنچه تقسیم می‌شود
bring-share-amount = مبلغ
bring-projects = طرح‌ها
bring-projects-how = هر کدام با هزینه‌اش. آن‌هایی که برگزیده شوند از این صندوق پرداخت می‌شوند، هر یک به کسی که نام می‌برید.
bring-add-a-project = افزودن یک طرح
bring-a-project = یک طرح
bring-project-title = چه چیزی است
bring-project-cost = هزینه‌اش
bring-how-many-are-taken = چند گزینه برگزیده می‌شود
bring-what-it-does = چه می‌کند
bring-add-a-payment = افزودن پرداخت
bring-admit-somebody = پذیرفتن کسی
bring-recall-somebody = برکناری از یک سمت
bring-whom = چه کسی
bring-change-the-charter = تغییر منشور
bring-by-this-rule-no = با این شیوه دربارهٔ پرداخت، پذیرش یا تغییر منشور تصمیم گرفته نمی‌شود؛ کارهای دیگر از پایانه ممکن است.
bring-bring-the-proposal = آوردن این پیشنهاد
bring-a-payment = یک پرداخت
bring-from = از
bring-to-a-persons-identifier = به: یک شخص، با نام یا شناسه، یا یک حساب
bring-amount = مبلغ
bring-of = از
bring-for-what-public-for = بابت چه <span>برای همیشه همگانی؛ می‌تواند خالی بماند</span>
bring-the-applicants-identifier = متقاضی: نام یا شناسه
bring-the-whole-new-text = متن تازه، به‌تمامی
bring-show-what-changes = نشان دادن تغییرها
bring-more = کارهای دیگری که این قاعده می‌تواند بکند
bring-more-how = هر یک در صفحهٔ خودش نوشته می‌شود، و از آنجا با آن به اینجا برمی‌گردید.

## chart

chart-flows = ورود و خروج صندوق‌ها، به { $asset }
chart-flows-words = در دوازده ماه گذشته { $came } آمد، رو به بالا، و { $went } رفت، رو به پایین.
chart-founder = بندهای منشور که اختیاری را تنها به بنیان‌گذار می‌دهند
chart-founder-words = از { $first } بند در مرحلهٔ «{ $begin }» تا { $last } بند در مرحلهٔ «{ $end }».
chart-held = دارایی همهٔ صندوق‌ها با هم، به { $asset }
chart-held-words = از { $first } در { $begin } تا { $last } اکنون؛ بیشترین در { $peak }، { $most }.
chart-today = امروز
chart-turnout = چه سهمی از دارندگان حق رأی، رأی دادند
chart-turnout-words = میانگین { $mean } در { $count } رأی‌گیری.

## census

census-census = سرشماری
census-figures-that-anyone-can = رقم‌هایی که هر کسی می‌تواند وارسی کند، تا آخرین دستهٔ دفتر، <span>{ $replace }</span>.
census-download-the-proof = دریافت گواه
census-check-in-this-browser = وارسی در همین مرورگر
census-the-check-compares-each = وارسی هر رقم بالا را با آنچه امضاکنندگان جامعه امضا کرده‌اند می‌سنجد. شناسهٔ جامعه را از همین صفحه می‌گیرد؛ آن را با شناسه‌ای که از جای دیگری دارید بسنجید، یا <link>بدون این صفحه وارسی کنید</link>. { $strength }

## charter

charter-you-are-asked = از شما می‌پرسند که آیا موافقید
charter-agree-or-leave = نسخهٔ { $version } پس از آنکه متن پیشین را امضا کردید به اجرا درآمد. آن را در پایین بخوانید: می‌توانید موافقت کنید، یا <link>با سهم خود بروید</link>.
charter-what-changed = آنچه از آن پس عوض شده
charter-changed-since = آنچه از نسخهٔ { $since } تا نسخهٔ { $version } عوض شده
charter-no-rule-changed = هیچ قاعده‌ای عوض نشده، تنها متن پیرامون آن‌ها.
charter-i-agree = با این متن موافقم
charter-charter = منشور
charter-on-this-page = در این صفحه
charter-what-it-says-rule = چه می‌گوید، بند به بند
charter-what-one-promises = آنچه عهد می‌کنیم
charter-version-and-those-before = نسخهٔ { $version } و نسخه‌های پیشین
charter-how-power-moves-as = با بزرگ شدن ما اختیارها چگونه جابه‌جا می‌شوند
charter-words = واژه‌ها
charter-parts = بخش‌های منشور
charter-as-the-program-reads = چنان که برنامه می‌خواند
charter-this-is-the-text = این متنی است که اعضا امضا می‌کنند و برنامه قاعده‌هایش را از همان می‌خواند: هرچه <span>چنین نشان شده</span> قاعده است و همان‌گونه که هست اجرا می‌شود. <link>متن به همان صورت که امضا می‌شود</link> هر قاعده را با نامش دارد.
charter-to-join-is-to = عضو شدن یعنی امضای همین متن: سوگند، نسخهٔ { $version } را با SHA-256 آن نام می‌برد، <span>{ $hash }</span>، و عبارت دیگری در کار نیست. هر که سوگند می‌خورد می‌گوید: این منشور را خوانده‌ام، به آن پایبندم، و آنچه به شیوهٔ آن تصمیم گرفته شود برای من هم برقرار است، تا روزی که بروم. هر روز می‌توان رفت. <link>متن، درست همان‌گونه که امضا می‌شود</link>.
charter-versions = نسخه‌ها
charter-version = نسخهٔ { $number }
charter-in-force = ، جاری
charter-since-by-text-of = : از { $since }، به دست { $by }. <link>متن نسخهٔ { $number }</link>
charter-who-swore-to-an = هر که به نسخهٔ پیشین سوگند خورده به نسخهٔ جاری هم پایبند است: تغییر به همان شیوه‌ای بوده که نسخهٔ پیشین می‌گوید، و میان نتیجه و اثر آن فرصت رفتن بوده است. کسی لازم نیست دوباره امضا کند، مگر جایی که بخشی از منشور از اعضا دوباره بپرسد.

## check

check-check = وارسی
check-check-this-society-yourself = این جامعه را خودتان وارسی کنید
check-you-need-its-identifier = شناسهٔ آن را از جایی که به آن اعتماد دارید لازم دارید: یک کارت، یک دوست، یک قرارداد. صفحه‌ای که دروغ بگوید می‌تواند شناسهٔ دیگری نشان دهد.
check-the-identifier-begins-with = شناسه با { $code } آغاز می‌شود و از بنیان‌گذاری جامعه ساخته شده است، پس هیچ جامعهٔ دیگری نمی‌تواند آن را داشته باشد. این صفحه می‌گوید شناسه <span>{ $society }</span> است؛ هر که جامعه را بنیان گذاشته یا می‌گرداند می‌تواند بگوید درست است یا نه.
check-identifier-of-the-society = شناسهٔ جامعه
check-proof-file = پروندهٔ گواه
check-check-the-file-in = وارسی پرونده در این مرورگر
check-without-this-page = بدون این صفحه
check-download-a-proof-for = گواهی دریافت کنید، مثلاً از <link>سرشماری</link>. نام پرونده { $code } است.
check-with-the-program-says = با برنامه: { $code } به زبان ساده می‌گوید پرونده چه چیزی را ثابت می‌کند و در چه زمانی چنین بوده است.
check-with-python-alone-the = تنها با پایتون: { $code } (<link>این نوشته</link> نزدیک به صد سطر است: اول آن را بخوانید).
check-everything-downloads-the-whole = همه‌چیز: { $code } همهٔ دفتر را از این نشانی می‌گیرد، همه را از نو انجام می‌دهد و هر نتیجه را می‌سنجد. هر که رونوشتی از پوشهٔ جامعه دارد به‌جای نشانی نام پوشه را می‌دهد.
check-what-the-words-mean = معنای واژه‌ها
check-log = دفتر
check-everything-that-was-ever = هر کاری که تا امروز شده، به ترتیب؛ هر ثبت را همان کسی امضا کرده که آن کار را کرده است.
check-checkpoint = نقطهٔ وارسی
check-a-short-signed-note = یادداشتی کوتاه و امضاشده: شمار ثبت‌های دفتر، و عددی که اگر یک حرف آن‌ها تغییر کند عوض می‌شود. <link>تازه‌ترین آن‌ها</link>.
check-signer = امضاکننده
check-a-key-that-signs = کلیدی که نقطه‌های وارسی را امضا می‌کند. منشور می‌گوید چه کسی می‌تواند امضاکنندگان را تغییر دهد.
check-proof = گواه
check-a-file-that-leads = پرونده‌ای که از یک رقم یا یک ثبت به یک نقطهٔ وارسی می‌رسد. بدون شبکه هم وارسی می‌شود.
check-comparing-with-others = سنجیدن با دیگران
check-to-compare-let-keep = { $strength } برای سنجیدن: بگذارید { $code } تازه‌ترین نقطهٔ وارسی را که دیده‌اید نگه دارد، و بعد دوباره یا در نشانی دیگری از همین جامعه آن را اجرا کنید: دفتری را که به عقب یا به کناره رفته باشد نمی‌پذیرد. یا سطر دوم و سوم <link>نقطهٔ وارسی</link> را برای کسی بخوانید: اگر سطر دوم یکی است، سطر سوم هم باید یکی باشد.

## decision

decision-versions = نسخه‌های دیگر
decision-versions-how = تا وقتی گفت‌وگو ادامه دارد دیگران می‌توانند نسخه‌های دیگری بیاورند. با آغاز رأی‌گیری، آن‌هایی که اعضای کافی پشتیبانشان هستند کنار پیشنهاد می‌آیند و یکی از همه با روش { $method } برگزیده می‌شود؛ سپس، اگر شیوه آری یا نه می‌پرسد، دربارهٔ همان یکی پرسیده می‌شود.
decision-version-by = آورندهٔ آن { $by } است. اعضای پشتیبان: { $count }؛ لازم: { $needed }.
decision-offer = آوردن نسخه‌ای دیگر
decision-version-title = نام آن
decision-version-why = چه چیزی فرق دارد، و چرا
decision-version-copy = کارها همان‌گونه که امضا می‌شوند؛ در آغاز رونوشت پیشنهاد است، برای تغییر
decision-bring-version = آوردن نسخه
decision-withdraw-version = پس گرفتن این نسخه
decision-support-version = پشتیبانی از این نسخه
decision-decision = تصمیم { $number }
decision-proposal = پیشنهاد { $number }. { $verdict }
decision-among-what-is-chosen = گزینه‌ها
decision-taken = (برگزیده)
decision-acts = کارها
decision-options-budget = { $amount } برای تقسیم هست. هزینهٔ هر گزینه همان است که می‌پردازد، و هزینهٔ همهٔ برگزیده‌ها با هم از آن بیشتر نمی‌شود.
decision-options-cost = هر { $count } گزینه با هم { $sum } هزینه دارند.
decision-options-choose = { $count } گزینه برگزیده می‌شود.
decision-options-office = هر که برگزیده شود سمت «{ $office }» را برای { $term } بر عهده می‌گیرد.
decision-options-talk = هر کدام برگزیده شود، چیزی خودبه‌خود انجام نمی‌شود: نتیجه در دفتر می‌ماند.
decision-option-nothing = کاری انجام نمی‌شود.
decision-nothing-but-what-its = هیچ، جز آنچه متن آن می‌گوید.
decision-the-whole-new-text = متن تازهٔ منشور، به‌تمامی
decision-lines-that-change-in = سطرهایی که در متن تغییر می‌کنند
decision-as-it-is-signed = همان‌گونه که امضا می‌شود، برای برنامه‌ها
decision-all-of-it-takes = یا همه با هم اثر می‌کند یا هیچ‌کدام.
decision-tried = با قاعده‌ها و وضع کنونی آزموده شد: اثر می‌کند. هنگامی که وقتش برسد دوباره آزموده می‌شود.
decision-in-the-words-of = به زبان خودِ پیشنهاددهنده
decision-arguments = استدلال‌ها
decision-none-yet = هنوز چیزی نیامده است.
decision-how-it-is-decided = چگونه تصمیم گرفته می‌شود
decision-each-body-votes-for = هر گروه برای خود رأی می‌دهد
decision-who = چه کسی
decision-may-vote = حق رأی دارند
decision-voted = رأی داده‌اند
decision-yes = آری
decision-no = نه
decision-abstained = ممتنع
decision-needed = لازم
decision-taking-part-from-a = شرکت کردن از پایانه
decision-the-program-signs-with = برنامهٔ { $code } با کلید خود شما امضا می‌کند که نامش { $code2 } است مگر آنکه { $code3 } را بیفزایید. کلیدی که مرورگر نگه می‌دارد کلید دیگری است. اینکه چه کسی می‌تواند استدلال بیاورد در <link>منشور</link> آمده است.
decision-how-it-was-counted = چگونه شمرده شد
decision-who-voted-how = چه کسی چگونه رأی داد
decision-who-voted-how-is = وقتی رأی‌گیری پایان یافت، اینکه چه کسی چگونه رأی داد اینجا نشان داده می‌شود. تا آن زمان هر رأی با امضای خود در دفتر است.
decision-no-ballot-was-cast = هیچ رأیی داده نشد.
decision-ballots-are-open-each = رأی‌ها آشکارند: هر یک با امضای خود در دفتر است.
decision-the-first-are-listed = { $len } رأی نخست فهرست شده است.
decision-ballots = { $len } رأی
decision-choice = انتخاب
decision-when = کِی
decision-entry = ثبت
decision-all-decisions = همهٔ تصمیم‌ها

## decisions

decisions-share = سهم
decisions-turnout = مشارکت
decisions-turnout-table = در جدول
decisions-decisions = تصمیم‌ها
decisions-a-decision-that-passed = تصمیمی که تصویب شود، پس از فرصتی برای اعتراض یا رفتن، خودبه‌خود اثر می‌کند.
decisions-signals = جز آنچه تصمیم گرفته می‌شود، { $count } <link>پرسش باز</link> هست که چیزی با آن‌ها تصمیم گرفته نمی‌شود.
decisions-open = باز
decisions-nothing-is-open = چیزی باز نیست.
decisions-proposals-that-are-not = پیشنهادهایی که پایان نیافته‌اند، نخست قدیمی‌ترین
decisions-proposal = پیشنهاد
decisions-stage = مرحله
decisions-until = تا
decisions-by-the-rule = به شیوهٔ «{ $procedure }»
decisions-decided = پایان‌یافته
decisions-nothing-has-been-decided = هنوز دربارهٔ چیزی تصمیم گرفته نشده است.
decisions-proposals-that-are-over = پیشنهادهایی که پایان یافته‌اند، نخست تازه‌ترین
decisions-outcome = نتیجه
decisions-ballots = رأی‌ها
decisions-on = تاریخ
decisions-earlier-decisions = تصمیم‌های پیشین
decisions-bring-a-proposal = آوردن پیشنهاد: { $code }
decisions-argue-vote-object-the = استدلال، رأی، اعتراض: فرمان آن در صفحهٔ هر تصمیمِ باز آمده است.
decisions-who-may-do-what = اینکه چه کسی چه کاری می‌تواند بکند، و شیوه‌های تصمیم، در <link>منشور</link> آمده است.

## demo

demo-look-as = نگاه کردن به‌جای…
demo-this-society-is-made = این جامعه ساختگی است و یک سال پشت سر دارد. شما می‌توانید هر کسی در آن باشید.
demo-the-keys-of-these = کلیدهای این افراد در همان دستگاهی است که این صفحه‌ها را می‌دهد، و آن‌ها را به هر صفحه‌ای که نشان می‌دهد می‌سپارد: نمایشی بودن همین است. در جامعهٔ خودتان هیچ‌کس جز شما کلید شما را ندارد و چنین کلیدی برای جابه‌جا شدن نیست.
demo-to-act-as-somebody = برای عمل کردن به‌جای کسی، صفحه باید کلیدی نگه دارد و این جاوااسکریپت می‌خواهد که اینجا خاموش است. در مقام بازدیدکننده همه‌چیز را بدون آن می‌خوانید.
demo-you-now = · اکنون شما
demo-look-as-this = نگاه کردن به‌جای او
demo-nothing-that-you-do = هیچ کاری اینجا چیزی را خراب نمی‌کند: برنامه را ببندید و دوباره باز کنید، سال همان است که بود.

## dues

dues-dues = حق عضویت
dues-what-members-give-and = اعضا چه می‌دهند، و اگر ندهند چه می‌شود.
dues-the-charter-asks-for = <link>منشور</link> حق عضویتی نمی‌خواهد.
dues-where-somebody-stands-is = وضع هر کس در صفحهٔ حق عضویت اوست که صفحهٔ خودش به آن راه می‌دهد. آنچه از دست رفته با پرداخت برمی‌گردد؛ حق رفتن، اعتراض کردن و برداشتن آنچه از آنِ خود است هرگز از دست نمی‌رود.
dues-taking-part = شرکت کردن
dues-see-what-you-owe = دیدن بدهی خود: { $code }
dues-pay-it-or-for = پرداخت آن، یا به‌جای کسی دیگر: { $code }، با { $code2 }
dues-choose-how-you-give = انتخاب شیوهٔ پرداخت: { $code }. برای سهمی از درآمد، آن را با { $code2 } بگویید: نزد دستگاه خودتان می‌ماند و تنها مبلغی که از آن به دست می‌آید امضا می‌شود.
dues-giving = بخشیدن
dues-anyone-who-is-known = هر کسی که اینجا شناخته شده می‌تواند به صندوقی ببخشد. لازم نیست فهرست‌ها نام شما را بیاورند ({ $code2 })؛ دفتر همگانی با این همه شناسهٔ شما را برای همیشه نشان می‌دهد. از پایانه: { $code }

## entry

entry-entry = ثبت { $index }
entry-by = چه کسی
entry-as-it-stands-in = همان‌گونه که در دفتر است
entry-what-was-signed-letter = آنچه امضا شده، حرف به حرف، برای برنامه‌ها و برای هر که وارسی می‌کند. زمان‌ها در آن ثانیه‌های پس از ۱۹۷۰ است.
entry-download-the-proof-that = دریافت گواهِ اینکه در دفتر هست
entry-entry-before = <link>ثبت پیشین</link> ·
entry-entry-after = <link>ثبت بعدی</link> ·
entry-the-log = دفتر

## exit

exit-leave-with-a-share = رفتن با سهم
exit-what-would-take-along = آنچه <link>{ $name }</link> اکنون با خود می‌برد. این یک حق است: از کسی اجازه گرفته نمی‌شود و کسی نمی‌تواند آن را نگه دارد.
exit-of-the-share = { $part }٪ از سهم
exit-rounded-down-what-is = رو به پایین گرد شده؛ باقی‌ماندهٔ تقسیم برای کسانی است که می‌مانند
exit-share = سهم
exit-the-fund-holds = موجودی صندوق
exit-set-aside-already = از پیش کنار گذاشته
exit-decided-not-paid-yet = تصمیم گرفته‌شده، هنوز پرداخت‌نشده
exit-what-is-shared = آنچه تقسیم می‌شود
exit-claim-given-up = حقی که واگذار می‌شود
exit-without-a-most = (بدون سقف { $most })
exit-nothing = هیچ
exit-not-shared-what-is = تقسیم نمی‌شود: آنچه تصویب شده و هنوز پرداخت نشده، چون از آنِ دیگری است؛ آنچه کنار گذاشته شده؛ هر صندوقی که منشور باز نمی‌کند. آنچه تصمیم گرفته شده و در انتظار است خرج‌شده به شمار می‌آید، مگر آنکه به مخالفت با آن بروید. آنچه به شما می‌رسد در حساب خود شماست و پس از پایان عضویت هم از آنِ شما می‌ماند.
exit-at-the-value-before = به ارزش پیش از آن
exit-nothing-waits-for-its = اکنون چیزی در انتظار اثر نیست.
exit-whoever-opposes-what-waits = هر که با چیزی که در انتظار است مخالف باشد به ارزش پیش از اثر آن می‌رود؛ رفتن به مخالفت یعنی اعتراض به آن. کسی که آن را آورده یا به آن رأی داده چنین نمی‌کند.
exit-until = { $title }، تا { $until } <span>({ $obstacle })</span>
exit-until-2 = تا { $until }
exit-see-the-share-against = · <link>سهم را به مخالفت با آن ببینید</link>
exit-this-is-you = این شمایید
exit-leave-with-this-share = ترک { $name } با این سهم
exit-your-membership-ends-at = عضویت شما بی‌درنگ پایان می‌یابد، با هر چه بر آن استوار است. آنچه هنوز به بار ننشسته به ماندگان می‌رسد.
exit-take-a-part-stay = برداشتن بخشی و ماندن، به درصد
exit-take-a-part-leave = برداشتن بخشی و رها کردن باقی، به درصد
exit-take-it = برداشتن

## found

found-description = جامعه‌ای بنیان بگذارید: منشوری برگزینید، به چند پرسش پاسخ دهید، امضا کنید، و کار می‌کند.
found-found-a-society = بنیان گذاشتن یک جامعه
found-skip-to-the-content = رفتن به محتوا
found-polity = Polity
found-choose-a-charter-answer = منشوری برگزینید، به چند پرسش پاسخ دهید، حاصل را بخوانید، امضا کنید. نزدیک به پنج دقیقه زمان می‌برد و همه‌چیز در همین دستگاه می‌ماند.
found-this-page-makes-a = این صفحه با جاوااسکریپت کلید می‌سازد و امضا می‌کند، که اینجا خاموش است. بدون آن: { $code } { $code2 }
found-a-charter-to-begin = ۱. منشوری برای آغاز
found-each-is-a-whole = هر یک متنی کامل است که همان‌گونه که هست کار می‌کند. هر چه بخواهید تغییر می‌دهید، اکنون، و بعداً با هم.
found-for = برای { $whom }.
found-for-reading-circle = یک حلقهٔ کتاب‌خوانی: کوتاه، و همه‌چیز در آن توضیح داده شده
found-for-hub = یک خانهٔ مشترک، یا چند خانه
found-for-pop-up-village = ۱۵۰ نفر برای چند هفته
found-for-network-union = ۵۰٬۰۰۰ نفر که با هم چانه می‌زنند
found-for-platform-co-op = پلتفرمی از آنِ کسانی که بر آن کار می‌کنند
found-for-open-source-project = چند نفر پراکنده در جهان
found-for-digital-sabbath = روستایی چندهفته‌ای که شب‌ها صفحه‌نمایش‌هایش خاموش است
found-for-sugar-free = یک خانهٔ مشترک بی‌شکر
found-for-zone-town = شهری در منطقه‌ای ویژه که شرکتی آغازش کرده
found-for-medical-freedom = شهری در منطقه‌ای ویژه که هر کس در آن می‌تواند درمان‌های تازه را بر خود بیازماید
found-for-dao = خزانه‌ای با یک هدف
found-for-network-state = ۱۰۰٬۰۰۰ شهروند در کشورهای بسیار
found-ready-made-charters = منشورهای آماده
found-read-it = خواندن
found-the-code-that-the = رمزی که پایانه چاپ کرده
found-whoever-sees-the-terminal = هر که پایانه را می‌بیند بنیان می‌گذارد، و هیچ‌کس دیگر، این صفحه هر جا که باز شود.
found-next = ادامه
found-what-is-yours-about = ۲. آنچه در آن از آنِ شماست
found-another-charter = منشوری دیگر
found-read-it-2 = ۳. بخوانید
found-of-a-fork = از انشعاب جامعه‌ای دیگر
found-of-a-fork-how = هر که با انشعابی رفته است جامعهٔ نو را بر پایهٔ گواه آن بنیان می‌گذارد. منشورش همان است که همهٔ رفتگان خوانده‌اند؛ پیش از امضا می‌توانید آن را تغییر دهید.
found-founder-papers = برگه‌های بنیان‌گذاری شما
found-key-file = کلید شما، به‌صورت پرونده
found-key-file-how = کلیدی که با آن رفتید، اگر این مرورگر آن را ندارد.
found-this-is-the-law = این از نخستین لحظه قانون است، به‌تمامی. پاسخ‌های شما نشان‌دار است. جایی که واژه‌های پیرامون هنوز چیز دیگری می‌گویند، <link>متن را تغییر دهید</link>.
found-the-charter = منشور
found-change-the-text = تغییر متن
found-the-whole-charter = منشور، به‌تمامی
found-read-it-again = خواندن دوباره
found-what-the-machine-makes = برداشت برنامه از آن
found-this-is-what-i = همین را می‌خواهم امضا کنم
found-change-the-answers = تغییر پاسخ‌ها
found-sign = ۵. امضا
found-you-are-by = شما <span></span> هستید، با <span2></span2>.
found-found-it = بنیان گذاشتن
found-read-it-once-more = خواندن دوباره
found-it-lives = جامعه زنده است
found-keep-its-identifier-with = شناسهٔ آن را کنار کلید دوم خود نگه دارید، و از راهی جز این صفحه به همه بدهید: هر که آن را دارد می‌تواند گفته‌های این برنامه را وارسی کند. <span></span>
found-invite-the-first = دعوت از نخستین نفر
found-look-around = نگاهی به دوروبر
found-you-take-it-afterwards = آن را، همین که جامعه برپا شد، به‌عنوان نخستین کار خود می‌گیرید. برای همیشه در دفتر همگانی آن می‌ماند: اگر می‌خواهید نامی مستعار برگزینید.
found-take-your-name = گرفتن نام خود

## home

home-in-figures = با رقم‌ها، و آنچه آمد و رفت: <link>خزانه</link>.
home-join = پیوستن
home-read-it = خواندن منشور
home-home = خانه
home-people-belong-to-it = { $name }. { $kind } { $members } نفر به آن تعلق دارند.
home-it-was-founded-on = در { $founded } به دست { $founder } بنیان گذاشته شد.
home-its-rules-are-one = قاعده‌های آن یک متن است، <link>منشور</link>، که اعضا امضا می‌کنند؛ هر کاری که اینجا می‌شود در یک <link2>دفتر</link2> همگانی ثبت است.
home-now = اکنون
home-members = اعضا
home-past-probation = گذشته از دورهٔ آزمایشی
home-entries-in-the-log = ثبت‌های دفتر
home-held-by = موجودی { $fund }
home-need-until = تا …
home-nothing-waits = چیزی در انتظار شما نیست.
home-being-decided = در حال تصمیم
home-what-you-can-do = اینجا چه می‌توان کرد
home-read-the-charter-the = <link>منشور را بخوانید</link>: همان متنی که اعضا امضا می‌کنند اجرا می‌شود.
home-see-who-belongs-how = <link>ببینید چه کسانی عضوند</link>، <link2>چگونه عضو می‌شوند</link2> و <link3>چگونه می‌روند</link3>.
home-follow-the-money-what = <link>پول را دنبال کنید</link>: چه هست، چه پرداخت شده، و به چه اجازه‌ای.
home-check-a-proof-without = <link>گواهی را وارسی کنید</link>، بی‌آنکه به این صفحه اعتماد کنید.
home-lately = به‌تازگی
news-opened = برای تصمیم: { $title }
news-ended = { $title }: { $how }
news-charter = نسخهٔ { $number } منشور در کار است
news-stage = جامعه به مرحلهٔ { $title } رسید
news-office = دورهٔ سمت { $title } آغاز شد
home-the-whole-log = همهٔ دفتر
home-check-this = وارسی کنید
home-stage-voted = { $stage }؛ { $voted } رأی داده‌اند
home-members-of = { $members } از { $whole } عضو
home-until-the-next = { $missing } عضو دیگر تا مرحلهٔ «{ $name }». آنگاه اختیارها خودبه‌خود جابه‌جا می‌شوند: <link>چه عوض می‌شود</link>.
left-minute = چند لحظه مانده
left-minutes = { $count } دقیقه مانده
left-hours = { $count } ساعت مانده
left-days = { $count } روز مانده
home-what = چه

## invoice

invoice-invoice-is = صورت‌حساب { $number }:
invoice-open-until = باز تا { $until }
invoice-closed-it-takes-no = بسته: دیگر پرداختی نمی‌پذیرد
invoice-altogether = روی‌هم
invoice-to = به
invoice-made-by = از
invoice-what-it-is-for = بابت چه
invoice-who-pays-what = چه کسی چه می‌پردازد
invoice-each-share-is-paid = هر سهم یک بار پرداخت می‌شود، به دست پرداخت‌کننده‌اش یا کسی که به‌جای او می‌پردازد
invoice-is = وضع
invoice-paid-by = پرداختهٔ { $paid_by }
invoice-not-paid = پرداخت نشده
invoice-pay = پرداخت { $amount }
invoice-to-scan-or-to = برای پویش، یا فرستادن
invoice-a-code-that-leads = کدی که به این صفحه می‌رسد
invoice-all-invoices = همهٔ صورت‌حساب‌ها

## keys

keys-my-keys = کلیدهای من
keys-each-key-acts-as = هر کلید، در آنچه اجازه دارد، به‌جای شما عمل می‌کند. بیش از یکی داشته باشید، در بیش از یک جا.
keys-this-page-signs-with = این صفحه با جاوااسکریپت امضا می‌کند، که اینجا خاموش است. برنامهٔ { $code } همین کارها را می‌کند.
keys-somebody-would-replace-your = کسی می‌خواهد کلیدهای شما را عوض کند
keys-if-it-was-not = اگر شما نبودید که از نگهبانان خود خواستید: اعتراض کنید. آنگاه خرج کردن و کلیدهای شما می‌ایستد، زمان دو برابر می‌شود، و نگهبانان بیشتری باید موافقت کنند.
keys-object = اعتراض
keys-the-keys-that-speak = کلیدهایی که از جانب شما سخن می‌گویند
keys-vote-without-being-asked = رأی دادن بدون پرسش هرباره
keys-one-signature-makes-a = با یک امضا کلیدی در این مرورگر ساخته می‌شود که هفت روز رأی می‌دهد، استدلال می‌آورد و گذرنامهٔ شما را نشان می‌دهد. برای خرج کردن، تغییر کلیدها و رفتن، مانند پیش از کلید خودتان پرسیده می‌شود.
keys-make-it-for-seven = بساز، برای هفت روز
keys-one-more-key = یک کلید دیگر
keys-as-a-file-to = به‌صورت پرونده، برای چاپ یا نگه‌داری در جای دیگر؛ یا برای دستگاه دیگری از شما، با کدی که با آن می‌پویید. هر که یکی از این دو را به دست آورد به‌جای شما عمل می‌کند.
keys-as-a-file = به‌صورت پرونده
keys-for-another-device = برای دستگاهی دیگر
keys-scan-this-with-the = این را هم‌اکنون با دستگاه دیگر بپویید؛ یک بار نشان داده می‌شود و کس دیگری نباید آن را ببیند.
keys-or-open-this-address = یا این نشانی را آنجا باز کنید
keys-save-this-file = ذخیرهٔ این پرونده
keys-guardians = نگهبانان
keys-people-whom-you-trust = کسانی که به آن‌ها اعتماد دارید و شما را می‌شناسند: اگر کلیدهای خود را گم کنید، با هم و پس از چند روز می‌توانند کلیدهای تازه به شما بدهند. پیش از آنکه لازم شوند کسی نمی‌بیند که هستند، پس پرونده‌ای می‌گیرید که هر یک از آن‌ها نگه می‌دارد.
keys-their-identifiers-one-on = نام‌ها یا شناسه‌های آن‌ها، هر کدام در یک سطر
keys-how-many-of-them = چند نفر از آن‌ها باید موافقت کنند <span>اگر خالی بماند، بیش از نیمی</span>
keys-days-in-which-an = روزهایی که کلید پیشین می‌تواند اعتراض کند
keys-name-them = نام بردن از آن‌ها
keys-somebody-named-you-as = کسی شما را نگهبان خود نامیده است
keys-agree-only-if-they = تنها وقتی موافقت کنید که خودشان این بیانیه را، رودررو یا با صدا، به شما گفته باشند.
keys-whose-keys = کلیدهای چه کسی: نام یا شناسه
keys-the-statement-letters-and = بیانیه، ۶۴ حرف و رقم
keys-agree-to-their-new = موافقت با کلیدهای تازهٔ او
keys-you-lost-your-keys = کلیدهای خود را گم کرده‌اید
keys-if-you-named-guardians = اگر نگهبانانی نامیده‌اید: پرونده‌ای را که هر یک نگه می‌دارد بگیرید. این مرورگر کلیدی تازه می‌سازد و نگهبانان شما با آن موافقت می‌کنند.
keys-the-file = پرونده
keys-begin-to-recover = آغاز بازیابی
keys-if-you-have-a = اگر کلیدی در پرونده دارید:
keys-the-file-of-your = پروندهٔ کلید شما
keys-if-you-have-none = اگر هیچ‌کدام را ندارید، <link>به‌عنوان شخصی تازه آغاز کنید</link>.
keys-your-guardians-are-asked = از نگهبانان شما پرسیده شده است
keys-tell-each-of-them = خودتان، با صدا، به هر یک بگویید: این بیانیهٔ شماست.
keys-void = عملیاتی که نباید اثر کند
keys-void-how = چیزی امضا کرده‌اید که تحویل داده نشد، یا کلیدی که گم کرده‌اید چنین کرده: آن را اینجا نام ببرید تا هرگز اثر نکند. آنچه اثر کرده است می‌ماند.
keys-void-which = عملیات: شناسهٔ آن، یا متن پروندهٔ امضاشده
keys-void-it = هرگز اثر نکند

## layout

layout-description = { $name }: منشور، مردم، تصمیم‌ها، خزانه و دفتر رویدادهای آن، برای خواندن و وارسی همگان.
layout-a-demonstration-all-of = <strong>نمایشی است.</strong> همه‌اش ساختگی است و کلیدهایش از آنِ همه. شما به‌جای این کس نگاه می‌کنید: { $role }.
layout-look-as-somebody-else = نگاه کردن به‌جای کسی دیگر
layout-pages = صفحه‌ها
layout-the-lists-on-this = فهرست‌های این صفحه هنوز به دفتر نرسیده‌اند: کار { $behind } دستهٔ آخر در آن‌ها نیست. چند لحظهٔ دیگر صفحه را دوباره بار کنید.
layout-paused-until = <strong>متوقف تا { $until }:</strong> { $words }
layout-check-yourself = این جامعه را خودتان وارسی کنید
layout-checkpoint = نقطهٔ وارسی
layout-deadlines-for-calendars = سررسیدها برای تقویم
layout-language = زبان
layout-news = خبرها
layout-news-for-readers = خبرها برای خوراک‌خوان
layout-times-are-utc = زمان‌ها به وقت جهانی (UTC) است
link-home = خانه
link-people = مردم
link-decisions = تصمیم‌ها
link-offices = سمت‌ها
link-treasury = خزانه
link-charter = منشور
link-census = سرشماری
link-log = دفتر
link-check = وارسی
link-search = جست‌وجو
link-me = من

## log

log-everything-that-was-done = هر کاری که اینجا شده، به ترتیب. { $size } ثبت.
log-what-did-here = کارهایی که { $by } اینجا کرده است.
log-what-people-do-comes = کارهای مردم دسته‌دسته می‌آید؛ امضاکنندگان هر دسته را با ثبتی از خود می‌بندند، یک مُهر، که می‌گوید حاصل آن چه شد.
log-seals-are-listed-only = مُهرها هم فهرست شده‌اند. <link>تنها کارهای مردم</link>
log-only-what-people-did = تنها کارهای مردم فهرست شده است. <link>همهٔ ثبت‌ها، با مُهرها</link>
log-what-all-did = کارهای همه
log-nothing-is-in-this = چیزی در این فهرست نیست.
log-newest-first = نخست تازه‌ترین
log-older-entries = ثبت‌های قدیمی‌تر
log-newest-entries = تازه‌ترین ثبت‌ها

## lost

lost-not-found = پیدا نشد
lost-first-page = صفحهٔ نخست

## mail

mail-address = نشانی شما
mail-ask = برایم نامه بفرستید
mail-confirm = بله، این نشانی از آنِ من است
mail-confirm-else = اگر شما نخواسته‌اید، کاری نکنید: نشانی تا دو روز دیگر فراموش می‌شود.
mail-confirm-lead = کسی خواسته است نامه‌های { $name } به این نشانی بیاید. روزی دست‌بالا یک نامه، و تنها وقتی چیزی منتظر شماست.
mail-confirm-subject = { $name }: آیا این نشانی از آنِ شماست؟
mail-confirmed = نشانی تأیید شد. وقتی چیزی در { $name } منتظر شما باشد، نامه‌ای می‌گیرید؛ روزی دست‌بالا یکی.
mail-kept = نشانی تنها روی این کارساز است، در پرونده‌ای کنار دفتر رویدادها و نه در آن. هر گاه اینجا بگویید، یا با پیوند هر نامه، یا وقتی بروید، پاک می‌شود. گردانندهٔ کارساز می‌تواند آن را بخواند، و نیز کارساز نامه‌ای که از راه آن می‌فرستد.
mail-kept-title = چه نگه داشته می‌شود
mail-language = زبان نامه‌ها
mail-lead = وقتی رأیی، حق عضویتی، صورت‌حسابی یا امضایی در { $name } منتظر شما باشد، نامه‌ای خبر می‌دهد: روزی دست‌بالا یک بار، و اگر چیزی منتظر نباشد هیچ.
mail-needs-script = این صفحه با جاوااسکریپت امضا می‌کند، که اینجا خاموش است. { $code } همین کار را در پایانه می‌کند.
mail-no-more = دیگر نامه نفرستید
mail-off = این کارساز نامه نمی‌فرستد. مهلت‌ها در <link>یک تقویم</link> است و خبرها در <feed>یک خوراک</feed>.
mail-show = آنچه دربارهٔ من نگه داشته شده
mail-stop = دیگر نامه نفرستید
mail-stop-lead = دیگر نامه‌ای از { $name } نیاید؟ نشانی بی‌درنگ پاک می‌شود.
mail-stopped = دیگر نامه‌ای نمی‌آید. نشانی پاک شد.
mail-subject = { $name }: { $count } چیز منتظر شماست
mail-title = نامه با رایانامه
mail-trial = این یک آزمایش است. نامه‌ها می‌رسند.
mail-trial-subject = آزمایش: نامه‌ها می‌رسند
mail-until = تا { $time } به وقت جهانی
mail-waits = { $count } چیز در { $name } منتظر شماست:
mail-why = این نامه را گرفته‌اید چون از { $name } خواسته‌اید، و چیزی منتظر شماست.

## me

me-me = من
me-my-passport = گذرنامهٔ من
me-who-you-are-in = شما در { $name } که هستید: کلیدی که در دست شماست، و آنچه دفتر دربارهٔ آن می‌گوید.
me-this-page-makes-and = این صفحه با جاوااسکریپت کلید می‌سازد و نگه می‌دارد، که اینجا خاموش است. بقیهٔ این صفحه‌ها بدون آن خوانده می‌شود، و برنامهٔ { $code } همین کارها را می‌کند.
me-you-are-known-here = اینجا شناخته شده‌اید؟ <link>کلیدی از خود بیاورید، یا کلیدهای گم‌شده را بازیابی کنید</link>.
me-what-you-are-here = شما اینجا که هستید
me-standing = وضع
me-society = جامعه
me-card = کارت
me-key = کلید
me-your-identifier-the-same = شناسهٔ شما، در هر جامعه یکی: <span></span>
me-show-my-passport = نشان دادن گذرنامه
me-who-votes-for-me = چه کسی به‌جای من رأی می‌دهد
me-keys-guardians-devices = کلیدها، نگهبانان، دستگاه‌ها
me-copy-the-identifier = رونوشت شناسه
me-your-page-as-others = صفحهٔ شما، چنان‌که دیگران می‌بینند
me-invited = به { $name } دعوت شده‌اید
me-invited-read = <link>منشور</link> را بخوانید: همان که اعضا با آن موافقت می‌کنند. در کنار این صفحه باز می‌شود و دعوت شما در این صفحه می‌ماند.
me-invited-key = در پایین با یک کلید آغاز کنید. نه حسابی در کار است و نه گذرواژه‌ای: شما را با کلیدتان می‌شناسند.
me-invited-apply = با دعوت‌نامه، که برایتان پر شده است، درخواست عضویت بدهید.
me-invited-oath = وقتی پذیرفته شدید، آنچه را عهد می‌کنید بخوانید و امضا کنید: از آن پس عضوید.
me-invited-once = دعوت‌نامه یک بار به کار می‌آید و تنها در نشانی همین صفحه است، که برای کسی فرستاده نمی‌شود.
me-join = پیوستن
me-read-the-charter-first = نخست <link>منشور</link> را بخوانید. درخواست دادن کلید شما را اینجا همگانی و برای همیشه شناخته می‌کند؛ هنوز شما را به چیزی پایبند نمی‌کند.
me-members-must-vouch-for = { $vouches } عضو باید ضامن شما شوند، یا کسی که اختیار دارد شما را می‌پذیرد.
me-invitation-code = رمز دعوت
me-if-you-have-one = اگر دارید
me-apply = درخواست عضویت
me-you-have-applied = درخواست داده‌اید
me-send-your-identifier-to = شناسهٔ خود را برای اعضایی که شما را می‌شناسند بفرستید. این صفحه می‌گوید کِی پذیرفته شده‌اید.
me-withdraw-the-application = پس گرفتن درخواست
me-the-oath = سوگند
me-you-are-admitted-to = شما پذیرفته شده‌اید. پیوستن یعنی امضای <link>منشور</link>، نسخهٔ { $version }. حاصل آن این است:
me-whoever-swears-says-i = هر که سوگند می‌خورد می‌گوید: این منشور را خوانده‌ام، به آن پایبندم، و آنچه به شیوهٔ آن تصمیم گرفته شود برای من هم برقرار است، تا روزی که بروم. هر روز می‌توان رفت.
me-sign-the-oath = امضای سوگند
me-withdraw-instead = به‌جای آن، پس گرفتن
me-needs-you = آنچه به شما نیاز دارد
me-the-lot-fell-on = قرعه به نام شما افتاد
me-you-were-drawn-for = برای یک کرسی به قید قرعه برگزیده شده‌اید. هیچ‌کس نمی‌تواند آن را به‌جای شما بگیرد؛ اگر نپذیرید یا خاموش بمانید، از نفر بعدی قرعه پرسیده می‌شود. <link>چگونه برگزیده شدید</link>.
me-you-belong = شما عضوید
me-vote-and-argue-on = در صفحهٔ هر <link>تصمیم</link> رأی دهید و استدلال بیاورید.
me-invite-somebody = دعوت از کسی
me-the-link-works-once = این پیوند یک بار کار می‌کند، تا هفت روز. آن را تنها برای یک نفر و در خلوت بفرستید.
me-make-a-link = ساختن پیوند
me-the-link = پیوند
me-leave = رفتن
me-at-once-on-any = بی‌درنگ، هر روز؛ موافقت کسی لازم نیست. <link>پول، رأی‌ها و ضمانت‌ها چه می‌شوند</link>.
me-leave-with-your-share = رفتن با سهم خود
me-leave-2 = ترک { $name }
me-societies-at-this-address = جامعه‌های این نشانی
me-take-the-key-out = برداشتن کلید از این مرورگر
me-the-key-is-forgotten = کلید برای همیشه فراموش می‌شود. آنچه هستید می‌ماند؛ بدون کلید دیگری از خود دیگر نمی‌توانید اینجا عمل کنید.
me-i-have-another-key = کلید دیگری از خودم جای دیگری دارم، یا از این شخص برای همیشه دست می‌کشم.
me-forget-the-key = فراموش کردن کلید
me-the-program-does-the = برنامهٔ { $code } همین کارها را از پایانه می‌کند، با کلیدی در یک پرونده:
me-name = نام
me-a-name-if-you-like = نامی، اگر می‌خواهید
me-your-name-here = نام شما در اینجا
me-others-read-it-instead = دیگران آن را به‌جای شماره می‌خوانند: ۲ تا ۳۲ حرف، رقم، فاصله، خط تیره یا آپاستروف، با یک خط، و نه چنان که با نام کس دیگری اشتباه شود. پس از ۳۰ روز می‌توانید نام دیگری بگیرید؛ نام پیشین تا ۹۰ روز از آنِ کس دیگری نمی‌شود.
me-it-stands-in-the-log = نام برای همیشه در دفتری همگانی می‌ماند، کنار هر چه امضا می‌کنید. اگر می‌خواهید نامی مستعار برگزینید.
me-you-may-take-another = از <span></span> می‌توانید نام دیگری بگیرید.
me-take-this-name = همین نام را می‌گیرم
me-give-the-name-up = دست کشیدن از نام

## missing

missing-the-pages-of-are = صفحه‌های { $name } در بالا آمده‌اند؛ <link>جست‌وجو</link> شاید آنچه را می‌خواهید پیدا کند.
missing-all-societies-served-here = همهٔ جامعه‌های این نشانی

## offices

offices-offices = سمت‌ها
offices-whoever-holds-an-office = هر که سمتی دارد برای یک دوره برگزیده شده یا به قید قرعه درآمده، و می‌توان او را برکنار کرد.
offices-the-charter-names-no = <link>منشور</link> سمتی نام نمی‌برد: کارها اینجا با تصمیم پیش می‌رود، یا به دست کسی که منشور نام برده است.
offices-the-charter-gives-this = منشور به این سمت اختیاری از آنِ خود نمی‌دهد.
offices-who-holds-it-may = اختیار دارندهٔ آن:
offices-who-holds-it = چه کسی آن را دارد
offices-holder = دارنده
offices-since = از
offices-seats-free = { $free } کرسی خالی است.
offices-who-stands = نامزدها
offices-the-election-is-on = انتخابات در جریان است: <link>پیشنهاد { $number }</link>.
offices-it-is-filled-by = به قید قرعه پر می‌شود: <link>هیئت‌ها</link> را ببینید.
offices-stand = نامزد می‌شوم
offices-stand-no-longer = دیگر نامزد نیستم
offices-open-the-election = آغاز انتخابات
offices-give-it-up = کناره‌گیری از سمت
offices-propose-to-recall = پیشنهاد برکناری
offices-load = در انتظار او
offices-load-nothing = هیچ
offices-load-votes = رأی‌گیری: { $count }
offices-load-signatures = امضا: { $count }
offices-load-acts = کنش‌های خودش که منتظر اثرند: { $count }
offices-load-requests = درخواست‌های در انتظار تصمیم: { $count }
offices-load-applications = درخواست‌های عضویت: { $count }
offices-load-waivers = درخواست‌های بخشودن حق عضویت: { $count }
offices-load-announced = اعلام‌شده در ۳۰ روز
offices-load-any = در انتظار هر یک از آنان: { $what }.
offices-load-none = چیزی در انتظار هیچ‌یک از آنان نیست.
offices-load-is = بار یک سمت آن چیزی است که اکنون در انتظار دارندگان آن است: رأی‌گیری‌هایی که در آن‌ها تصمیم می‌گیرند، پرداخت‌هایی که باید امضا کنند، درخواست‌ها و عضویت‌ها و بخشودن‌هایی که هر یک از آنان می‌تواند درباره‌شان تصمیم بگیرد، و کنش‌های خودشان که منتظر اثرند.
offices-any-member-past-probation = هر عضوی که از دورهٔ آزمایشی گذشته باشد هر زمان می‌تواند نامزد شود. وقتی کرسی‌ای خالی است یا دوره‌اش رو به پایان است (یک‌چهارم پایانی آن، یا اگر کوتاه‌تر است ۳۰ روز پایانی)، هر یک از آنان انتخابات را آغاز می‌کند و همهٔ نامزدها در برگهٔ رأی هستند.
offices-panels-drawn-by-lot = هیئت‌هایی که به قید قرعه درمی‌آیند

## treasurer

treasurer-pay = پرداخت از صندوق
treasurer-pay-how = به حکم بندی از منشور که به شما اجازه می‌دهد. اگر آن بند مهلت بخواهد، پرداخت نخست <link>اعلام</link> می‌شود و اعضا می‌توانند اعتراض کنند.
treasurer-to = به: یک نام، شناسه یا حساب
treasurer-category = دسته، اگر خواستید
treasurer-pay-now = پرداخت
treasurer-book = ثبت آنچه رسیده
treasurer-came-in-at = رسیده در
treasurer-book-it = ثبت
treasurer-say = اعلام موجودی بیرون
treasurer-how-checked = چگونه می‌توان بررسی کرد (برای همیشه همگانی)
treasurer-say-it = اعلام

## delegate

delegate-title = بگذارید به‌جای شما رأی دهد
delegate-what-it-is = هر جا که خودتان رأی ندهید، رأی او برای شما هم شمرده می‌شود. در هر تصمیمی می‌توانید خودتان رأی دهید و هر روز می‌توانید این را پس بگیرید.
delegate-on = دربارهٔ چه
delegate-days = برای چند روز <span>خالی: تا وقتی پس بگیرید</span>
delegate-let-them = به‌جای من رأی دهد
delegate-take-back = پس گرفتن

## acts

acts-announced = اعلام‌شده
acts-announced-acts = اقدام‌های اعلام‌شده
acts-what-they-are = آنچه کسی به حکم منشور می‌تواند بکند و اعلام کرده است. خودبه‌خود اثر می‌کند، مگر آنکه شمار کافی از اعضا به‌موقع اعتراض کنند.
acts-none = چیزی اعلام نشده است.
acts-by = اعلام‌کننده
acts-since = اعلام‌شده در
acts-takes-effect = اثر می‌کند در
acts-object-so-far = اعتراض‌ها
acts-objections = { $count } عضو اعتراض دارند
acts-objections-of = { $count } از { $needed } اعتراضی که آن را بازمی‌دارد
acts-look-or-object = دیدن، یا اعتراض
acts-wait = <link>{ $count } اقدام اعلام شده</link> و می‌توان به آن‌ها اعتراض کرد.
acts-withdraw = پس گرفتن
acts-act = کار اعلام‌شدهٔ { $number }
acts-outcome = چه شد
acts-not-shown-yet = پایان یافته است؛ فهرست‌ها دارند می‌رسند
acts-pauses = توقف‌های اضطراری
acts-pauses-are = آنچه منشور اجازه می‌دهد فوراً و برای مدتی متوقف شود. حقوق پابرجا می‌مانند؛ آنچه سررسیدش می‌آمد صبر می‌کند.
acts-paused-now = <strong>متوقف تا { $until }</strong>، به درخواست { $by }.
acts-it-stops = تا وقتی برقرار است، هیچ‌کس نمی‌تواند:
acts-call-pause = اعلام این توقف
acts-renew-pause = طولانی‌تر کردن آن
acts-pause-why = چرا: سطر نخست در هر صفحه می‌آید، برای همیشه عمومی
acts-pause-it = متوقف کن
acts-end-pause = همین حالا پایان بده

## needs

needs-admit = { $person }… درخواست عضویت داده است: بپذیرید یا نپذیرید
needs-claim = قرعه به نام شما افتاد: دربارهٔ ادعای نقض { $number } رأی بدهید
needs-oath = پذیرفته شده‌اید: سوگند را امضا کنید
needs-vouches = { $count } عضو از { $needed } عضو لازم ضامن شما شده‌اند: شناسهٔ خود را برای کسانی که شما را می‌شناسند بفرستید
person-for-votes = (به‌جای { $count } رأی)
needs-consent = منشور جاری را بخوانید و با آن موافقت کنید یا بروید
needs-guardian = { $person }… کلیدهایش را از دست داده و شما را نگهبان خود نامیده است: از خودش بپرسید و با کلیدهای تازه‌اش موافقت کنید
needs-vote = رأی به تصمیم { $number }: { $title }
needs-vouch-several = { $count } نفر درخواست عضویت داده‌اند: ضامن کسانی شوید که می‌شناسید
needs-admit-several = { $count } نفر درخواست عضویت داده‌اند: بپذیریدشان یا نپذیرید
needs-vouch = { $person }… درخواست عضویت داده است: اگر می‌شناسیدش ضامنش شوید
needs-bill = پرداخت صورت‌حساب { $number }: { $amount }.
needs-seat = کرسی در هیئت «{ $panel }»: بپذیرید یا نپذیرید
needs-dues = پرداخت حق عضویت { $count } دوره: { $amount }.
needs-in-work = کار، یا آنچه رده‌تان می‌خواهد
needs-membership-rests = اختیارهای عضویت تا تسویه معلق است؛ حقوق نه.
needs-reminded = این یک یادآوری است.
needs-signature = امضای پرداخت درخواست { $number }: { $amount }.
needs-vote-rests = رأی تا تسویه معلق است.

## owed

owed-of-by-the-tier = از { $who }، در ردهٔ «{ $tier }».
owed-periods-paid = دوره‌های پرداخت‌شده
owed-next-due = سررسید بعدی
owed-what-is-open-the = آنچه مانده، نخست قدیمی‌ترین؛ هر پرداخت قدیمی‌ترین را تسویه می‌کند
owed-period = دوره
owed-or = یا
owed-what-members-give = اعضا چه می‌دهند

## panels

panels-have-it-drawn = کشیدن قرعه
panels-take-the-seat = کرسی را می‌پذیرم
panels-decline = نمی‌پذیرم
panels-give-it-up = کناره‌گیری از کرسی
panels-panels = هیئت‌ها
panels-some-decide-because-the = برخی تصمیم می‌گیرند چون قرعه به نامشان افتاده: برای یک دوره، برای یک پیشنهاد، یا برای یک سمت.
panels-the-charter-draws-nobody = <link>منشور</link> کسی را به قید قرعه برنمی‌گزیند.
panels-people-are-on-the = { $count } نفر در فهرست منتشرشده‌اند، به‌صورت تعهدهایی بی‌نام. هر که رمز جایی را که درآمده داشته باشد کرسی را می‌گیرد: { $code }
panels-the-list-was-not = فهرست هنوز منتشر نشده است.
panels-any-member-past-probation = هر عضوی که از دورهٔ آزمایشی گذشته باشد، وقت آن که برسد قرعه می‌کشد: { $code }
panels-draw = قرعهٔ { $number }: { $panel }، { $cause }
panels-it-is = وضع
panels-drawn-by = منبع قرعه
panels-candidates = در قرعه
panels-numbers-drawn = شماره‌های درآمده
panels-seed = بذر
panels-who-was-asked-in = از چه کسانی پرسیده شد، به ترتیب قرعه
panels-number = شماره
panels-answer = پاسخ
panels-anyone-may-bring-round = هر کسی می‌تواند دور { $round } را، وقتی پدید آمد، بیاورد: { $code }
panels-who-was-drawn-takes = هر که درآمده در <link>صفحهٔ خود</link> کرسی را می‌پذیرد یا رد می‌کند، یا از پایانه: { $code }
panels-anybody-draws-again = هر کسی با داده‌های همگانی دوباره قرعه می‌کشد: { $code2 }
panels-has-done = انجام داد
panels-has-not-done = هنوز انجام نداده
panels-commit-title = راز شما قرعه می‌کشد
panels-commit-how = شما یکی از کسانی هستید که رازهایشان با هم قرعه می‌کشد. حالا به رازی متعهد می‌شوید و بعداً آن را فاش می‌کنید؛ تا آن زمان هیچ‌کس نباید آن را بداند.
panels-commit-warning = این مرورگر راز را تا آن زمان نگه می‌دارد. آن را در پرونده هم ذخیره کنید: بدون آن نمی‌توانید فاش کنید، و قرعه بی شما از نو آغاز می‌شود.
panels-commit = ساختن راز و تعهد به آن
panels-save-secret = ذخیرهٔ راز
panels-reveal-how = همه متعهد شده‌اند. حالا راز خود را فاش کنید.
panels-reveal = فاش کردن راز من
panels-secret-file = پروندهٔ راز، اگر این مرورگر آن را ندارد
panels-done-waits = سهم خود را انجام داده‌اید؛ دیگران تا { $until } وقت دارند.
panels-asked-until = تا { $until }
panels-beacon-title = آوردن دور
panels-beacon-signature = امضای دور { $round }، چنان که چراغ می‌دهد <span>حرف‌ها و رقم‌ها؛ «signature» در پاسخ آن</span>
panels-beacon-bring = بیاور
panels-claim-title = شما کدی دارید
panels-claim-code = کد، چنان که به شما داده شده <span>یک شماره، یک خط، حرف‌ها</span>
panels-claim-list = فهرست منتشرشده، یک پرونده
panels-claim = گرفتن صندلی
panels-publish-title = انتشار فهرست
panels-publish-how = قرعه میان کسانی کشیده می‌شود که در فهرستی هستند. آنچه منتشر می‌شود شماره‌هایی است که نام کسی را نشان نمی‌دهد؛ به هر یک کدی می‌رسد.
panels-publish-count = برای چند نفر
panels-publish-or = یا فهرستی که پیش‌تر ساخته شده
panels-publish-make = ساختن کدها و فهرست
panels-publish-save-codes = ذخیرهٔ کدها
panels-publish-save-list = ذخیرهٔ فهرست
panels-publish-warning = هر دو پرونده را همین حالا ذخیره کنید. کدها را یکی‌یکی بدهید؛ هر که کدی دارد می‌تواند صندلی آن را بگیرد. فهرست برای همه است.
panels-publish = منتشر کن

## paper

paper-back = بازگشت به تصمیم.
paper-ballot = برگهٔ رأی
paper-check = هر که تردید دارد گواه صفحهٔ تصمیم را وارسی کند: { $code }
paper-how-it-counts = کاغذ به‌تنهایی اینجا شمرده نمی‌شود. برای گردهمایی است: دارندهٔ کلید عضو آنچه را بر آن است می‌دهد، و دفتر رویدادها آن را به نام عضو می‌نویسد. تا پایان رأی‌گیری می‌توان آن را عوض کرد.
paper-member = عضو، شماره
paper-not-open = اکنون برگه‌ای نیست: رأی‌گیری باز نیست.
paper-number = عددی بنویسید.
paper-object = اعتراض دارم
paper-on-paper = روی کاغذ
paper-place-and-day = جا و روز
paper-print-it = این صفحه برای چاپ ساخته شده است.
paper-rank = به ترتیب خود شماره بزنید، ۱ برای نخست. آنچه شماره ندارد پس از همهٔ شماره‌دارها می‌آید.
paper-result = نتیجه
paper-signature = امضا

## passport

passport-passport = گذرنامه
passport-shows-one-asker-who = به یک پرسنده، یک بار، نشان می‌دهد شما در { $name } که هستید. بدون شبکه هم اعتبار دارد.
passport-this-page-signs-and = این صفحه با جاوااسکریپت امضا و وارسی می‌کند، که اینجا خاموش است. { $code } گذرنامه را از پرونده وارسی می‌کند.
passport-show-yours = نشان دادن گذرنامهٔ خود
passport-whoever-sees-it-learns = هر که آن را ببیند شناسهٔ شما را می‌فهمد، و اینکه عضوید یا نه و از کِی؛ نه چیز دیگر و نه نامی. نمی‌تواند به کسی نشان دهد که شماست، و نه دو بار و نه جای دیگر به کارش می‌آید.
passport-who-asks-as-they = چه کسی می‌پرسد؟ <span>چنان‌که خود را می‌نامد</span>
passport-their-code-if-they = رمز او <span>اگر نشان می‌دهد</span>
passport-for = برای <span></span>
passport-save-it-as-a = ذخیره به‌صورت پرونده
passport-ask-somebody-for-theirs = پرسیدن گذرنامهٔ کسی
passport-you-name-yourself-and = خود را نام می‌برید و رمزی می‌گیرید که گذرنامه باید به آن پاسخ دهد. وقتی این صفحه بار شده باشد، پرسیدن و وارسی شبکه لازم ندارد.
passport-you-are = شما
passport-the-society-by-its = جامعه، با شناسهٔ آن <span>از منبعی که به آن اعتماد دارید</span>
passport-ask = پرسیدن
passport-your-code-they-scan = رمز شما: <strong></strong>. آن‌ها این را می‌پویند، یا هر دو را می‌نویسند:
passport-what-their-codes-say = آنچه کدهای آن‌ها می‌گوید، یکی پس از دیگری، یا متن پرونده
passport-or-the-file = یا پرونده
passport-check-it = وارسی
passport-scan-with-the-camera = پویش با دوربین

## people

people-people = مردم
people-members-people-are-known = { $count } عضو. مردم را اینجا با کلیدهایشان می‌شناسند؛ نام آن است که خود برگزیده‌اند.
people-joining = پیوستن
people-leaving = رفتن
people-nobody-is-on-this = کسی در این صفحه نیست.
people-members-and-those-who = اعضا و کسانی که بوده‌اند، به ترتیب آمدن
people-member = عضو
people-joined = پیوسته در
people-full-member-since = عضو کامل از
people-left = رفته در
people-member-2 = عضو { $number }
people-founder = ، بنیان‌گذار
people-next-page = صفحهٔ بعد
people-waiting-to-join = در انتظار پیوستن
people-person = شخص
people-known-since = شناخته از
people-make-your-key-it = کلیدتان را در <link>گذرنامه‌تان</link> بسازید، با تلفن یا رایانه؛ یک دقیقه طول می‌کشد. پیش شما می‌ماند: اینجا شما همان کلیدید.
people-read-the-charter-to = <link>منشور</link> را بخوانید. پیوستن یعنی امضای آن؛ <link2>آنچه عهد می‌کنید</link2> همان متن است و چیزی جز آن نیست.
people-get-an-invitation-from = از یک عضو دعوت بگیرید، پیوند یا کد، و در همان صفحه با آن درخواست عضویت کنید.
people-apply-anyone-may-it = در همان صفحه درخواست عضویت کنید؛ هر کس می‌تواند. شناسهٔ شما آنجاست.
people-ask-members-whom-you = از اعضایی که می‌شناسید بخواهید شما را ضمانت کنند؛ { $vouches } نفر لازم است. شناسه‌تان را برایشان بفرستید: صفحهٔ شما را اینجا باز می‌کنند و «ضمانت» را می‌زنند. این صفحه نمی‌تواند شما را به کسی معرفی کند: اعضا اینجا کلیدند، و ضمانت یعنی کسی شما را می‌شناسد. اگر هنوز عضوی را نمی‌شناسید، با کسی که از جامعه به شما گفت صحبت کنید.
people-once-you-are-admitted = وقتی پذیرفته شدید، منشور را در گذرنامه‌تان امضا کنید. نسخهٔ { $version } را امضا می‌کنید که SHA-256 آن <span>{ $charter }</span> است.
people-who-admits-as-the = چه کسی می‌پذیرد، به گفتهٔ منشور:
people-anyone-may-leave-on = هر کس هر روز می‌تواند بی‌درنگ برود و کسی نباید موافقت کند: در <link>گذرنامه‌اش</link>، تنها یا با آنچه منشور همراهش می‌کند.
people-your-own-money = پول خود شما
people-stays-yours-as-no = از آن خودتان می‌ماند. پس از رفتن آن را در <link>خزانه</link> به هر شخصی که اینجا شناخته است یا به یک صندوق می‌دهید.
people-find-somebody = یک نام یا شناسه
people-by-a-terminal = برنامهٔ polity همان است که این صفحه‌ها را می‌دهد. با آن، به این ترتیب:
people-the-common-money = پول مشترک
people-stays-common-the-charter = مشترک می‌ماند؛ منشور چیزی از آن به کسی که می‌رود نمی‌دهد.
people-that-you-cast-stay = رأی‌هایی که داده‌اید شمرده می‌مانند، و در رأی‌گیری‌هایی که در زمان عضویت شما باز شده‌اند هنوز می‌توانید رأی دهید.
people-vouches = ضمانت‌ها
people-that-you-gave-stay = ضمانت‌هایی که کرده‌اید می‌ماند: کسی که شما آورده‌اید عضو می‌ماند.
people-keeps-for-ever-what = آنچه امضا کرده‌اید را زیر کلید شما برای همیشه نگه می‌دارد: سوگند، رأی‌ها، استدلال‌ها، پرداخت‌ها. چیزی از آن بیرون آوردنی نیست.
people-what-you-take-along = آنچه با خود می‌برید
people-your-key-which-works = کلیدتان، که در هر جامعه‌ای کار می‌کند، و گواه‌هایی که عضو بوده‌اید و چه کرده‌اید: پیش یا پس از رفتن آن‌ها را از صفحهٔ خود دریافت کنید.
people-coming-back = بازگشتن
people-goes-as-joining-does = مانند پیوستن است، با همان کلید؛ شمارهٔ پیشین خود را بازمی‌گیرید.

## person

person-do-you-know-this = این شخص را می‌شناسید؟
person-a-vouch-says-that = ضمانت همین را می‌گوید، با کلید شما و برای همیشه.
person-vouch = ضمانت
person-admit = پذیرفتن
person-members-who-know-this = اعضایی که این شخص را می‌شناسند با این فرمان ضامن می‌شوند: { $code }
person-what-to-do-with = با آن چه می‌توان کرد
person-waiting-for-them = آنچه در انتظار اوست
person-until = تا { $ends }
person-how-they-voted = چگونه رأی داد
person-newest-first-a-ballot = نخست تازه‌ترین؛ رأی نماینده برای بیش از یک نفر شمرده می‌شود
person-decision = تصمیم
person-ballot = رأی
person-topic = موضوع
person-what-they-did = کارهای او
person-entry-of-the-log = ثبت دفتر
person-all-that-they-did = همهٔ کارهای او
person-what-they-would-take = <link>اگر برود چه با خود می‌برد</link> ·
person-all-people = همهٔ مردم
person-applicant = متقاضی
person-decline = رد درخواست
person-decline-why = چرا، اگر باید گفته شود: برای همیشه عمومی
person-decline-it = رد کن
person-declined = درخواست در { $time } رد شد.

## request

request-request-is = درخواست { $number }: { $standing }.
request-asks-for = می‌خواهد
request-asked-by = درخواست از
request-in-the-books = در حساب‌ها
request-what-it-says = چه می‌گوید
request-payments = پرداخت‌ها
request-to = { $amount } به { $to }
request-receipts = رسیدها
request-whoever-made-the-request = رسیدها نزد درخواست‌کننده است. این‌ها درهم‌سازی‌های نمک‌دار آن‌هاست: هر که رسیدی را با نمک آن ببیند می‌تواند آن را با این‌ها بسنجد.
request-signatures = امضاها
request-from-a-terminal-whoever = از پایانه، هر که اختیار دارد: { $code }، { $code2 }، { $code3 }، { $code4 } یا { $code5 } به همین شیوه.
request-all-requests = همهٔ درخواست‌ها

## search

search-search = جست‌وجو
search-words-in-proposals-arguments = واژه‌هایی از پیشنهادها، استدلال‌ها، پرسش‌های پایدار، نام اشخاص و مکان‌ها، منشور و قاعده‌های آن به زبان ساده، یا شناسهٔ یک شخص
search-nothing-here-holds-all = چیزی اینجا همهٔ این واژه‌ها را ندارد.
search-found = { $count ->
    [one] { $count } جا همهٔ این واژه‌ها را دارد.
   *[other] { $count } جا همهٔ این واژه‌ها را دارد.
 }
search-found-more = بیش از { $count } جا همهٔ این واژه‌ها را دارد.
search-add-a-word-to = برای تنگ کردن نتیجه واژه‌ای بیفزایید.

## sheet

sheet-draft-support = وقتی اعضای کافی از آن پشتیبانی کنند، به گفت‌وگو گذاشته می‌شود. هم‌زمان از سه پیش‌نویس پشتیبانی می‌کنید.
sheet-your-part = سهم شما
sheet-to-take-part = برای شرکت در اینجا، در <link>گذرنامهٔ خود</link> کلیدی بسازید یا عضو شوید.
sheet-to-vote-argue-or = برای رأی دادن، استدلال یا اعتراض در این صفحه باید جاوااسکریپت روشن باشد. صفحه بدون آن هم خوانده می‌شود و فرمان‌های پایانه در پایین آمده است.
sheet-abstain = ممتنع
sheet-to-object-needs-a = اعتراض دلیل می‌خواهد، که برای همیشه همگانی است.
sheet-the-reason-if-you = دلیل، اگر اعتراض دارید
sheet-consent = موافقم
sheet-stand-aside = کنار می‌ایستم
sheet-give-votes-for-credits = رأی دادن با اعتبار این فصل
sheet-several-votes-cost-their = چند رأی به اندازهٔ مربع خود هزینه دارد: ۱، ۴، ۹، ۱۶… اعتبار.
sheet-each-vote-costs-credit = هر رأی ۱ اعتبار هزینه دارد.
sheet-below-they-count-against = زیر صفر، به مخالفت شمرده می‌شود.
sheet-cast-the-ballot = رأی دادن
sheet-support-it-with-points = پشتیبانی با امتیاز
sheet-you-have-points-for = برای همهٔ درخواست‌ها روی‌هم { $credits } امتیاز دارید. پشتیبانی تا برجاست افزایش می‌یابد و هر زمان می‌توانید آن را جابه‌جا کنید.
sheet-points-on-this-request = امتیاز برای این درخواست
sheet-support-it = پشتیبانی
sheet-no-support = بدون پشتیبانی
sheet-choose-one = یکی را برگزینید
sheet-choose-all-that-you = همهٔ آن‌هایی را که می‌پسندید برگزینید
sheet-choose-what-you-would = برگزینید پول به چه چیزهایی برود
sheet-basket-how = { $has } هست. می‌توانید بیش از آن برگزینید: اینکه چه چیزی پرداخت شود از همهٔ برگه‌ها با هم برمی‌آید.
sheet-put-them-in-your = به ترتیب خود بچینید، نخست بهترین
sheet-give-each-to-points = به هر یک از ۰ تا { $high } امتیاز دهید
sheet-spend-up-to-credits = تا { $credits } اعتبار برای رأی‌ها خرج کنید
sheet-your-order = ترتیب شما
sheet-not-ranked-after-all = رتبه‌بندی‌نشده: پس از همهٔ رتبه‌بندی‌شده‌ها
sheet-several-votes-for-one = چند رأی برای یک گزینه به اندازهٔ مربع خود هزینه دارد: ۱، ۴، ۹، ۱۶… زیر صفر به مخالفت شمرده می‌شود.
sheet-you-may-change-it = تا پایان رأی‌گیری می‌توانید آن را تغییر دهید. اینکه چه کسی چگونه رأی داده همگانی است.
sheet-it-passed-and-waits = تصویب شده و در انتظار است. اعتراض همگانی است و پس گرفته نمی‌شود.
sheet-argue = استدلال آوردن
sheet-side = سو
sheet-for = موافق
sheet-against = مخالف
sheet-a-remark = یک نکته
sheet-your-argument-public-for = استدلال شما، برای همیشه همگانی
sheet-bring-the-argument = آوردن استدلال
sheet-withdraw-your-proposal = پس گرفتن پیشنهاد خود

## societies

societies-description = جامعه‌هایی که در این نشانی‌اند.
societies-societies = جامعه‌ها
societies-societies-served-here = جامعه‌های این نشانی

## spending

spending-spending = هزینه‌ها
spending-who-asks-for-money = چه کسی از جامعه پول می‌خواهد، چه کسی تصویب کرده، و چه پرداخت شده است. آنچه تصویب شود کنار گذاشته و یک بار پرداخت می‌شود.
spending-requests = درخواست‌ها
spending-nobody-asked-to-be = هنوز کسی درخواست پرداخت نکرده است.
spending-budgets = بودجه‌ها
spending-no-fund-has-a = هیچ صندوقی بودجه ندارد: هر یک آنچه <link>منشور</link> اجازه دهد می‌پردازد.
spending-what-each-fund-may = هر صندوق هنوز چه می‌تواند بپردازد
spending-fund = صندوق
spending-what-is-left-then = باقی‌مانده در پایان
spending-what-repeats = آنچه تکرار می‌شود
spending-no-payment-repeats = هیچ پرداختی تکرار نمی‌شود.
spending-wages-rents-and-the = دستمزدها، اجاره‌ها و مانند آن
spending-each-time = هر بار
spending-every = هر
spending-paid = پرداخت‌شده
spending-period-ends = پایان دوره
spending-more-periods = دوره‌های دیگر
spending-invoices-and-shared-bills = صورت‌حساب‌ها و هزینه‌های مشترک
spending-nobody-asked-others-to = هنوز کسی از دیگران پرداخت نخواسته است.
spending-open = باز
spending-closed = بسته
spending-ask-to-be-paid = درخواست پرداخت: { $code }
spending-split-a-bill-that = تقسیم هزینه‌ای که پرداخته‌اید: { $code }
spending-ask-whoever-has-the = درخواست پرداخت از هر که پیوند را دارد: { $code }
spending-have-a-fund-pay = پرداخت پی‌درپی از صندوق، تعیین بودجه یا امضاکنندگان: با یک <link>تصمیم</link>، یا { $code }

## stages

stages-carries = رأی‌ها، با رأی خودش
stages-founder = آنچه در دست بنیان‌گذار است
stages-founder-words = از همهٔ بندهای منشور که به کسی اختیاری می‌دهند، آن‌هایی که تنها به بنیان‌گذار می‌دهند؛ آنچه برای همیشه سپرده شده در هر مرحله سپرده به شمار می‌آید.
stages-now = اکنون
stages-of-all = همهٔ بندها
stages-of-the-founder = بندهای بنیان‌گذار
stages-on = دربارهٔ
stages-stage = مرحله
stages-voices = چه کسانی رأی بیشتری با خود دارند
stages-voices-words = کسانی که بیشترین عضو گذاشته‌اند به‌جایشان رأی دهند، چون سهمی از همهٔ دارندگان حق رأی. هر که خود رأی دهد، رأی خود را برای آن رأی‌گیری پس می‌گیرد.
stages-stages = مرحله‌ها
stages-the-charter-of-has = منشور { $name } مرحله ندارد: اینکه چه کسی چه کاری می‌تواند بکند تنها با اصلاح منشور تغییر می‌کند. جامعه { $members } عضو دارد.
stages-has-members = { $name } { $members } عضو دارد
stages-and-is-at-the = و در مرحلهٔ <strong>{ $name }</strong> است، از { $since }.
stages-as-a-society-grows = با بزرگ شدن جامعه، اختیارها خودبه‌خود جابه‌جا می‌شوند، چنان‌که <link>منشور</link> می‌گوید. هیچ‌کس نمی‌تواند مرحله‌ای را عقب بیندازد، و مرحله‌ای که آمده می‌ماند، مگر آنکه اعضا منشور را تغییر دهند.
stages-here-the-society-is = : جامعه اکنون اینجاست
stages-it-came = : فرا رسیده
stages-no-power-changes-then = آن زمان اختیاری تغییر نمی‌کند.
stages-the-founder = بنیان‌گذار
stages-founded-by = بنیان‌گذار جامعه: { $who }.
stages-succession = اگر بنیان‌گذار برود، کناره بگیرد یا { $days } روز چیزی امضا نکند، آنچه تنها او می‌تواند بکند، با همان سقف‌ها و برای همیشه، به تصمیم «{ $to }» می‌رسد.
stages-last-heard = آخرین نشانهٔ حیات در { $heard } بود؛ بی نشانه‌ای دیگر در { $passes } می‌رسد. هر چه بنیان‌گذار امضا کند شمارش را از نو آغاز می‌کند.
stages-no-succession = آنچه تنها بنیان‌گذار می‌تواند بکند، اگر برود یا کناره بگیرد پایان می‌یابد؛ به کسی نمی‌رسد، مگر مرحله‌ای یا اصلاحی چنین بگوید.
stages-nothing-is-theirs = در این مرحله هیچ کاری تنها از آنِ بنیان‌گذار نیست.
stages-passed = از { $since } آنچه تنها بنیان‌گذار می‌توانست بکند با تصمیم «{ $to }» است، تا جایی که قفلی منعش نکند: { $why }.
stages-passed-to-nobody = از { $since } هیچ‌کس آنچه را تنها بنیان‌گذار می‌توانست بکند نمی‌تواند بکند: { $why }.
stages-why-left = بنیان‌گذار رفت
stages-why-silent = بنیان‌گذار به درازای زمانی که منشور می‌گوید چیزی امضا نکرده بود
stages-why-stepped-down = بنیان‌گذار کناره گرفت
stages-step-down = آنچه را تنها من می‌توانم بکنم برای همیشه رها می‌کنم
stages-step-down-by = از پایانه، بنیان‌گذار: { $code }
stages-who-may-do-what = چه کسی چه کاری می‌تواند بکند، بند به بند
stages-pauses = توقف‌های اضطراری

## statement

statement-no-category = بی‌دسته
statement-statement = گردش حساب
statement-in-what-was-there = { $name }، به { $asset }: چه بود، چه آمد و رفت، و چه ماند.
statement-opening = موجودی آغاز
statement-came-in = آمده
statement-went-out = رفته
statement-closing = موجودی پایان
statement-every-line-follows-from = هر سطر از سطر پیشین به دست می‌آید، و همه با هم از موجودی آغاز به موجودی پایان می‌رسند.
statement-these-lines-do-not = این سطرها با هم نمی‌خوانند: فهرست‌های این کارساز در حال ساخته شدن یا آسیب‌دیده‌اند. گواه‌های صفحهٔ خزانه را وارسی کنید.
statement-by-category = به تفکیک دسته
statement-nothing-moved-in-this = در این زمان چیزی جابه‌جا نشده است.
statement-what-came-and-went = آنچه در هر دسته آمد و رفت
statement-category = دسته
statement-every-movement = همهٔ گردش‌ها
statement-earlier-ones-are-left = { $hidden } گردش پیش‌تر اینجا نیامده است؛ پرونده‌های زیر همه را دارند.
statement-oldest-first = نخست قدیمی‌ترین
statement-held-then = موجودی آن زمان
statement-with = با
statement-files = پرونده‌ها
statement-this-statement-as-ofx = <link>این گردش به‌صورت OFX</link>، که برنامه‌های حسابداری می‌خوانند
statement-this-statement-as-csv = <link>این گردش به‌صورت CSV</link>، یک جدول
statement-of-a-year = یک سال: { $code }
statement-beside-a-banks-statement = کنار صورت‌حساب بانک: { $code }
statement-back-to-the-treasury = بازگشت به خزانه

## steward

steward-the-charter-lets-you = کارهای دیگری که منشور می‌گذارد با پول بکنید
steward-pay = بپردازید
steward-issue = صدور اعتبار خود جامعه
steward-issue-it = صادر کنید
steward-open-a-fund = گشودن صندوق
steward-its-name = نام آن <span>حروف کوچک لاتین، رقم و خط تیره</span>
steward-open = بگشایید
steward-open-a-place-outside = گشودن جایی بیرون
steward-who-holds-it-there = چه کسی آنجا نگه می‌دارد و چگونه می‌توان سنجید: برای همیشه همگانی
steward-account = حساب
steward-close-an-account = بستن حسابی که چیزی ندارد
steward-close = ببندید
steward-count-another-asset = شمردن دارایی دیگر
steward-its-code = کد آن <span>حروف بزرگ لاتین و رقم</span>
steward-decimal-places = شمار رقم‌های اعشار
steward-count-it = بشمارید
steward-several-payments-at-once = چند پرداخت یکجا
steward-payments-one-on-each = پرداخت‌ها <span>هر یک در یک سطر: به چه کسی، سپس چه مبلغی؛ یا همه انجام می‌شود یا هیچ‌کدام</span>
steward-pay-again-and-again = پرداخت پیاپی از صندوق
steward-every-how-many-days = هر چند روز
steward-how-many-times = چند بار
steward-when-a-period-begins = در آغاز هر دوره
steward-second-by-second = ثانیه به ثانیه
steward-begin = آغاز کنید
steward-set-a-budget = تعیین بودجه
steward-at-most = حداکثر <span>اگر خالی بماند، بودجه پایان می‌یابد</span>
steward-in-how-many-days = در چند روز
steward-for-which-category = برای کدام دسته <span>اگر خالی بماند، برای همهٔ پرداخت‌های صندوق</span>
steward-lapses = از میان می‌رود
steward-is-carried-over = به دورهٔ بعد می‌رود
steward-set-it = تعیین کنید
steward-set-who-signs = تعیین امضاکنندگان پرداخت‌های صندوق
steward-how-many-sign = چند نفر امضا می‌کنند <span>۰: دیگر هیچ‌کس</span>
steward-of-whom = از میان
steward-these-members = این اعضا
steward-members-one-on-each = اعضا <span>در هر سطر یک نام یا شناسه</span>

## treasury

treasury-by-category = دوازده ماه گذشته، بر پایهٔ دسته
treasury-by-month = ماه به ماه، در جدول
treasury-came = آمد
treasury-category = دسته
treasury-course = گردش پول: { $asset }
treasury-month = ماه
treasury-month-by-month = دوازده ماه گذشته، تازه‌ترین نخست
treasury-went = رفت
treasury-treasury = خزانه
treasury-what-the-society-holds = جامعه چه دارد، چه جابه‌جا شده، و به چه اجازه‌ای.
treasury-funds = صندوق‌ها
treasury-there-is-no-money = هنوز پولی اینجا نیست.
treasury-a-fund-is-money = صندوق پولی از جامعه است زیر یک نام. تنها چنان‌که <link>منشور</link> می‌گوید از آن پرداخت می‌شود.
treasury-what-each-fund-holds = موجودی کنونی هر صندوق
treasury-holds = موجودی
treasury-statement-of-in = گردش { $account } به { $asset }
treasury-proof-of = گواه { $account }
treasury-a-fund-that-never = صندوقی که هرگز چیزی نداشته رکوردی ندارد: گواه آن می‌گوید «رکوردی نیست»، یعنی صفر.
treasury-more-funds = صندوق‌های دیگر
treasury-assets = دارایی‌ها
treasury-the-society-counts-no = جامعه هنوز دارایی‌ای نمی‌شمارد.
treasury-an-asset-is-what = دارایی چیزی است که جامعه با آن می‌شمارد. اعتبار خودِ جامعه تنها چنان‌که <link>منشور</link> می‌گوید صادر می‌شود. هر گردش همان‌قدر که به حسابی می‌دهد از حسابی دیگر می‌گیرد، پس همهٔ حساب‌ها روی‌هم درست همان را دارند که صادر شده یا از بیرون آمده، و اعتبار متقابل روی‌هم صفر است.
treasury-what-there-is-of = از هر دارایی چه هست
treasury-asset = دارایی
treasury-what-it-is = چیست
treasury-held-by-all-together = موجودی همه روی‌هم
treasury-ever-issued = صادرشده تا امروز
treasury-movements = گردش‌ها
treasury-proof-of-2 = گواه { $code }
treasury-held-outside = نگه‌داری‌شده در بیرون
treasury-what-is-held-outside = آنچه در بیرون نگه داشته می‌شود با هیچ گواه این جامعه نشان‌دادنی نیست: نگه‌دارنده می‌گوید چه هست، و حساب‌ها می‌گویند چه باید باشد. به همان اندازه به آن اعتماد کنید که به گویندهٔ آن.
treasury-what-should-be-at = در هر جای بیرونی چه باید باشد، و آخرین بار چه گفته‌اند که هست
treasury-place = جا
treasury-should-be-there = باید باشد
treasury-said-to-be-there = گفته‌اند هست
treasury-on-by = { $held }، در { $time } به گفتهٔ <span>{ $by }</span>
treasury-off = : { $difference } اختلاف
treasury-how-that-can-be = (<link>چگونه می‌توان وارسی کرد</link>)
treasury-nothing-was-said-yet = هنوز چیزی گفته نشده
treasury-terms-of = شرایط { $account }
treasury-payments-and-other-movements = پرداخت‌ها و گردش‌های دیگر
treasury-no-money-has-moved = هنوز پولی جابه‌جا نشده است.
treasury-allowed-by = به اجازهٔ
treasury-older-movements = گردش‌های قدیمی‌تر
treasury-all-of-it-for = همهٔ آن برای برنامه‌های دیگر: <link>Beancount</link>، <link2>CSV</link2>.
treasury-for-a-host = برای حسابدار کسی که پول را نگه می‌دارد: <link>یک جدول از همهٔ صندوق‌ها و جاهای بیرون</link>.
treasury-ask-to-be-paid = درخواست پرداخت، بودجه‌ها، دستمزدها و صورت‌حساب‌ها: <link>هزینه‌ها</link>. آنچه اعضا می‌دهند: <link2>حق عضویت</link2>.
treasury-pass-on-your-own = فرستادن پول خود: { $code }
treasury-have-the-society-pay = پرداخت از جامعه: پیشنهادی با یک پرداخت بیاورید؛ <link>تصمیم‌ها</link> را ببینید.

## breach

breach-claim = ادعای { $number }
breach-raised-by = ادعاکننده
breach-put-down = گرو گذاشته
breach-support = پشتیبانی
breach-support-it = پشتیبانی از این ادعا
breach-members-support-it-until = اعضا می‌توانند از آن پشتیبانی کنند تا
breach-of-members-support = { $have } تن از { $needed } عضوی که باید پشتیبانی کنند پشتیبانی کرده‌اند. سپس هیئتی به قرعه برگزیده می‌شود.
breaches-put-down = گرو گذاشتنِ { $words }، که اگر ادعا رد شود نگه داشته می‌شود. بدون آن باید { $sponsors } عضو از ادعا پشتیبانی کنند.
breach-seats-that-uphold-it = کرسی‌های تأییدکننده
breach-seats-that-do-not = کرسی‌های ردکننده
breach-decide = برای تصمیم
breach-of-seats-empty-ones = { $needed } از { $seats } کرسی، با احتساب خالی‌ها
breach-the-panel-rules-until = هیئت رأی می‌دهد تا
breach-the-members-may-rule = اعضا می‌توانند رأی دهند تا
breach-one-leaves-at-the = رفتن به ارزش پیشین تا
breach-who-is-accused-spends = <strong>متهم چیزی از پول مشترک خرج نمی‌کند.</strong> اعضا با تصمیمی به این پایان می‌دهند: { $code }.
breach-whoever-leaves-now-is = به هر که اکنون برود ارزش سهمش در بامداد همان روز پرداخت می‌شود: آن را از <link>صفحهٔ خود</link> ببینید، یا با { $code }
breach-what-is-claimed = چه ادعا شده است
breach-evidence = مدرک
breach-sha = <link>{ $words }</link>، SHA-256 <span>{ $hash }</span>
breach-the-panel = هیئت
breach-nobody-has-a-seat = هنوز کسی کرسی ندارد: قرعه در جریان است.
breach-it-is-over-who = پایان یافته است؛ اینکه چه کسی چه رأیی داد در دفتر آمده است.
breach-rulings-are-public-and = رأی‌ها همگانی‌اند و تا وقتی رأی‌دهنده کرسی دارد شمرده می‌شوند
breach-ruling = رأی
breach-how-they-were-drawn = چگونه برگزیده شدند: <link>قرعهٔ { $sitting }</link>.
breach-you-were-drawn = قرعه به نام شما افتاد
breach-a-ruling-is-public = رأی همگانی است و برگشت ندارد.
breach-it-holds = ادعا درست است
breach-it-does-not-hold = ادعا درست نیست
breach-by-a-terminal = از پایانه: { $code }
breach-the-members = آنچه اعضا می‌توانند بکنند
breach-the-members-how = هیچ‌کس به‌تنهایی این کار را نمی‌کند: تصمیم می‌خواهد.
breach-uphold = پذیرفتن ادعا
breach-lift = اجازهٔ دوبارهٔ خرج کردن

## breaches

breaches-breaches = نقض اصل بنیادین
breaches-breaches-of-the-commandment = نقض اصل بنیادین
breaches-who-breaks-what-all = هر که آنچه را همه پذیرفته‌اند بشکند به کسانی پاسخ می‌دهد که هیچ‌کس برنگزیده است: برای هر ادعا هیئتی به قید قرعه درمی‌آید.
breaches-the-charter-does-not = <link>منشور</link> نمی‌گوید پس از نقض آن چه می‌شود.
breaches-nobody-claimed-a-breach = هنوز کسی ادعای نقض اصل بنیادین نکرده است.
breaches-claims-the-newest-first = ادعاها، نخست تازه‌ترین
breaches-claim = ادعا
breaches-the-office-of = سمت { $name }
breaches-raise-a-claim = طرح ادعا
breaches-to-raise-one-here = برای طرح ادعا در این صفحه باید جاوااسکریپت روشن باشد. صفحه بدون آن هم خوانده می‌شود و فرمان پایانه در پایین آمده است.
breaches-what-happened-and-how = چه شد، و چگونه اصل بنیادین را می‌شکند
breaches-the-first-line-is = سطر نخست عنوان آن است. برای همیشه همگانی می‌ماند: از امور خصوصی کسی نام نبرید.
breaches-the-office-of-2 = سمت { $value }
breaches-a-member = یک عضو
breaches-the-members-identifier-if = عضو، اگر عضو است: نام یا شناسه
breaches-the-day-on-which = روزی که رخ داد (UTC)
breaches-what-shows-it-a = چه چیزی نشانش می‌دهد: متنی که سند همگانی می‌شود
breaches-raise-the-claim = طرح این ادعا
breaches-by-a-terminal-with = از پایانه، با پرونده‌ها و نشانی‌ها به‌عنوان مدرک: { $code }

## exit

exit-before-the-breach-the = (پیش از نقض اصل بنیادین این حق { $before } می‌ارزید)
exit-after-a-breach-of = پس از نقض اصل بنیادین
breach-lead-office = ادعای { $number }، که سمت { $name } اصل بنیادین را شکسته است: { $standing }.
breach-lead-person = ادعای { $number }، که { $person } اصل بنیادین را شکسته است: { $standing }.
exit-window = <link>ادعای { $number }</link> تأیید شده است: تا { $until } هر که برای همیشه برود می‌تواند به ارزش پیش از آن برود · <share>آن سهم را ببینید</share>
exit-window-named = <strong><link>ادعای { $number }</link> تأیید شده است؛ سهم بالا به ارزش پیش از آن است</strong>: تا { $until } هر که برای همیشه برود می‌تواند به ارزش پیش از آن برود

## pages

part-grace = تصویب شده است. در { $ends } خودبه‌خود اثر می‌کند.
part-draft = پیش‌نویس است، در انتظار اعضایی که از آن پشتیبانی کنند، و بدون آن‌ها در { $ends } از میان می‌رود.
part-queued = در انتظار نوبت است: بیش از این پیشنهاد باز ممکن نیست، و نوبت بعدی از آنِ پیشنهادی است که بیشتر از همه منتظر مانده.
part-waits = وضع: { $stage }. رأی‌گیری در { $ends } آغاز می‌شود.
part-open-hidden = رأی‌گیری تا { $ends } باز است. منشور می‌خواهد که تا پایان آن جمع رأی‌ها نشان داده نشود. این از سر ادب است: هر که دفتر را بخواند می‌تواند بشمارد.
part-open-no-quorum = رأی‌گیری تا { $ends } باز است. { $count } نفر از { $eligible } نفر رأی داده‌اند؛ اگر { $quorum } نفر رأی ندهند رد می‌شود.
part-open-passes = رأی‌گیری تا { $ends } باز است. شمار رأی‌دهندگان کافی است و با رأی‌های کنونی تصویب می‌شود.
part-open-fails = رأی‌گیری تا { $ends } باز است. شمار رأی‌دهندگان کافی است و با رأی‌های کنونی رد می‌شود.
part-open-enough = رأی‌گیری تا { $ends } باز است. شمار رأی‌دهندگان کافی است؛ گزینه‌ها در پایان شمرده می‌شوند.
part-open-takes = رأی‌گیری تا { $ends } باز است. شمار رأی‌دهندگان کافی است؛ اگر اکنون پایان می‌یافت، این برگزیده می‌شد: { $taken }.
part-open-takes-none = رأی‌گیری تا { $ends } باز است. شمار رأی‌دهندگان کافی است؛ اگر اکنون پایان می‌یافت، هیچ گزینه‌ای برگزیده نمی‌شد.
part-effect = در { $time } اثر می‌کند.
part-effect-if = اگر تصویب شود، در { $time } خودبه‌خود اثر می‌کند.
part-effect-confirmed = اگر رأی‌گیری دوم تأییدش کند، { $grace } پس از آن اثر می‌کند.
part-objections = تا آن زمان هر عضوی می‌تواند اعتراض کند؛ { $needed } اعتراض آن را به رأی‌گیری دوم می‌فرستد.
part-objections-members = تا آن زمان هر عضوی می‌تواند اعتراض کند؛ { $needed } اعتراض آن را از دست تصمیم‌گیرندگان می‌گیرد و پیش اعضا می‌برد.
part-objections-noted = تا آن زمان هر عضوی می‌تواند اعتراض کند؛ اعتراض‌ها در دفتر ثبت می‌شود و هیچ بندی از منشور به خاطر آن‌ها جلوی آن را نمی‌گیرد.
part-may-leave = هر که نمی‌خواهد با آن بماند می‌تواند پیش از آن برود.
concern-of-act = در وضع کنونی، کنش { $act } رد می‌شود: { $reason } این ممکن است پیش از اثر کردن تغییر کند.
concern-of-option = در وضع کنونی، کنش { $act } از گزینهٔ { $option } رد می‌شود: { $reason } این ممکن است پیش از اثر کردن تغییر کند.
outcome-failed = تصویب شد و نتوانست اثر کند: { $reason }
decisions-proposal-number = پیشنهاد { $number }
decisions-election = انتخابات: { $office }
decisions-tally = { $yes } آری، { $no } نه، { $abstain } ممتنع
decisions-taken = { $ballots } برگه؛ برگزیده: { $taken }
decisions-none-taken = { $ballots } برگه؛ چیزی برگزیده نشد
decisions-votes = { $ballots } برگه؛ { $pro } رأی موافق، { $against } رأی مخالف
decisions-points = { $ballots } برگه؛ { $pro } رأی یا امتیاز موافق
decisions-supported = { $count } پشتیبان از { $needed } پشتیبان لازم
decisions-voted = { $count } از { $eligible }
decision-took-effect = در { $closed } اثر کرد.
decision-is-over = نتیجه: { $words }. در { $closed } پایان یافت.
people-waits = در انتظار پذیرش، { $vouches } ضمانت
account-common = صندوق مشترک
account-fund = صندوق { $name }
account-escrow = کنار گذاشته ({ $name })
account-outside = بیرون ({ $name })
account-issue = تازه صادرشده
role-visitor = یک بازدیدکننده
role-visitor-does = کسی بی کلید: همه‌چیز را می‌خواند، همه‌چیز را وارسی می‌کند، کاری نمی‌کند.
role-applicant = یک متقاضی
role-applicant-does = کسی که درخواست داده و یک عضو ضامن اوست؛ یکی دیگر کم است.
role-newcomer = یک تازه‌وارد
role-newcomer-does = کسی که به‌تازگی پذیرفته شده و می‌تواند سوگند را امضا کند.
role-member = یک عضو
role-member-does = رأی می‌دهد، استدلال می‌آورد، اعتراض می‌کند، ضامن می‌شود، دعوت می‌کند، می‌رود.
role-panelist = عضوی که قرعه به نامش افتاده
role-panelist-does = در هیئت هدیه‌های کوچک کرسی دارد و آنجا رأی می‌دهد.
role-treasurer = یک خزانه‌دار
role-treasurer-does = می‌تواند تا سقفی هزینه‌ها را بپردازد، دو روز پیش از رفتن پول، و پرداخت‌ها را متوقف کند.
role-founder = بنیان‌گذار
role-founder-does = همه‌چیز را آغاز کرد؛ امروز همان اختیار هر عضوی را دارد.

## short words of the program

term-took-effect = اثر کرد
term-lapsed-because-too-few-members-supported-it = از میان رفت، چون پشتیبان کافی نداشت
term-was-withdrawn = پس گرفته شد
term-did-not-pass-too-few-voted = تصویب نشد: رأی‌دهندگان کم بودند
term-passed = تصویب شد
term-was-rejected = رد شد
term-no-vote = بدون رأی‌گیری
term-waiting-for-its-second-vote = در انتظار رأی‌گیری دوم
term-in-discussion = در گفت‌وگو
term-waiting-for-members-who-support-it = در انتظار پشتیبانان
term-in-its-grace-period = در دورهٔ مهلت
term-waiting-for-a-place = در انتظار نوبت
term-at-the-vote = در رأی‌گیری
term-no-longer-a-member = دیگر عضو نیست
term-full-member = عضو کامل
term-on-probation = در دورهٔ آزمایشی
term-admitted-has-not-sworn-yet = پذیرفته؛ هنوز سوگند نخورده
term-known-by-a-key-never-a-member = با کلیدی شناخته؛ هرگز عضو نبوده
term-it-is-a-startup-society = یک جامعهٔ نوپاست.
term-it-is-a-hub = یک خانهٔ مشترک است.
term-it-is-a-network-union = یک اتحادیهٔ شبکه‌ای است.
term-it-is-an-archipelago = یک مجمع‌الجزایر است.
term-it-is-a-network-state = یک دولت شبکه‌ای است.
term-it-is-a-circle = یک حلقه است.
term-may-vote = حق رأی دارند
term-could-vote = حق رأی داشتند
term-voted = رأی داده‌اند
term-yes = آری
term-no = نه
term-abstained = ممتنع
term-abstain = ممتنع
term-for = موافق
term-against = مخالف
term-comment = نکته
term-a-remark = یک نکته
term-must-vote-for-it-to-count = حد نصاب رأی‌دهندگان
term-had-to-vote-for-it-to-count = حد نصاب رأی‌دهندگان
term-yes-needed-if-nobody-else-voted = آریِ لازم، اگر کس دیگری رأی ندهد
term-votes-for = رأی موافق
term-votes-against = رأی مخالف
term-votes-for-it-needed-if-nobody-else-voted = رأی موافق لازم، اگر کس دیگری رأی ندهد
term-must-support-it = باید پشتیبانی کنند
term-support-it = پشتیبانی می‌کنند
term-brought-by = آورندهٔ پیشنهاد
term-brought-on = آورده در
term-decided-by = شیوهٔ تصمیم
term-in-the-log = در دفتر
term-standing = وضع
term-founder = بنیان‌گذار
term-number = شماره
term-joined = پیوسته در
term-full-member-since = عضو کامل از
term-left = رفته در
term-known-since = شناخته از
term-applied = درخواست داده در
term-vouched-for-by = ضامن‌ها
term-swore-to-the-charter = سوگند به منشور
term-agreed-later-to = بعداً موافقت با
term-holds = دارایی
term-delegates = واگذاری رأی
term-delegate = نماینده
term-credits = اعتبار
term-points = امتیاز
keys-if-a-passkey-of = اگر گذرکلیدی از شما اینجا از جانب شما سخن می‌گوید: شناسهٔ شما
keys-use-my-passkey = به کار بردن گذرکلید
layout-demonstration = نمایش
deed-issues = { $amount } از اعتبار خودِ جامعه برای { $to } صادر می‌شود
deed-pays = { $amount } از { $from } به { $to } پرداخت می‌شود
deed-books = { $amount } که از { $from } آمده در { $to } ثبت می‌شود
deed-opens = { $account } باز می‌شود
deed-opens-outside = جایی در { $account } که دارایی نگه می‌دارد باز می‌شود

## needs

## signals

signals-signals = پرسش‌های باز
signals-a-question-stays = امروز دربارهٔ آن چه فکر می‌کنیم؟ پرسش تا زمانی که منشور می‌گوید باز می‌ماند؛ هر کس که از او پرسیده می‌شود یک موضع دارد و هر وقت بخواهد آن را تغییر می‌دهد یا پس می‌گیرد. چیزی با آن تصمیم گرفته نمی‌شود.
signals-the-charter-has-none = <link>منشور</link> پرسش باز ندارد.
signals-without-javascript = برای موضع گرفتن در اینجا باید جاوااسکریپت روشن باشد. صفحه بدون آن هم خوانده می‌شود و فرمان پایانه در پایین آمده است.
signals-open = باز
signals-nothing-is-asked = اکنون چیزی پرسیده نشده است.
signals-asked-by = پرسیدهٔ { $by }، باز تا { $closes }.
signals-ask-one = پرسیدن
signals-the-question = پرسش
signals-of-the-kind = از نوع
signals-ask-it = پرسیدن
signals-over = پایان‌یافته
signals-questions-whose-time = پرسش‌هایی که زمانشان گذشته، تازه‌ترین در آغاز
signals-total = جمع
signals-earlier = پرسش‌های پیشین
signals-ask-by = پرسیدن: { $code }
signals-stand-by = موضع گرفتن یا تغییر آن: { $code } پس گرفتن: { $code2 }
signals-question-number = پرسش باز { $number }
signals-open-until = باز تا { $closes }. چیزی با آن تصمیم گرفته نمی‌شود.
signals-closed-on = بسته‌شده در { $closes }. چیزی با آن تصمیم گرفته نشد.
signals-asked-by-whom = پرسنده
signals-since = از
signals-kind = نوع
signals-have-a-stance = موضع دارند
signals-may-take-one = می‌توانند موضع بگیرند
signals-how-it-went = روند آن
signals-day-by-day = روز به روز
signals-the-total-at = جمع در پایان هر روزی که تغییر کرد، تازه‌ترین در آغاز
signals-reads-approve = از { $from } تا { $to }. بالا: همهٔ کسانی که موضع دارند موافق‌اند؛ پایین: هیچ‌کس.
signals-reads-points = میانگین، از { $from } تا { $to }: بالا { $most }، پایین ۱.
signals-day = روز
signals-all = همهٔ پرسش‌های باز
signals-how-many = چند نفر هر موضع را دارند
signals-your-stance = موضع شما
signals-take-back = پس گرفتن
signals-withdraw = پس گرفتن پرسش
signals-approve = موافق
signals-disapprove = مخالف
signals-nobody-yet = هنوز کسی موضع نگرفته است.
signals-sum-approve = { $percent }٪ موافق، از { $count } نفر که موضع دارند؛ { $eligible } نفر می‌توانند موضع بگیرند.
signals-sum-points = میانگین { $mean } از { $most } امتیاز، از { $count } نفر که موضع دارند؛ { $eligible } نفر می‌توانند موضع بگیرند.
forms-ask = درخواست
forms-ask-others-to-pay = درخواست پرداخت از دیگران: صورت‌حساب، پیوند، هزینهٔ مشترک
forms-ask-to-be-paid = درخواست پرداخت
forms-category = در حساب‌ها، اگر می‌دانید؛ برای نمونه ⁨expense:food⁩
forms-open-for-days = برای چند روز باز بماند
forms-publish-the-receipts = همه برای همیشه رسیدها را بخوانند
forms-receipts = رسیدها <span>دست‌بالا ۸ رسید؛ نزد دستگاه شما می‌مانند و تنها درهم‌سازی نمک‌دار هر یک همگانی می‌شود</span>
forms-remove = برداشتن
forms-the-money-goes = پول می‌رود
forms-to-me = به من
forms-to-sign-here-javascript = برای امضا در اینجا جاوااسکریپت باید روشن باشد. صفحه بدون آن هم خوانده می‌شود و فرمان‌های پایانه در پایین آمده است.
forms-to-sign-here-make = برای امضا در اینجا، در <link>گذرنامهٔ خود</link> کلیدی بسازید یا عضو شوید.
forms-to-whom = به چه کسی <span>نام، شناسه یا صندوق؛ اگر خالی بماند، به خود شما</span>
forms-who-pays = چه کسی می‌پردازد <span>در هر سطر یک نام یا شناسه، و سهم‌هایش پس از یک فاصله؛ آنچه تقسیم نمی‌شود با نفر نخست است؛ اگر خالی بماند، هر که پیوند را دارد می‌پردازد</span>
spending-earned = به دست آمده و برداشته‌نشده
spending-end-it = پایان دادن
spending-stands-still = ایستاده است، از وقتی که <link>ادعای { $claim }</link> تأیید شد
request-its-payment-waits = پرداختش می‌ماند: خرج‌کردنِ کسی که تصویبش کرده، از وقتی که <link>ادعای { $claim }</link> تأیید شد، بسته است. کس دیگری می‌تواند از نو تصویبش کند.
spending-take-it = برداشتن
request-approve = تصویب
request-check-a-receipt = بررسی رسیدی که به شما نشان داده‌اند
request-check-it = بررسی
request-its-salt = نمک آن <span>۳۲ رقم و حرف؛ برای رسید همگانی خالی می‌ماند</span>
request-pay = پرداخت
request-public-read-it = همگانی: خواندن
request-refuse = رد کردن
request-refuse-it = رد کردن، با دلیل
request-sign-the-payment = امضای پرداخت
request-take-it-back = پس گرفتن
request-the-file = پرونده
request-why = چرا؛ برای همیشه همگانی
invoice-close-it = بستن
dues-choose = انتخاب
dues-choose-how-i-give = انتخاب شیوهٔ پرداخت من
dues-each-time = هر بار:
dues-give = بخشیدن
dues-give-to-a-fund = بخشیدن به صندوق
dues-lists-may-name-me = فهرست‌ها می‌توانند نام مرا بیاورند. دفتر همگانی در هر حال شناسهٔ مرا برای همیشه نشان می‌دهد.
dues-tier = رده
dues-what-i-earn = درآمد من در یک دوره <span>نزد این دستگاه می‌ماند؛ تنها آنچه از آن به دست می‌آید امضا می‌شود</span>
dues-what-i-give = آنچه هر بار می‌دهم
dues-what-i-owe = بدهی من
owed-confirm = تأیید
owed-confirm-work = تأیید کار به‌جای حق عضویت
owed-for-how-many-minutes = برای چند دقیقه
owed-of-how-many-periods = از چند دوره: نخست دوره‌های باز، سپس دوره‌های آینده
owed-waive = بخشودن
owed-waive-dues = بخشودن حق عضویت
treasury-pass-it-on = فرستادن
treasury-pass-my-own-on = فرستادن پول خود به دیگری
person-pass-money-on = فرستادن پول به او
credit-warning = این یعنی { $held }: پایین‌تر از { $warn } که منشور از آنجا هشدار می‌دهد. اعتبار در { $limit } به پایان می‌رسد.
fee-of-an-act = بنا بر منشور این کار برای شما { $amount } هزینه دارد که به { $fund } می‌رود.
needs-waiver = عضوی می‌خواهد حق عضویت { $count } دوره بخشوده شود.
owed-ask-for-a-waiver = درخواست بخشودن حق عضویت
owed-asks-for-a-waiver = درخواست بخشودن حق عضویت { $count } دوره را دارد.
owed-each-time-when = هر بار که سررسید حق عضویت او برسد، شما از پول خود می‌پردازید: روی‌هم تا این مبلغ، تا وقتی که پایانش دهید.
owed-end-the-sponsorship = پایان دادن به عهده‌داری
owed-no-reason-stands = هیچ دلیلی در دفتر نمی‌آید. هر که بتواند ببخشد می‌بیند که درخواست کرده‌اید.
owed-pays-the-dues-of = حق عضویت این افراد را می‌پردازد:
owed-say-no = نپذیرفتن
owed-sponsor = بر عهده گرفتن
owed-sponsor-them = از این پس پرداخت حق عضویت او
owed-sponsored-by = از این پس { $by } آن را می‌پردازد، دست‌بالا { $left } دیگر.
owed-take-the-question-back = پس گرفتن درخواست



# Forks
forks-forks = انشعاب‌ها
forks-lead = بخشی از اعضا می‌توانند با هم بروند، هر یک با سهم خود و گواه آن، و جامعه‌ای از آنِ خود بنیان بگذارند که آنان را می‌پذیرد.
forks-not-in-charter = <link>منشور</link> نمی‌گوید که اعضا چگونه منشعب می‌شوند. هر کس می‌تواند به تنهایی برود.
forks-descent = این جامعه از کجا می‌آید
forks-descends-from = این جامعه از انشعاب { $fork } از { $parent } برآمده است. بنیان‌گذاری گواه را نام می‌برد و تنها چون گواه درست است پذیرفته شد.
forks-came-over = آمده‌اند
forks-of = { $one } از { $all }
forks-carried-over = آورده شده
forks-waits-for-others = در انتظار کسانی که هنوز نیامده‌اند
forks-history = گذشته، در دفتر جامعهٔ پیشین
forks-entries = { $size } ثبت
forks-charter-as-read = منشورش همان است که روندگان خوانده بودند.
forks-charter-otherwise = منشورش آن نیست، یا دیگر آن نیست، که روندگان خوانده بودند.
forks-come-over = آمدن به اینجا
forks-papers-how = اگر با آن انشعاب رفتید: برگه‌های خود را از صفحهٔ آن در آنجا بگیرید و اینجا نشان دهید. بی‌درنگ عضوید و آنچه برای شما آورده شده از آن شماست.
forks-papers = برگه‌های انشعاب
forks-come-over-button = سوگند به منشور و آمدن
forks-without-script = برای امضا در اینجا جاوااسکریپت باید روشن باشد. صفحه بدون آن هم خوانده می‌شود و فرمان پایانه در زیر آمده است.
forks-parents-proof = دریافت گواه جامعهٔ پیشین
forks-here = انشعاب‌های این جامعه
forks-none = هنوز کسی انشعابی اعلام نکرده است.
forks-fork = انشعاب
forks-signed-up = نام‌نوشتگان
forks-left = رفتگان
forks-until = نام‌نویسی تا
forks-announce = اعلام انشعاب
forks-no-room = بیشترین شمار انشعاب‌ها هم‌زمان در جریان است: برای یکی از آن‌ها نام بنویسید یا تا پایان یکی صبر کنید.
forks-why = چرا، و جامعهٔ نو چه باید باشد
forks-charter = منشور جامعهٔ نو
forks-charter-hint = از منشور کنونی آغاز کنید و آنچه را باید دیگرگون باشد تغییر دهید. برای گفتن در آینده خالی بگذارید.
forks-pool = صندوق برای جامعهٔ نو (اختیاری)
forks-pool-hint = جایی در بیرون، یا شناسهٔ کسی که آن را برای جامعهٔ نو نگه می‌دارد. هر کس نام می‌نویسد خود برمی‌گزیند که سهمش به آنجا برود یا نه.
forks-announce-button = اعلام انشعاب
forks-open = باز: اعضا نام می‌نویگواه
forks-leaving = در جریان: نام‌نوشتگان می‌روند
forks-done = انجام‌شده: نام‌نوشتگان رفته‌اند
forks-too-few = رهاشده: شمار نام‌نوشتگان کم بود
forks-nothing = هیچ
forks-all = همهٔ انشعاب‌ها
fork-title = انشعاب { $number }
fork-lead = انشعاب { $number }: { $standing }.
fork-announced-by = اعلام‌کننده
fork-least = کمترین شمار نام‌نوشتگان، وگرنه کسی نمی‌رود
fork-paid = پرداخته‌شده
fork-pool = صندوق
fork-pooled = از آن به صندوق
fork-sign-up = نام‌نویسی
fork-to-sign-up-is-to-leave = نام نوشتن همان رفتن است: چون زمان به سر آید دیگر عضو نیستید و سهم خود را دارید. تا آن هنگام می‌توانید پس بگیرید.
fork-what-you-take = آنچه با خود می‌برید
fork-pool-mine = سهم من به صندوق می‌رود و در جامعهٔ نو از آن من است
fork-take-back = پس گرفتن
fork-papers-lead = هر که رفته است با برگه‌های خود به جامعهٔ نو می‌آید: سطر او در فهرست و راهی که آن را ثابت می‌کند.
fork-papers-mine = دریافت برگه‌های من
fork-papers-founder = برگه‌های بنیان‌گذاری
fork-papers-founder-how = یکی از شما جامعهٔ نو را بنیان می‌گذارد: با این برگه‌ها در صفحه‌ای که polity serve در پوشه‌ای خالی باز می‌کند، یا از پایانه.
fork-nothing-to-sign = چیزی برای امضا نیست.
fork-same-charter = واژه به واژه همان منشوری است که هنگام اعلام انشعاب برقرار بود.
fork-no-charter = این انشعاب منشوری نام نمی‌برد.
fork-who-signed-up = چه کسانی نام نوشته‌اند
fork-share-to-the-pool = سهم به صندوق
fork-who-left = چه کسانی رفتند
fork-place = جایگاه

## delegates

person-what-delegates-did = رأی‌هایی که واگذار کردند چه شد
needs-vote-delegated = { $title } (نمایندهٔ شما هنوز رأی نداده است)
needs-unused-one = نمایندهٔ شما دربارهٔ «{ $title }» رأی نداد: رأی شما به کار نرفت
needs-unused = نمایندگان شما در ۳۰ روز گذشته { $count } بار رأی ندادند، آخرین بار دربارهٔ «{ $title }»: رأی‌های شما به کار نرفت
delegates-title = رأی‌های واگذارشده چه شد
delegates-lead = آنچه هنگام گشایش رأی‌گیری واگذار شده بود به حساب می‌آید. رأی خود شخص بر رأی نماینده مقدم است؛ اگر هیچ‌یک رأی ندهد، کسی آن رأی را به کار نبرده است.
delegates-of = از آنِ { $who }
delegates-now = اکنون چه کسی به‌جای ایشان رأی می‌دهد
delegates-how-to-give = برای آنکه کسی به‌جای شما رأی دهد، صفحهٔ او را در میان <link>مردم</link> باز کنید.
delegates-nothing-given = هیچ‌کس: خودشان رأی می‌دهند.
delegates-votes-for = دربارهٔ «{ $topic }»: { $delegate }، { $words }
delegates-left = که رفته است: کسی رأی نمی‌دهد
delegates-until-ended = تا زمانی که پایانش دهند
delegates-by-topic = به تفکیک موضوع
delegates-how-used = چند رأی به کار رفت و به دست چه کسی
delegates-count-delegate = به دست نماینده
delegates-count-own = به دست خودشان
delegates-count-unused = به‌کارنرفته
delegates-count-waiting = هنوز باز
delegates-vote-by-vote = رأی به رأی
delegates-when-opened = رأی‌گیری‌هایی که هنگام گشایش واگذار شده بودند، تازه‌ترین پیشنهاد در آغاز
delegates-delegate = نماینده
delegates-their-ballot = رأی نماینده
delegates-what-became = چه شد
delegates-earlier = رأی‌گیری‌های پیشین
delegates-by-command = همین در پایانه: { $code } نام بردن از دیگری: { $code2 }
delegates-their-page = صفحهٔ ایشان
delegates-used-delegate = نماینده به کار برد
delegates-used-own = خودشان به کار بردند: { $choice }
delegates-used-unused = به‌کارنرفته: هیچ‌یک رأی نداد
delegates-used-waiting = باز: هنوز هیچ‌یک رأی نداده است
delegates-did-not-vote = رأی نداد
delegates-not-yet = هنوز رأی نداده است
delegates-vote-round = ، رأی‌گیری { $round }

## شمارش رأی‌ها

count-turnout = { $voted } از { $eligible } رأی دادند
count-turnout-needed = { $voted } از { $eligible } رأی دادند؛ حد نصاب { $quorum } بود
count-first = ترجیح‌های نخست
count-round = دور { $round }
count-taken = ✓ برگزیده
count-part = { $name } ({ $votes })
count-comma = ،
count-others = دیگران
count-moved = رأی‌ها از { $from } به { $to } رفت.
count-nowhere = رأی‌های { $from } دیگر برای کسی شمرده نمی‌شود.
count-came = رأی‌ها به { $to } رسید.
count-legend = پررنگ: رأی‌هایی که ماند. کم‌رنگ: رأی‌هایی که در این دور رسید. خط‌دور: رأی‌هایی که رفت. خط، هرجا باشد، سهمیه‌ای است که کسی را به کرسی می‌رساند.
count-pairs-legend = رنگی: سطر از ستون پیش است؛ هرچه پیش‌تر، پررنگ‌تر.
count-won = چند برد
count-ahead = در برابر { $against }، پیش
count-behind = در برابر { $against }، عقب
count-level = در برابر { $against }، برابر
basket-title = پول به کجا می‌رود
basket-taken = ✓ پرداخت می‌شود
basket-legend = نوار همهٔ پول است و خط پایان آن: هر طرح از جایی آغاز می‌شود که طرح پیشین پایان می‌یابد. خط‌چین: هزینهٔ طرحی که پرداخت نمی‌شود.
basket-paid = { $count } نفر برگزیدند. با آن، { $spent } خرج می‌شود.
basket-bought = { $count } نفر برگزیدند و هر کدام از سهم برابری که هر کس دارد حداکثر نزدیک به { $each } برایش دادند. با آن، { $spent } خرج می‌شود.
basket-nobody = کسی برنگزید.
basket-too-much = { $count } نفر برگزیدند. هزینه‌اش بیش از { $left } است که در پایان مانده بود.
basket-too-few = { $count } نفر برگزیدند. در پایان { $left } مانده بود، ولی آنچه از سهم برگزینندگانش مانده بود برایش بس نبود.

## کارزارها

campaigns-title = کارزارها
campaigns-lead = آنچه مردم برایش گرد می‌آیند، تا کجا رسیده، و چگونه می‌توان شریک شد. برنامه می‌شمارد و هر رقم گواه خود را دارد.
campaigns-none = فعلاً برای چیزی گرد نمی‌آیند. کارزار با پیشنهادی آغاز می‌شود که پشتیبانی می‌خواهد، با چیزی که اعضای کافی می‌توانند جلویش را بگیرند، یا با مرحلهٔ بعد.
campaigns-no-end = تا به آن برسند
campaigns-draft = پیشنهادی که وقتی اعضای کافی پشتیبانی کنند به گفت‌وگو گذاشته می‌شود
campaigns-draft-words = { $has } از { $needs } عضو پشتیبانی می‌کنند.
campaigns-draft-part = پشتیبانی
campaigns-fork = رفتن با هم، هر یک با سهم خود، برای بنیان گذاشتن جامعه‌ای از آنِ خود
campaigns-fork-words = { $has } تن نام نوشته‌اند؛ { $needs } تن لازم است.
campaigns-fork-part = نام‌نویسی
campaigns-grow = مرحلهٔ بعد، که با شمار اعضا می‌رسد
campaigns-grow-words = { $has } از { $needs } عضو.
campaigns-grow-part = دعوت از کسی
campaigns-request = درخواستی از صندوق، که پشتیبانی تا می‌ماند آن را به پیش می‌برد
campaigns-request-words = { $has } هزارم نیرویی که همهٔ اعضا می‌توانند بدهند؛ با { $needs } پذیرفته می‌شود.
campaigns-request-part = پشتیبانی
campaigns-stop = چیزی که اثر می‌کند مگر آنکه اعضای کافی اعتراض کنند
campaigns-stop-words = { $has } عضو اعتراض دارند؛ با { $needs } می‌ایستد و به رأی گذاشته می‌شود.
campaigns-stop-part = اعتراض
decisions-campaigns = آنچه برایش گرد می‌آیند و تا کجا رسیده، در <link>کارزارها</link> آمده است.
passport-print = چاپ
passport-on-paper = هر که پرسیده صفحهٔ گذرنامهٔ این جامعه، یا هر صفحه‌ای را که گذرنامه‌هایش را وارسی می‌کند، باز می‌کند، کدها را یکی پس از دیگری می‌خواند و می‌بیند این کیست. وقتی صفحه باز است شبکه لازم نیست. کدها ده دقیقه اعتبار دارد؛ برگهٔ تازه به همین راه ساخته می‌شود. جامعه این است:

## forms

why-not-yours = آنچه اینجا به‌تنهایی نمی‌توانید بکنید، و چرا

## machine

machine-machine = ماشین
machine-what-it-is = چه کسی دفتر این جامعه را امضا می‌کند، گذرکلیدها کجا کار می‌کنند، و برنامه از کدام قواعد پیروی می‌کند. گردانندهٔ کارساز دربارهٔ هیچ‌یک تصمیم نمی‌گیرد.
machine-signers = چه کسی دفتر را امضا می‌کند
machine-signers-how = { $needed } از { $count } باید هر نقطهٔ بازبینی را امضا کنند.
machine-set-signers = کسان دیگری امضا کنند
machine-signers-one-on-each = کلیدها، در هر سطر یکی
machine-set = تعیین کن
machine-addresses = گذرکلیدها کجا کار می‌کنند
machine-addresses-how = گذرکلید در دامنه‌ای کار می‌کند که اینجا آمده است، در صفحه‌هایی که کنار آن آمده‌اند، و نه جای دیگر. بر خودِ دستگاه، http://localhost به جای هر درگاهی است.
machine-no-addresses = هنوز در هیچ نشانی.
machine-set-addresses = تعیین نشانی‌ها
machine-addresses-one-on-each = در هر سطر یک دامنه، سپس نشانی صفحه‌هایش
machine-rules = قواعد
machine-rules-now = نسخهٔ { $version } قواعد ماشین برقرار است. این برنامه قواعد را تا نسخهٔ { $known } می‌شناسد.
machine-newer = رفتن به نسخهٔ بعد


## places

places-places = مکان‌ها
places-where-we-are = خانه‌مان کجاست، در آنجا چه اندازه زمین داریم و چه چیزی آن را نشان می‌دهد، و چه کسی آنجا زندگی می‌کند.
places-open-now = مکان‌ها
places-land = زمین
places-land-shown = که چیزی برای آن نشان داده شده است
places-m2 = { $land } متر مربع
places-residents = ساکنان
places-confirmed = تأییدشده
places-what-land-proves = این گواه می‌گوید کسی که منشور به او اجازه می‌دهد چنین گفته و با کدام متن نشان داده است؛ درستی متن را هر کس تردید دارد در همان جا که متن می‌گوید می‌جوید.
places-open = باز
places-none-is-open = هیچ مکانی باز نیست.
places-each-with-its-land = هر مکان با زمین آن و کسانی که آنجا زندگی می‌کنند
places-place = مکان
places-kind = گونه
places-shown = نشان داده شده در
places-not-shown = هنوز نه
places-with-a-vote = دارای رأی در آنجا
places-living-at-one = زندگی در یک مکان
places-the-charter-says-nothing = <link>منشور</link> نمی‌گوید که چگونه کسی ساکن مکانی می‌شود.
places-open-one = باز کردن یک مکان
places-its-name = نام آن
places-no-street = برای همیشه عمومی: نه خیابان، نه پلاک
places-its-id = شناسهٔ آن
places-id-form = حرف‌های کوچک لاتین، رقم و خط تیره
places-country = کشور
places-country-form = دو حرف، یا هیچ
places-land-in-m2 = زمین یا زیربنا، به متر مربع
places-what-shows-it = چه چیزی آن را نشان می‌دهد
places-public-text = سند، اجاره‌نامه، یا برگی از دفتر ثبت؛ متن برای همیشه عمومی است، پس آنچه به کسی مربوط نیست ننویسید
places-open-it = باز کن
places-closed = بسته‌شده
places-the-last-ones-first = مکان‌هایی که بسته شدند، آخرین‌ها نخست
places-residents-at-the-end = ساکنان در پایان
places-earlier = پیشین‌ها
places-open-by = یکی باز کنید: { $code }
places-arrive-by = بگویید که آنجا زندگی می‌کنید: { $code }
places-vouch-by = برای کسی گواهی دهید: { $code } بروید: { $code2 }
places-kind-house = خانه
places-kind-hub = کانون
places-kind-land = زمین
places-kind-town = شهر
places-kind-vessel = کشتی
places-kind-village = روستا
places-open-since = باز از
places-shown-by = آنچه زمین آن را نشان می‌دهد: <link>این متن</link>، که { $by } در { $at } نام برده است. کس دیگری آن را نسنجیده است.
places-nothing-shows = برای این زمین چیزی نشان داده نشده است، پس در هیچ رقمی نمی‌آید.
places-you-here = شما
places-you-do-not-live = تا جایی که دانسته است، شما اینجا زندگی نمی‌کنید.
places-you-live-elsewhere = شما <link>جای دیگری</link> زندگی می‌کنید یا چنین می‌گویید؛ هر کس در یک مکان زندگی می‌کند.
places-your-word = می‌گویید که اینجا زندگی می‌کنید. هنوز تأیید نشده است و از میان می‌رود در
places-you-live-here = شما اینجا زندگی می‌کنید.
places-you-vote-from = به‌عنوان ساکن رأی می‌دهید از
places-renew-before = دوباره بگویید پیش از
places-i-live-here = من اینجا زندگی می‌کنم
places-i-still-live-here = هنوز اینجا زندگی می‌کنم
places-i-go = دیگر اینجا زندگی نمی‌کنم
places-who-says-so = کسانی که می‌گویند اینجا زندگی می‌کنند
places-nobody-waits = کسی در انتظار تأیید نیست.
places-not-confirmed-yet = در انتظار تأیید
places-vouches = گواهی‌دهندگان
places-vouch = گواهی بده
places-more-claims = کسان دیگری هم هستند؛ این‌ها نخست می‌آیند.
places-who-lives-here = چه کسی اینجا زندگی می‌کند
places-nobody-lives-here = تا جایی که تأیید شده، کسی اینجا زندگی نمی‌کند.
places-confirmed-residents = کسانی که سکونتشان تأیید شده است
places-vote = رأی
places-say-its-land = بگویید چه زمینی دارد
places-say-it = بگو
places-this-place = این مکان
places-close = این مکان را ببند
places-confirm = تأیید کن
places-strike-off = سکونت را پایان بده
places-vouched = { $count ->
    [0] هنوز هیچ‌کس
    [one] ۱ ساکن
   *[other] { $count } ساکن
 }
places-votes = اینجا رأی دارد
places-votes-not = هنوز اینجا رأی ندارد
places-all = همهٔ مکان‌ها
