-- The verifiable register: leaves get their place, the tree is cut into tiles, its roots are signed.
ALTER TABLE register_leaves ADD COLUMN check_code TEXT;
CREATE INDEX register_leaves_by_code ON register_leaves (check_code) WHERE check_code IS NOT NULL;

-- What hides personal data in leaves. A salt may be erased (empty, with the moment), a leaf never.
CREATE TABLE register_salts (
    commitment TEXT NOT NULL PRIMARY KEY,
    salt TEXT NOT NULL,
    erased_at BIGINT
);

-- The place of each leaf, from 0 without gap, and its hash: level 0 of the tiles.
CREATE TABLE register_entries (
    place BIGINT NOT NULL PRIMARY KEY,
    leaf_id BIGINT NOT NULL UNIQUE REFERENCES register_leaves (id),
    hash TEXT NOT NULL
);

-- Hashes of full tiles: the levels above.
CREATE TABLE register_tiles (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE TABLE register_checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    root TEXT NOT NULL,
    note TEXT NOT NULL,
    signed_at BIGINT NOT NULL
);

-- One row, which whoever gives places or signs holds: one at a time, whichever process.
CREATE TABLE register_state (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
);
INSERT INTO register_state (id, size) VALUES (1, 0);

CREATE TRIGGER register_entries_refuse_update BEFORE UPDATE ON register_entries
BEGIN
    SELECT RAISE(ABORT, 'register_entries is append-only');
END;
CREATE TRIGGER register_entries_refuse_delete BEFORE DELETE ON register_entries
BEGIN
    SELECT RAISE(ABORT, 'register_entries is append-only');
END;
CREATE TRIGGER register_tiles_refuse_update BEFORE UPDATE ON register_tiles
BEGIN
    SELECT RAISE(ABORT, 'register_tiles is append-only');
END;
CREATE TRIGGER register_tiles_refuse_delete BEFORE DELETE ON register_tiles
BEGIN
    SELECT RAISE(ABORT, 'register_tiles is append-only');
END;
CREATE TRIGGER register_checkpoints_refuse_update BEFORE UPDATE ON register_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'register_checkpoints is append-only');
END;
CREATE TRIGGER register_checkpoints_refuse_delete BEFORE DELETE ON register_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'register_checkpoints is append-only');
END;
