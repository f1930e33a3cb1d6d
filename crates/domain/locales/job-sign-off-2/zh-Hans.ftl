### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = 请核对我们所做的工作
landlord = 房东
reference = 工单编号
address = 地址
reported = 报修内容
location = 屋内位置
work-done = 已完成的工作
work-so-far = 目前已完成的工作
work-on-job = 本工单的工作
numbered = { $label }（第 { $number } 项，共 { $count } 项）
item = { $description }：{ $quantity } { $unit }（{ $code }）
photos = 拍摄的照片数量
started = 开始时间
ended = 结束时间
not-finished = 工作未完成的原因
date = YYYY/MM/DD
time = { $date } { $clock }
decimal-mark = .
declaration = 签名即表示您确认已阅读本页，或已有人为您读出本页内容，并且就您所知内容正确，您标明不正确的部分除外。签名不会使您失去任何权利。您仍然可以投诉，或要求我们再次上门。
