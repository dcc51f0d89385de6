-- What everybody may read, one row each; filled by the next change of a project or by `window-one rebuild`.
CREATE TABLE published (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    number TEXT NOT NULL,
    project_name TEXT NOT NULL,
    project_code TEXT NOT NULL,
    company TEXT NOT NULL,
    uscc TEXT NOT NULL,
    item TEXT,
    department TEXT,
    region TEXT,
    outcome TEXT NOT NULL,
    until_on TEXT,
    done_on TEXT,
    used_days BIGINT,
    limit_days BIGINT,
    reference TEXT NOT NULL,
    note TEXT NOT NULL,
    check_code TEXT
);
CREATE INDEX published_by_day ON published (kind, on_day, id);
