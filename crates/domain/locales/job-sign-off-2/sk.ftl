### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = Prosíme, skontrolujte, čo sme urobili
landlord = Prenajímateľ
reference = Číslo zákazky
address = Adresa
reported = Čo bolo nahlásené
location = Miesto v byte
work-done = Vykonaná práca
work-so-far = Doteraz vykonaná práca
work-on-job = Práca na tejto zákazke
numbered = { $label } ({ $number } z { $count })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = Počet fotografií
started = Začiatok práce
ended = Koniec práce
not-finished = Prečo práca nie je dokončená
date = DD.MM.YYYY
time = { $date }, { $clock }
decimal-mark = ,
declaration = Podpisom potvrdzujete, že ste si túto stránku prečítali alebo vám bola prečítaná a že podľa vášho vedomia je správna, okrem toho, čo ste označili ako nesprávne. Podpisom sa nevzdávate žiadnych svojich práv. Stále môžete podať sťažnosť alebo nás požiadať, aby sme prišli znova.
