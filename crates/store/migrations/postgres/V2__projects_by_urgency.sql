-- The agent's desk lists projects by the day somebody must have acted, those without a day last.
CREATE INDEX projects_by_urgency ON projects (COALESCE(next_due, '9999-12-31'), id);
CREATE INDEX projects_of_agent_by_urgency ON projects (agent_id, COALESCE(next_due, '9999-12-31'), id);
