-- Every opinion asked for is a row of its own: several departments are asked at the same time, and
-- each must find the case. `cases.opinion_from` knew one of them and is written no more.
CREATE TABLE opinions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_no TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    due TEXT COLLATE "C" NOT NULL,
    answered_on TEXT COLLATE "C"
);
CREATE INDEX opinions_of_case ON opinions (case_no, department);
CREATE INDEX opinions_awaited ON opinions (department, case_no) WHERE answered_on IS NULL;

INSERT INTO opinions (id, case_no, department, due, answered_on)
SELECT a.case_no || '~' || a.department, a.case_no, a.department, a.due, g.answered_on
FROM (SELECT payload::json #>> '{event,case}' AS case_no,
             payload::json #>> '{event,department}' AS department,
             payload::json #>> '{event,due}' AS due
      FROM events WHERE kind = 'opinion_asked') a
JOIN cases c ON c.case_no = a.case_no AND c.state <> 'withdrawn'
LEFT JOIN (SELECT payload::json #>> '{event,case}' AS case_no,
                  payload::json #>> '{event,department}' AS department,
                  payload::json ->> 'on' AS answered_on
           FROM events WHERE kind = 'opinion_given') g
    ON g.case_no = a.case_no AND g.department = a.department;

-- Who issued a letter: the deciding department of a decision; empty for the window's own letters.
ALTER TABLE letters ADD COLUMN department TEXT COLLATE "C";
UPDATE letters SET department = (SELECT c.department FROM cases c WHERE c.case_no = letters.case_no)
WHERE kind LIKE 'decision%';
