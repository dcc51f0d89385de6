-- What somebody has to do after the notice: promises, checks, findings, orders, cards, the joint acceptance.
CREATE TABLE duties (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    agent_id TEXT,
    department TEXT,
    uscc TEXT NOT NULL,
    company TEXT NOT NULL,
    item TEXT,
    source TEXT NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    begun_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_on TEXT
);
CREATE INDEX duties_by_due ON duties (kind, is_open, due_on, id);
CREATE INDEX duties_of_project ON duties (project_id, due_on, id);
CREATE INDEX duties_of_department ON duties (department, due_on, id) WHERE department IS NOT NULL;
CREATE INDEX duties_of_party ON duties (uscc, due_on, id);

-- Credit records.
CREATE TABLE credit_records (
    id TEXT NOT NULL PRIMARY KEY,
    uscc TEXT NOT NULL,
    company TEXT NOT NULL,
    party TEXT NOT NULL,
    enterprise_id TEXT,
    project_id TEXT,
    breach TEXT NOT NULL,
    summary TEXT NOT NULL,
    stage TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    event_on TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    next_due TEXT,
    number TEXT,
    class TEXT,
    decided_on TEXT,
    published_on TEXT,
    min_until TEXT,
    max_until TEXT,
    ended_on TEXT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX credit_records_by_age ON credit_records (recorded_on, id);
CREATE INDEX credit_records_of_party ON credit_records (uscc, recorded_on, id);
CREATE INDEX credit_records_by_stage ON credit_records (stage, recorded_on, id);
