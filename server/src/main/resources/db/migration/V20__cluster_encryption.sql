-- What opens the volumes of a cluster's nodes. The cluster's key is wrapped by a master key of the
-- KMS, and the data key by the cluster's key. The step is how far the conversion of a cluster has
-- come; DONE from the start where a cluster was made encrypted. Times are milliseconds since 1970
-- UTC.
CREATE TABLE cluster_encryption (
  cluster_id TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  master_key_id TEXT NOT NULL,
  master_key_name TEXT NOT NULL,
  suite TEXT NOT NULL,
  wrapped_cluster_key TEXT NOT NULL,
  wrapped_data_key TEXT NOT NULL,
  step TEXT NOT NULL,
  rotated_at BIGINT
);
CREATE INDEX cluster_encryption_key ON cluster_encryption (project_id, master_key_id);

-- Why a cluster is unavailable, for people.
ALTER TABLE cluster ADD COLUMN failure TEXT;
