### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = 請核對我們所做的工作
landlord = 房東
reference = 工單編號
address = 地址
reported = 報修內容
location = 屋內位置
work-done = 已完成的工作
work-so-far = 目前已完成的工作
work-on-job = 本工單的工作
numbered = { $label }（第 { $number } 項，共 { $count } 項）
item = { $description }：{ $quantity } { $unit }（{ $code }）
photos = 拍攝的照片數量
started = 開始時間
ended = 結束時間
not-finished = 工作未完成的原因
date = YYYY/MM/DD
time = { $date } { $clock }
decimal-mark = .
declaration = 簽名即表示您確認已閱讀本頁，或已有人為您讀出本頁內容，並且就您所知內容正確，您標明不正確的部分除外。簽名不會使您失去任何權利。您仍然可以投訴，或要求我們再次上門。
