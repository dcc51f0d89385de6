-- Years of the holiday notice somebody handed in, and whether they are in force. The catalogue's calendar is the base.
CREATE TABLE calendar_imports (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    year BIGINT NOT NULL,
    days TEXT NOT NULL,
    state TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    reason TEXT NOT NULL,
    -- The stream up to which deadlines are counted anew; how many of how many.
    done_to TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL
);

-- Which deadlines a calendar moved.
CREATE TABLE calendar_moves (
    id TEXT NOT NULL PRIMARY KEY,
    import_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    step TEXT NOT NULL,
    project_id TEXT,
    name TEXT NOT NULL,
    was TEXT NOT NULL,
    becomes TEXT NOT NULL
);
CREATE INDEX calendar_moves_of_import ON calendar_moves (import_id, becomes, id);
