-- How far the audit log reached when it was last looked at: number and MAC of a line.
CREATE TABLE audit_anchor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  head TEXT NOT NULL
);
