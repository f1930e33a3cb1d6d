### Template "visit-sign-off", version 1: the words of a visit's sign-off that a signature pins. Questions and choices are in
### the words of the landlord's form.
### Never edit these files, not even a comma: sealed sign-offs are rendered again from them to be checked.
### New wording is a new version in a new folder.

title = Please check what we wrote down
landlord = Landlord
reference = Visit number
address = Address
purpose = What the visit was for
photos = Photos taken
started = Visit began
ended = Visit ended
not-finished = Why the visit is not finished
complaint = Your complaint
compliment = Your praise
comment = Your comment
repair-ordered = Repair ordered
promised = What we promise
# A question, and of which of several: "How is it? (Kitchen)".
of-which = { $label } ({ $which })
# In the words in which it was ordered.
repair = { $description } ({ $reference })
repair-with-times = { $description } ({ $reference }). Times that suit you: { $times }
# "We acknowledge a complaint: by 04/12/2026 (Calder Vale Homes)".
promise = { $what }: by { $date } ({ $who })
# "We ask these to help you: Debt advice (Calder Vale Homes)".
promised-choice = { $what }: { $chosen } ({ $who })
photo-count = Photos: { $count }
voice-notes = Voice notes: { $count }
yes = Yes
no = No
# Answers.
declined = You would rather not say
unknown = You do not know
left-out = Left out
signed = Signed
# London time. DD, MM and YYYY stand for numbers.
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = .
declaration = By signing you confirm that you have read this page, or had it read to you, and that it says what you told us as far as you know, apart from anything that you marked as not right. Signing does not take away any of your rights. You can still complain, change what you told us, or ask us to come back.
