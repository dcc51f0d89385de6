-- How long each case waited in which queue, to compare the green channel with the others. Rows of before come with the
-- next change of the project, or with `window-one rebuild`.
CREATE TABLE queue_times (
    id TEXT NOT NULL PRIMARY KEY,
    case_no TEXT NOT NULL,
    project_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    is_green BIGINT NOT NULL,
    in_on TEXT NOT NULL,
    out_on TEXT,
    days BIGINT,
    stops TEXT NOT NULL
);
CREATE INDEX queue_times_of_queue ON queue_times (queue, item, is_green, in_on);
CREATE INDEX queue_times_by_day ON queue_times (out_on, queue, item);

-- Promises of the green channel to accept a complete submission on its day.
CREATE TABLE green_promises (
    id TEXT NOT NULL PRIMARY KEY,
    case_no TEXT NOT NULL,
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    receipt_no TEXT NOT NULL,
    made_on TEXT NOT NULL,
    by_on TEXT NOT NULL,
    ended_on TEXT,
    outcome TEXT
);
CREATE INDEX green_promises_open ON green_promises (by_on, id) WHERE ended_on IS NULL;
CREATE INDEX green_promises_by_day ON green_promises (by_on, outcome);
