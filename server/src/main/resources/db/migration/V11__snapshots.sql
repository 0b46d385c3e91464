-- Snapshots of warehouse clusters. What it takes to open one stands in the envelopes of its parts,
-- beside them in the store; this table is what the API lists. The source is what the cluster was,
-- which may be gone by now, and its sealed secret opens the captured nodes. Times are milliseconds
-- since 1970 UTC, sizes are bytes.
CREATE TABLE snapshot (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  cluster_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  failure TEXT,
  source TEXT NOT NULL,
  control_secret TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  ended_at BIGINT,
  plain_bytes BIGINT NOT NULL,
  stored_bytes BIGINT NOT NULL,
  master_key_id TEXT,
  suite TEXT
);
CREATE INDEX snapshot_project ON snapshot (project_id, began_at);
CREATE INDEX snapshot_cluster ON snapshot (cluster_id);
