-- Links by which visitors see the board without names. The token itself is kept nowhere.
CREATE TABLE visitor_links (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    opened BIGINT NOT NULL
);

-- Groups that came to see the window.
CREATE TABLE visitor_groups (
    id TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    on_day TEXT NOT NULL,
    people BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    host TEXT NOT NULL,
    link_id TEXT REFERENCES visitor_links (id)
);
CREATE INDEX visitor_groups_by_day ON visitor_groups (on_day, id);
