-- Columns are text, or whole numbers of 64 bits; instants are microseconds since 1970-01-01 UTC; dates are ISO text.

-- Business records: the events, and the newest version of each stream.
CREATE TABLE streams (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream_kind TEXT NOT NULL,
    stream_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    schema BIGINT NOT NULL,
    payload TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    UNIQUE (stream_kind, stream_id, version)
);

-- Who did what; also what was refused.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    ip TEXT,
    request_id TEXT
);
CREATE INDEX audit_of_object ON audit (object, id);
CREATE INDEX audit_of_actor ON audit (actor, id);

-- Leaves for the verifiable register, in no order yet.
CREATE TABLE register_leaves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recorded_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    last_error TEXT,
    parked_at BIGINT,
    done_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (topic, key, id) WHERE done_at IS NULL AND parked_at IS NULL;

CREATE TABLE idempotency_keys (
    key TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE rungs (
    key TEXT NOT NULL PRIMARY KEY,
    fired_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Projections: folded from events, rebuilt at any time.
CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    code TEXT,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    agent_id TEXT,
    agent_name TEXT,
    track TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    created_on TEXT NOT NULL,
    holder TEXT NOT NULL,
    next_what TEXT NOT NULL,
    next_due TEXT,
    items_total BIGINT NOT NULL,
    items_done BIGINT NOT NULL,
    notice_no TEXT,
    notice_check_code TEXT,
    green_channel BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX projects_of_enterprise ON projects (enterprise_id, created_on, id);
CREATE INDEX projects_of_agent ON projects (agent_id, created_on, id);
CREATE INDEX projects_by_age ON projects (created_on, id);

CREATE TABLE cases (
    case_no TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    item TEXT NOT NULL,
    department TEXT NOT NULL,
    state TEXT NOT NULL,
    national_state BIGINT NOT NULL,
    holder TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    received_on TEXT NOT NULL,
    intake_due TEXT NOT NULL,
    accepted_on TEXT,
    promised_due TEXT,
    statutory_due TEXT,
    limit_days BIGINT,
    stopped_since TEXT,
    decided_on TEXT,
    outcome TEXT,
    officer TEXT,
    opinion_from TEXT,
    flags TEXT NOT NULL,
    agent_id TEXT,
    updated_at BIGINT NOT NULL,
    -- The day that counts now: the answer at intake, then the decision; far away once decided.
    due_on TEXT NOT NULL GENERATED ALWAYS AS (
        CASE WHEN decided_on IS NOT NULL THEN '9999-12-31'
             WHEN accepted_on IS NULL THEN intake_due
             ELSE COALESCE(promised_due, statutory_due, '9999-12-31') END
    ) STORED
);
CREATE INDEX cases_by_due ON cases (due_on, case_no);
CREATE INDEX cases_of_department ON cases (department, due_on, case_no);
CREATE INDEX cases_of_officer ON cases (officer, due_on, case_no) WHERE officer IS NOT NULL;
CREATE INDEX cases_of_adviser ON cases (opinion_from, due_on, case_no) WHERE opinion_from IS NOT NULL;
CREATE INDEX cases_of_enterprise ON cases (enterprise_id, due_on, case_no);
CREATE INDEX cases_of_agent ON cases (agent_id, due_on, case_no) WHERE agent_id IS NOT NULL;
CREATE INDEX cases_of_project ON cases (project_id, due_on, case_no);
CREATE INDEX cases_of_submission ON cases (submission_id, due_on, case_no);

CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    receipt_no TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    agent_id TEXT,
    received_at BIGINT NOT NULL,
    received_on TEXT NOT NULL,
    intake_due TEXT NOT NULL,
    state TEXT NOT NULL,
    cases BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX submissions_by_due ON submissions (intake_due, id);
CREATE INDEX submissions_waiting ON submissions (state, intake_due, id);
CREATE INDEX submissions_of_enterprise ON submissions (enterprise_id, intake_due, id);
CREATE INDEX submissions_of_agent ON submissions (agent_id, intake_due, id) WHERE agent_id IS NOT NULL;
CREATE INDEX submissions_of_project ON submissions (project_id, intake_due, id);

CREATE TABLE letters (
    check_code TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    case_no TEXT,
    holder_name TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    valid_until TEXT,
    status TEXT NOT NULL,
    status_reason TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL
);
CREATE INDEX letters_of_project ON letters (project_id, issued_on, check_code);

CREATE TABLE enterprises (
    id TEXT NOT NULL PRIMARY KEY,
    uscc TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    override_reason TEXT,
    created_on TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- Accounts and sessions: no business records, changed in place, each change with its audit row.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    department TEXT,
    enterprise_id TEXT,
    window_no TEXT,
    phone TEXT,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    csrf_secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    language TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE login_failures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL,
    ip TEXT NOT NULL,
    failed_at BIGINT NOT NULL
);
CREATE INDEX login_failures_of_login ON login_failures (login, failed_at);
CREATE INDEX login_failures_of_ip ON login_failures (ip, failed_at);

-- Added to, never changed.
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events is append-only');
END;
CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events is append-only');
END;
CREATE TRIGGER audit_refuse_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
CREATE TRIGGER audit_refuse_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
CREATE TRIGGER register_leaves_refuse_update BEFORE UPDATE ON register_leaves
BEGIN
    SELECT RAISE(ABORT, 'register_leaves is append-only');
END;
CREATE TRIGGER register_leaves_refuse_delete BEFORE DELETE ON register_leaves
BEGIN
    SELECT RAISE(ABORT, 'register_leaves is append-only');
END;
