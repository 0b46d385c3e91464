-- Warehouse clusters and their nodes, the coordinator first. A cluster that was adopted has the
-- data directories of its nodes here. The secrets are sealed; the administrator's password is kept
-- no longer than until the cluster is made. Times are milliseconds since 1970 UTC.
CREATE TABLE cluster (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  version TEXT NOT NULL,
  administrator TEXT NOT NULL,
  details TEXT NOT NULL,
  control_secret TEXT NOT NULL,
  administrator_password TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX cluster_project ON cluster (project_id, created_at);

CREATE TABLE cluster_node (
  id TEXT PRIMARY KEY,
  cluster_id TEXT NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  port INTEGER NOT NULL,
  data_directory TEXT,
  UNIQUE (cluster_id, position)
);
