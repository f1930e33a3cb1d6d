### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = يُرجى مراجعة ما قمنا به
landlord = المالك
reference = رقم العمل
address = العنوان
reported = المشكلة التي أُبلغ عنها
location = الموضع في المنزل
work-done = العمل المنجز
work-so-far = العمل المنجز حتى الآن
work-on-job = العمل ضمن هذا الطلب
numbered = { $label } ({ $number } من { $count })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = عدد الصور الملتقطة
started = بداية العمل
ended = نهاية العمل
not-finished = سبب عدم اكتمال العمل
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = .
declaration = بالتوقيع فإنك تؤكد أنك قرأت هذه الصفحة، أو قُرئت عليك، وأنها صحيحة على حد علمك، باستثناء ما حددته على أنه غير صحيح. التوقيع لا يُسقط أيًا من حقوقك. لا يزال بإمكانك تقديم شكوى، أو أن تطلب منا العودة.
