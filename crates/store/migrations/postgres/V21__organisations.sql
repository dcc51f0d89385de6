-- Who employs an account's holder. Accounts of before have nobody: until an administrator names one, people of the window
-- and its management reach nothing.
ALTER TABLE accounts ADD COLUMN organisation TEXT;

-- The region a project lies in. Rows of before get it with their next change or with `window-one rebuild`; until then only
-- those see them who serve the whole city.
ALTER TABLE projects ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN region TEXT NOT NULL DEFAULT '';
CREATE INDEX projects_of_region ON projects (region, created_on, id);
CREATE INDEX projects_of_region_by_urgency ON projects (region, COALESCE(next_due, '9999-12-31'), id);
CREATE INDEX cases_of_region ON cases (region, due_on, case_no);
CREATE INDEX submissions_of_region ON submissions (region, intake_due, id);

-- Whose link it is: visitors see what its maker reaches. Links of before, which end within a month, show the whole city.
ALTER TABLE visitor_links ADD COLUMN account_id TEXT;
