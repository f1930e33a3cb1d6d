### Template "job-sign-off", version 2: the words of a sign-off that a signature pins.
### Never edit these files, not even a comma: sealed sign-offs are rendered again from them to be checked.
### New wording is a new version in a new folder. A landlord puts a translation right in a file of their own.

title = Please check what we did
landlord = Landlord
reference = Job number
address = Address
reported = What was reported
location = Where in the home
work-done = Work done
work-so-far = Work done so far
work-on-job = Work on this job
# Which of several: "Work done (1 of 3)".
numbered = { $label } ({ $number } of { $count })
# One schedule-of-rates item, in the landlord's own words: "Re-enamel any size bath: 1 each (PLP5R082)".
item = { $description }: { $quantity } { $unit } ({ $code })
photos = Photos taken
started = Work started
ended = Work ended
not-finished = Why the work is not finished
# London time. DD, MM and YYYY stand for numbers.
date = DD/MM/YYYY
time = { $date } { $clock }
decimal-mark = .
declaration = By signing you confirm that you have read this page, or had it read to you, and that it is right as far as you know, apart from anything that you marked as not right. Signing does not take away any of your rights. You can still complain, or ask us to come back.
