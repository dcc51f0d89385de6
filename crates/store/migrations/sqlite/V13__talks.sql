-- Conversations as each side sees them. Rows come with the next change of a project, or with `window-one rebuild`; before
-- this migration there were none.
CREATE TABLE talks (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    agent_id TEXT,
    side TEXT NOT NULL,
    department TEXT,
    subject TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    last_on TEXT NOT NULL,
    holder TEXT NOT NULL,
    holder_department TEXT,
    is_mine BIGINT NOT NULL,
    is_open BIGINT NOT NULL,
    due_on TEXT,
    limit_days BIGINT NOT NULL
);
CREATE INDEX talks_by_side ON talks (side, department, is_open, due_on);
CREATE INDEX talks_of_project ON talks (project_id, side);

-- How far somebody has read: no fact of the project.
CREATE TABLE talk_readers (
    account_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    talk BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, project_id, talk)
);
CREATE INDEX talk_readers_of ON talk_readers (project_id, talk);
