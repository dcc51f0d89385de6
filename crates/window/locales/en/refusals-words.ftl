# Words: when the rules say no, and what to do

refusal-phrase-forbidden = “{ $said }” is a forbidden phrase and is not sent
refusal-phrase-forbidden-remedy = You could say: { $suggestion }
refusal-phrase-missing = The text does not say { $phrase } and is not sent
refusal-phrase-missing-remedy = For example: { $suggestion }
refusal-phrase-unsaid = The text lacks { $phrase }
refusal-phrase-unsaid-remedy = For example: { $suggestion } Or tick the box and send it as it is.
