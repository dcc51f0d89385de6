-- Conversations as each side sees them. Rows come with the next change of a project, or with `window-one rebuild`; before
-- this migration there were none.
CREATE TABLE talks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    project_id TEXT COLLATE "C" NOT NULL,
    project_name TEXT COLLATE "C" NOT NULL,
    enterprise_id TEXT COLLATE "C" NOT NULL,
    enterprise_name TEXT COLLATE "C" NOT NULL,
    agent_id TEXT COLLATE "C",
    side TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C",
    subject TEXT COLLATE "C" NOT NULL,
    last_number BIGINT NOT NULL,
    last_on TEXT COLLATE "C" NOT NULL,
    holder TEXT COLLATE "C" NOT NULL,
    holder_department TEXT COLLATE "C",
    is_mine BIGINT NOT NULL,
    is_open BIGINT NOT NULL,
    due_on TEXT COLLATE "C",
    limit_days BIGINT NOT NULL
);
CREATE INDEX talks_by_side ON talks (side, department, is_open, due_on);
CREATE INDEX talks_of_project ON talks (project_id, side);

-- How far somebody has read: no fact of the project.
CREATE TABLE talk_readers (
    account_id TEXT COLLATE "C" NOT NULL,
    project_id TEXT COLLATE "C" NOT NULL,
    talk BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, project_id, talk)
);
CREATE INDEX talk_readers_of ON talk_readers (project_id, talk);
