### Words around the read-back on the customer's page. No signature pins them: improve them freely.

score-question = How did we do?
score-1 = Very poor
score-2 = Poor
score-3 = Fair
score-4 = Good
score-5 = Very good
name = Your name
sign-here = Sign here with your finger
clear = Clear the signature
confirm = I agree and sign
decline = I cannot or do not want to sign
language = Language
thanks = Thank you. Please hand the phone back.
name-missing = Enter your name
signature-missing = Sign in the box
