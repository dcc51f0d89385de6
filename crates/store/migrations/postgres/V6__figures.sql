-- How long what is over took: figures are counted from these rows. Rows of what was decided before come with the next
-- change of each project, or with `window-one rebuild`.
CREATE TABLE case_times (
    case_no TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    project_id TEXT COLLATE "C" NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    accepted_on TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    used_days BIGINT NOT NULL,
    limit_days BIGINT,
    late_days BIGINT NOT NULL,
    stopped_days BIGINT NOT NULL
);
CREATE INDEX case_times_by_day ON case_times (decided_on, item, used_days);

CREATE TABLE start_times (
    project_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    track TEXT COLLATE "C" NOT NULL,
    filed_on TEXT NOT NULL,
    started_on TEXT NOT NULL,
    window_days BIGINT NOT NULL,
    department_days BIGINT NOT NULL,
    other_days BIGINT NOT NULL,
    applicant_days BIGINT NOT NULL,
    special_days BIGINT NOT NULL,
    promised_days BIGINT,
    statutory_days BIGINT
);
CREATE INDEX start_times_by_day ON start_times (started_on, track);
