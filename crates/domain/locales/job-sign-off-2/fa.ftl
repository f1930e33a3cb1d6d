### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = لطفاً کاری را که انجام داده‌ایم بررسی کنید
landlord = مالک
reference = شمارهٔ کار
address = نشانی
reported = مشکلی که گزارش شده بود
location = محل در خانه
work-done = کار انجام‌شده
work-so-far = کار انجام‌شده تا کنون
work-on-job = کار مربوط به این سفارش
numbered = { $label } ({ $number } از { $count })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = تعداد عکس‌های گرفته‌شده
started = شروع کار
ended = پایان کار
not-finished = چرا کار تمام نشده است
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = .
declaration = با امضا کردن تأیید می‌کنید که این صفحه را خوانده‌اید، یا برایتان خوانده شده است، و تا جایی که می‌دانید درست است، به‌جز آنچه نادرست علامت زده‌اید. امضا کردن هیچ‌یک از حقوق شما را از بین نمی‌برد. همچنان می‌توانید شکایت کنید، یا از ما بخواهید که دوباره بیاییم.
