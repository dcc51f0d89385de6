# Mail and text messages: when the rules say no, and what to do

refusal-email-invalid = This is no address mail can be sent to
refusal-email-invalid-remedy = Type it as name@example.cn, in Latin letters and without blanks, or leave it empty to get no mail
