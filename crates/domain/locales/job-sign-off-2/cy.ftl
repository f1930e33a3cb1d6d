### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = Gwiriwch beth wnaethon ni, os gwelwch yn dda
landlord = Landlord
reference = Rhif y dasg
address = Cyfeiriad
reported = Beth gafodd ei adrodd
location = Ble yn y cartref
work-done = Gwaith a wnaed
work-so-far = Gwaith a wnaed hyd yn hyn
work-on-job = Gwaith ar y dasg hon
numbered = { $label } ({ $number } o { $count })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = Lluniau a dynnwyd
started = Dechreuodd y gwaith
ended = Daeth y gwaith i ben
not-finished = Pam nad yw'r gwaith wedi'i orffen
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = .
declaration = Drwy lofnodi, rydych yn cadarnhau eich bod wedi darllen y dudalen hon, neu fod rhywun wedi ei darllen i chi, a'i bod yn gywir hyd y gwyddoch, heblaw am unrhyw beth a nodwyd gennych fel anghywir. Nid yw llofnodi yn dileu unrhyw un o'ch hawliau. Gallwch gwyno o hyd, neu ofyn i ni ddod yn ôl.
