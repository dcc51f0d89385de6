-- Who had which salts erased, and why. A salt that is gone without this was taken away by somebody who may not.
ALTER TABLE register_salts ADD COLUMN erasure TEXT;

CREATE TABLE register_erasures (
    id TEXT NOT NULL PRIMARY KEY,
    about TEXT NOT NULL,
    reason TEXT NOT NULL,
    erased_at BIGINT NOT NULL,
    erased_by TEXT NOT NULL
);

CREATE TRIGGER register_erasures_refuse_update BEFORE UPDATE ON register_erasures
BEGIN
    SELECT RAISE(ABORT, 'register_erasures is append-only');
END;
CREATE TRIGGER register_erasures_refuse_delete BEFORE DELETE ON register_erasures
BEGIN
    SELECT RAISE(ABORT, 'register_erasures is append-only');
END;
