-- Database instances: made here, or adopted, which is when a data directory stands here. The
-- secrets are sealed. Times are milliseconds since 1970 UTC.
CREATE TABLE instance (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  socket TEXT,
  data_directory TEXT,
  version TEXT NOT NULL,
  administrator TEXT NOT NULL,
  details TEXT NOT NULL,
  control_secret TEXT NOT NULL,
  administrator_password TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX instance_project ON instance (project_id, created_at);
