-- What everybody may read, one row each; filled by the next change of a project or by `window-one rebuild`.
CREATE TABLE published (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    on_day TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    project_name TEXT COLLATE "C" NOT NULL,
    project_code TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    uscc TEXT COLLATE "C" NOT NULL,
    item TEXT COLLATE "C",
    department TEXT COLLATE "C",
    region TEXT COLLATE "C",
    outcome TEXT COLLATE "C" NOT NULL,
    until_on TEXT COLLATE "C",
    done_on TEXT COLLATE "C",
    used_days BIGINT,
    limit_days BIGINT,
    reference TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    check_code TEXT COLLATE "C"
);
CREATE INDEX published_by_day ON published (kind, on_day, id);
