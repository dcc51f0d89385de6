# Scores: when the rules say no, and what to do

refusal-score-frozen = The scores of { $month } were frozen on { $date } and do not change any more
refusal-score-frozen-remedy = Changed rules count from a month that is not frozen; bring an error up with the next month
refusal-score-running = The score of { $month } is not that far
refusal-score-running-remedy = Try again on { $date } or later
refusal-appeal-over = The days to appeal ended on { $until }
refusal-appeal-over-remedy = Speak to the lead; appeal against the next month within its days
refusal-unknown-score-link = There is no such point
refusal-unknown-score-link-remedy = Choose one from the list
refusal-score-appealed = This point was appealed against before
refusal-score-appealed-remedy = Wait for the answer, or appeal against another point
refusal-score-appeal-open = { $count } appeals are not answered
refusal-score-appeal-open-remedy = Answer them, then freeze the month
refusal-score-rules-missing = There are no rules for { $month }
refusal-score-rules-missing-remedy = Choose a month from when the rules count
refusal-score-points = Points lie between minus and plus { $max }
refusal-score-points-remedy = Enter the right points
