-- Forbidden phrases staff typed and required ones they left out: who, where and when, never the text. Added to, never
-- changed.
CREATE TABLE phrase_hits (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    on_day TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    phrase TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    was_blocked BIGINT NOT NULL
);
CREATE INDEX phrase_hits_by_day ON phrase_hits (on_day, user_id);
CREATE TRIGGER phrase_hits_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON phrase_hits
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
