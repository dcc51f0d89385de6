-- Services somebody was served: what can be reviewed. Rows of before come with the next change, or with
-- `window-one rebuild`.
CREATE TABLE services (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    number TEXT NOT NULL,
    what TEXT NOT NULL,
    on_day TEXT NOT NULL,
    enterprise_id TEXT,
    project_id TEXT,
    project_name TEXT NOT NULL,
    served_by TEXT,
    department TEXT
);
CREATE INDEX services_of_enterprise ON services (enterprise_id, on_day, id);
CREATE INDEX services_of_project ON services (project_id, on_day, id);

-- Reviews, without whoever gave them.
CREATE TABLE reviews (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    number TEXT NOT NULL,
    what TEXT NOT NULL,
    level TEXT NOT NULL,
    is_bad BIGINT NOT NULL,
    reasons TEXT NOT NULL,
    text TEXT NOT NULL,
    served_by TEXT,
    department TEXT,
    given_on TEXT NOT NULL,
    next TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    due_on TEXT,
    limit_days BIGINT NOT NULL,
    done_on TEXT,
    closed_on TEXT
);
CREATE INDEX reviews_by_day ON reviews (given_on, id);
CREATE INDEX reviews_open ON reviews (is_open, due_on, id);
CREATE INDEX reviews_about ON reviews (served_by, given_on, id);
CREATE INDEX reviews_of_department ON reviews (department, given_on, id);

-- Complaints. Personal data: name, phone.
CREATE TABLE complaints (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    enterprise_id TEXT,
    state TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    filed_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    limit_days BIGINT NOT NULL,
    replied_on TEXT,
    owner_id TEXT,
    owner_name TEXT NOT NULL
);
CREATE UNIQUE INDEX complaints_by_number ON complaints (number);
CREATE INDEX complaints_by_due ON complaints (is_open, due_on, id);

-- What is counted for the Six Ones.
CREATE TABLE six_ones (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    project_id TEXT,
    on_day TEXT NOT NULL,
    number BIGINT NOT NULL
);
CREATE INDEX six_ones_by_day ON six_ones (on_day, kind, project_id);
