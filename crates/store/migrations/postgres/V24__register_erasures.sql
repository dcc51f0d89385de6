-- Who had which salts erased, and why. A salt that is gone without this was taken away by somebody who may not.
ALTER TABLE register_salts ADD COLUMN erasure TEXT COLLATE "C";

CREATE TABLE register_erasures (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    about TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    erased_at BIGINT NOT NULL,
    erased_by TEXT COLLATE "C" NOT NULL
);

CREATE TRIGGER register_erasures_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_erasures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
