-- The verifiable register: leaves get their place, the tree is cut into tiles, its roots are signed.
ALTER TABLE register_leaves ADD COLUMN check_code TEXT COLLATE "C";
CREATE INDEX register_leaves_by_code ON register_leaves (check_code) WHERE check_code IS NOT NULL;

-- What hides personal data in leaves. A salt may be erased (empty, with the moment), a leaf never.
CREATE TABLE register_salts (
    commitment TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    salt TEXT COLLATE "C" NOT NULL,
    erased_at BIGINT
);

-- The place of each leaf, from 0 without gap, and its hash: level 0 of the tiles.
CREATE TABLE register_entries (
    place BIGINT NOT NULL PRIMARY KEY,
    leaf_id BIGINT NOT NULL UNIQUE REFERENCES register_leaves (id),
    hash TEXT COLLATE "C" NOT NULL
);

-- Hashes of full tiles: the levels above.
CREATE TABLE register_tiles (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE TABLE register_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    root TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    signed_at BIGINT NOT NULL
);

-- One row, which whoever gives places or signs holds: one at a time, whichever process.
CREATE TABLE register_state (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
);
INSERT INTO register_state (id, size) VALUES (1, 0);

CREATE TRIGGER register_entries_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER register_tiles_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER register_checkpoints_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON register_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
