### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = Prosimy sprawdzić, co zrobiliśmy
landlord = Wynajmujący
reference = Numer zlecenia
address = Adres
reported = Co zgłoszono
location = Miejsce w mieszkaniu
work-done = Wykonane prace
work-so-far = Prace wykonane do tej pory
work-on-job = Prace w ramach tego zlecenia
numbered = { $label } ({ $number } z { $count })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = Liczba zrobionych zdjęć
started = Początek prac
ended = Koniec prac
not-finished = Dlaczego prace nie są ukończone
date = DD.MM.YYYY
time = { $date }, { $clock }
decimal-mark = ,
declaration = Podpisując, potwierdzają Państwo, że treść tej strony została przez Państwa przeczytana lub Państwu odczytana i że według Państwa wiedzy jest zgodna z prawdą, z wyjątkiem tego, co oznaczyli Państwo jako nieprawidłowe. Podpis nie odbiera Państwu żadnych praw. Nadal mogą Państwo złożyć skargę lub poprosić nas o ponowną wizytę.
