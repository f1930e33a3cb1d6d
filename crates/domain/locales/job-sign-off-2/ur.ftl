### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = براہ کرم دیکھ لیں کہ ہم نے کیا کام کیا
landlord = مالک مکان
reference = کام کا نمبر
address = پتہ
reported = کیا مسئلہ بتایا گیا تھا
location = گھر میں کہاں
work-done = کیا گیا کام
work-so-far = اب تک کیا گیا کام
work-on-job = اس نمبر کے تحت کام
numbered = { $label } ({ $count } میں سے { $number })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = لی گئی تصاویر کی تعداد
started = کام شروع ہوا
ended = کام ختم ہوا
not-finished = کام مکمل کیوں نہیں ہوا
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = .
declaration = دستخط کر کے آپ تصدیق کرتے ہیں کہ آپ نے یہ صفحہ پڑھ لیا ہے، یا آپ کو پڑھ کر سنایا گیا ہے، اور آپ کے علم کے مطابق یہ درست ہے، سوائے اس کے جسے آپ نے غلط قرار دیا ہے۔ دستخط کرنے سے آپ کا کوئی حق ختم نہیں ہوتا۔ آپ اب بھی شکایت کر سکتے ہیں، یا ہمیں دوبارہ آنے کو کہہ سکتے ہیں۔
