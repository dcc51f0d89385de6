-- Tracking without an account begins with the project code on a paper.
CREATE INDEX projects_by_code ON projects (code) WHERE code IS NOT NULL;
