-- Passwords an administrator gave: whoever logs in with one chooses their own before anything else.
CREATE TABLE first_passwords (
    account_id TEXT NOT NULL PRIMARY KEY,
    given_at BIGINT NOT NULL
);

-- The audit is searched by action and by period.
CREATE INDEX audit_by_action ON audit (action, id);
CREATE INDEX audit_by_time ON audit (recorded_at, id);
