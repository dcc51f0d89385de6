-- The five responsible parties of each project: the file of an intermediary that builds nothing itself is found by them.
CREATE TABLE project_parties (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    state TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    agent_id TEXT,
    kind TEXT NOT NULL,
    uscc TEXT NOT NULL,
    company TEXT NOT NULL
);
CREATE INDEX project_parties_of_party ON project_parties (uscc, id);
CREATE INDEX project_parties_of_project ON project_parties (project_id, id);

-- Of projects filed before: as they were entered last.
INSERT INTO project_parties
    (id, project_id, project_name, state, enterprise_id, enterprise_name, agent_id, kind, uscc, company)
SELECT p.id || '~' || json_extract(one.value, '$.kind'), p.id, p.name, p.state, p.enterprise_id, p.enterprise_name,
       p.agent_id, json_extract(one.value, '$.kind'), json_extract(one.value, '$.uscc'),
       json_extract(one.value, '$.company')
FROM (SELECT stream_id, MAX(version) AS version FROM events WHERE kind = 'parties_entered' GROUP BY stream_id) last
JOIN events e ON e.stream_id = last.stream_id AND e.version = last.version AND e.kind = 'parties_entered'
JOIN projects p ON p.id = e.stream_id
JOIN json_each(e.payload, '$.event.parties') one;
