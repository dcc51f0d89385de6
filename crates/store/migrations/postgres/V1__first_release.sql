-- Columns are text, or whole numbers of 64 bits; instants are microseconds since 1970-01-01 UTC; dates are ISO text.
-- Text is compared byte by byte (collation "C"), as SQLite does, so that lists have one order on both databases.

-- Business records: the events, and the newest version of each stream.
CREATE TABLE streams (
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE events (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_kind TEXT COLLATE "C" NOT NULL,
    stream_id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    schema BIGINT NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    UNIQUE (stream_kind, stream_id, version)
);

-- Who did what; also what was refused.
CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    ip TEXT COLLATE "C",
    request_id TEXT COLLATE "C"
);
CREATE INDEX audit_of_object ON audit (object, id);
CREATE INDEX audit_of_actor ON audit (actor, id);

-- Leaves for the verifiable register, in no order yet.
CREATE TABLE register_leaves (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL
);

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    last_error TEXT COLLATE "C",
    parked_at BIGINT,
    done_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (topic, key, id) WHERE done_at IS NULL AND parked_at IS NULL;

CREATE TABLE idempotency_keys (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fingerprint TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE counters (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);

CREATE TABLE rungs (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fired_at BIGINT NOT NULL
);

-- Projections: folded from events, rebuilt at any time.
CREATE TABLE projects (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C",
    enterprise_id TEXT COLLATE "C" NOT NULL,
    enterprise_name TEXT COLLATE "C" NOT NULL,
    uscc TEXT COLLATE "C" NOT NULL,
    agent_id TEXT COLLATE "C",
    agent_name TEXT COLLATE "C",
    track TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    created_on TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    next_what TEXT COLLATE "C" NOT NULL,
    next_due TEXT COLLATE "C",
    items_total BIGINT NOT NULL,
    items_done BIGINT NOT NULL,
    notice_no TEXT COLLATE "C",
    notice_check_code TEXT COLLATE "C",
    green_channel BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX projects_of_enterprise ON projects (enterprise_id, created_on, id);
CREATE INDEX projects_of_agent ON projects (agent_id, created_on, id);
CREATE INDEX projects_by_age ON projects (created_on, id);

CREATE TABLE cases (
    case_no TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    project_id TEXT COLLATE "C" NOT NULL,
    project_name TEXT COLLATE "C" NOT NULL,
    enterprise_id TEXT COLLATE "C" NOT NULL,
    enterprise_name TEXT COLLATE "C" NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    national_state BIGINT NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    submission_id TEXT COLLATE "C" NOT NULL,
    received_on TEXT COLLATE "C" NOT NULL,
    intake_due TEXT COLLATE "C" NOT NULL,
    accepted_on TEXT COLLATE "C",
    promised_due TEXT COLLATE "C",
    statutory_due TEXT COLLATE "C",
    limit_days BIGINT,
    stopped_since TEXT COLLATE "C",
    decided_on TEXT COLLATE "C",
    outcome TEXT COLLATE "C",
    officer TEXT COLLATE "C",
    opinion_from TEXT COLLATE "C",
    flags TEXT COLLATE "C" NOT NULL,
    agent_id TEXT COLLATE "C",
    updated_at BIGINT NOT NULL,
    -- The day that counts now: the answer at intake, then the decision; far away once decided.
    due_on TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (
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
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    receipt_no TEXT COLLATE "C" NOT NULL UNIQUE,
    project_id TEXT COLLATE "C" NOT NULL,
    project_name TEXT COLLATE "C" NOT NULL,
    enterprise_id TEXT COLLATE "C" NOT NULL,
    enterprise_name TEXT COLLATE "C" NOT NULL,
    agent_id TEXT COLLATE "C",
    received_at BIGINT NOT NULL,
    received_on TEXT COLLATE "C" NOT NULL,
    intake_due TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    cases BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX submissions_by_due ON submissions (intake_due, id);
CREATE INDEX submissions_waiting ON submissions (state, intake_due, id);
CREATE INDEX submissions_of_enterprise ON submissions (enterprise_id, intake_due, id);
CREATE INDEX submissions_of_agent ON submissions (agent_id, intake_due, id) WHERE agent_id IS NOT NULL;
CREATE INDEX submissions_of_project ON submissions (project_id, intake_due, id);

CREATE TABLE letters (
    check_code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    project_id TEXT COLLATE "C" NOT NULL,
    project_name TEXT COLLATE "C" NOT NULL,
    case_no TEXT COLLATE "C",
    holder_name TEXT COLLATE "C" NOT NULL,
    issued_on TEXT COLLATE "C" NOT NULL,
    valid_until TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL,
    status_reason TEXT COLLATE "C" NOT NULL,
    title_zh TEXT COLLATE "C" NOT NULL,
    title_en TEXT COLLATE "C" NOT NULL
);
CREATE INDEX letters_of_project ON letters (project_id, issued_on, check_code);

CREATE TABLE enterprises (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    uscc TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    override_reason TEXT COLLATE "C",
    created_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL
);

-- Accounts and sessions: no business records, changed in place, each change with its audit row.
CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    login TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C",
    enterprise_id TEXT COLLATE "C",
    window_no TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    csrf_secret TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    language TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE login_failures (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login TEXT COLLATE "C" NOT NULL,
    ip TEXT COLLATE "C" NOT NULL,
    failed_at BIGINT NOT NULL
);
CREATE INDEX login_failures_of_login ON login_failures (login, failed_at);
CREATE INDEX login_failures_of_ip ON login_failures (ip, failed_at);

-- Added to, never changed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER register_leaves_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
