-- Whether backups of an instance are encrypted from now on, and under which key. The row outlives
-- the instance: once it was ever on, no backup of it is restored over an existing instance.
CREATE TABLE backup_encryption (
  instance_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  key_id TEXT NOT NULL,
  suite TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- Backups. What it takes to open one stands in its envelope, beside it in the store; this table is
-- what the API lists. Times are milliseconds since 1970 UTC, sizes are bytes.
CREATE TABLE backup (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  instance_name TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  failure TEXT,
  engine_version TEXT NOT NULL,
  datastore_version TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  ended_at BIGINT,
  plain_bytes BIGINT NOT NULL,
  stored_bytes BIGINT NOT NULL,
  digest TEXT,
  suite TEXT,
  key_id TEXT,
  key_version TEXT,
  wrapped_keys INTEGER NOT NULL,
  checked_at BIGINT,
  check_failure TEXT
);
CREATE INDEX backup_project ON backup (project_id, began_at);
CREATE INDEX backup_instance ON backup (instance_id);
CREATE INDEX backup_key ON backup (key_id);
