### Never edit: see en.ftl. A translation that nobody has reviewed: an aid beside the English.

title = Veuillez vérifier ce que nous avons fait
landlord = Bailleur
reference = Numéro de l’intervention
address = Adresse
reported = Problème signalé
location = Endroit dans le logement
work-done = Travaux effectués
work-so-far = Travaux effectués jusqu’ici
work-on-job = Travaux de cette intervention
numbered = { $label } ({ $number } sur { $count })
item = { $description }: { $quantity } { $unit } ({ $code })
photos = Nombre de photos prises
started = Début des travaux
ended = Fin des travaux
not-finished = Pourquoi les travaux ne sont pas terminés
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = ,
declaration = En signant, vous confirmez que vous avez lu cette page, ou qu’elle vous a été lue, et qu’elle est exacte à votre connaissance, sauf ce que vous avez indiqué comme inexact. La signature ne vous enlève aucun droit. Vous pouvez toujours faire une réclamation ou nous demander de revenir.
