-- Years of the holiday notice somebody handed in, and whether they are in force. The catalogue's calendar is the base.
CREATE TABLE calendar_imports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    year BIGINT NOT NULL,
    days TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    imported_by TEXT COLLATE "C" NOT NULL,
    imported_at BIGINT NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at BIGINT,
    reason TEXT COLLATE "C" NOT NULL,
    -- The stream up to which deadlines are counted anew; how many of how many.
    done_to TEXT COLLATE "C" NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL
);

-- Which deadlines a calendar moved.
CREATE TABLE calendar_moves (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    import_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    project_id TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    was TEXT COLLATE "C" NOT NULL,
    becomes TEXT COLLATE "C" NOT NULL
);
CREATE INDEX calendar_moves_of_import ON calendar_moves (import_id, becomes, id);
