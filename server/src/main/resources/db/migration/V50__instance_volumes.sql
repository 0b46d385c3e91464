-- Instances that lie on volumes, and the data key of each volume as its master key wrapped it. A row
-- outlives its instance: what is made of its backups has to lie on a volume too.
CREATE TABLE instance_volume (
  instance_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  master_key_id TEXT NOT NULL,
  wrapped_key TEXT NOT NULL
);
CREATE INDEX instance_volume_key ON instance_volume (project_id, master_key_id);
