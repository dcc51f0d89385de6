-- Releases of the catalogue: what came with the program at its first start, and what was handed in since. Files never
-- change: a running matter keeps its release.
CREATE TABLE catalogue_releases (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- JSON: path to text.
    files TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    imported_by TEXT,
    imported_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    reason TEXT NOT NULL
);
