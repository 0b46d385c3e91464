-- The key ring that this database belongs to: one row once there is a ring.
CREATE TABLE kms_ring (
  id TEXT PRIMARY KEY
);

-- Master keys without their material, which only the key ring holds. A row outlives its key: in the
-- state DELETED it says that the material is gone on purpose.
CREATE TABLE kms_key (
  key_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  domain_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  alias TEXT NOT NULL,
  description TEXT NOT NULL,
  spec TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  deletion_at BIGINT
);
CREATE UNIQUE INDEX kms_key_alias ON kms_key (project_id, alias) WHERE state <> 'DELETED';
CREATE INDEX kms_key_listing ON kms_key (project_id, created_at, key_id);
CREATE INDEX kms_key_deletion ON kms_key (state, deletion_at);
