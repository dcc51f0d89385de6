-- What a project weighs on its agent's desk; until the rows are rebuilt every project weighs the same.
ALTER TABLE projects ADD COLUMN weight BIGINT NOT NULL DEFAULT 1;
CREATE INDEX projects_by_weight ON projects (agent_id, weight) WHERE weight > 0;

-- The problem ledger.
CREATE TABLE problems (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    agent_id TEXT,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    department TEXT,
    departments TEXT NOT NULL,
    person TEXT NOT NULL,
    state TEXT NOT NULL,
    holder TEXT NOT NULL,
    level TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    raised_on TEXT NOT NULL,
    promised_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    limit_days BIGINT NOT NULL,
    solved_on TEXT,
    closed_on TEXT,
    meeting_on TEXT,
    tasks_open BIGINT NOT NULL,
    solution TEXT NOT NULL,
    lesson TEXT NOT NULL
);
CREATE INDEX problems_by_department ON problems (is_open, COALESCE(department, '') || '/' || raised_on, id);
CREATE INDEX problems_of_project ON problems (project_id, id);
CREATE INDEX problems_of_agent ON problems (agent_id, is_open);
CREATE INDEX problems_by_solution ON problems (solved_on, id) WHERE solved_on IS NOT NULL;

-- What agents have before them: visits, calls promised, notes, hand-overs to read, colleagues to stand in for.
CREATE TABLE agenda (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    agent_id TEXT,
    on_day TEXT NOT NULL,
    at_time TEXT,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    state TEXT NOT NULL,
    is_open BIGINT NOT NULL
);
CREATE INDEX agenda_of_agent ON agenda (agent_id, is_open, on_day, id);
CREATE INDEX agenda_by_day ON agenda (is_open, kind, on_day, id);

-- Staff data: when somebody is away, and the zone an agent is responsible for. Plain tables, changed in place.
CREATE TABLE absences (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX absences_by_day ON absences (last_day, first_day);
CREATE TABLE staff_zones (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    zone TEXT NOT NULL
);
