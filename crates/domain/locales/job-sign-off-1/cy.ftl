### Never edit: see en.ftl.

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
declaration = Drwy lofnodi, rydych yn cadarnhau eich bod wedi darllen y dudalen hon, neu fod rhywun wedi ei darllen i chi, a'i bod yn gywir hyd y gwyddoch. Nid yw llofnodi yn dileu eich hawl i gwyno.
