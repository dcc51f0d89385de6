-- Forbidden phrases staff typed and required ones they left out: who, where and when, never the text. Added to, never
-- changed.
CREATE TABLE phrase_hits (
    id TEXT NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    on_day TEXT NOT NULL,
    user_id TEXT NOT NULL,
    phrase TEXT NOT NULL,
    kind TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    was_blocked BIGINT NOT NULL
);
CREATE INDEX phrase_hits_by_day ON phrase_hits (on_day, user_id);
CREATE TRIGGER phrase_hits_refuse_update BEFORE UPDATE ON phrase_hits
BEGIN
    SELECT RAISE(ABORT, 'phrase_hits is append-only');
END;
CREATE TRIGGER phrase_hits_refuse_delete BEFORE DELETE ON phrase_hits
BEGIN
    SELECT RAISE(ABORT, 'phrase_hits is append-only');
END;
