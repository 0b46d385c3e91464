-- What a key is for, where its material comes from and until when, and how it rotates. The digest of
-- imported material is keyed: it only tells whether what is imported again is the same.
ALTER TABLE kms_key ADD COLUMN key_usage TEXT NOT NULL DEFAULT 'ENCRYPT_DECRYPT';
ALTER TABLE kms_key ADD COLUMN origin TEXT NOT NULL DEFAULT 'KMS';
ALTER TABLE kms_key ADD COLUMN expires_at BIGINT;
ALTER TABLE kms_key ADD COLUMN material_digest TEXT;
ALTER TABLE kms_key ADD COLUMN rotation_since BIGINT;
ALTER TABLE kms_key ADD COLUMN rotation_days INTEGER;
ALTER TABLE kms_key ADD COLUMN data_keys_issued BIGINT NOT NULL DEFAULT 0;

-- Further names of keys, beside the one that each key has of its own.
CREATE TABLE kms_alias (
  project_id TEXT NOT NULL,
  alias TEXT NOT NULL,
  domain_id TEXT NOT NULL,
  key_id TEXT NOT NULL REFERENCES kms_key (key_id),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, alias)
);
CREATE INDEX kms_alias_key ON kms_alias (key_id);

CREATE TABLE kms_tag (
  key_id TEXT NOT NULL REFERENCES kms_key (key_id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (key_id, name)
);

-- Who else may use a key, for which operations, separated by blanks.
CREATE TABLE kms_grant (
  grant_id TEXT PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES kms_key (key_id),
  grantee TEXT NOT NULL,
  grantee_type TEXT NOT NULL,
  operations TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  retired_by TEXT,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX kms_grant_key ON kms_grant (key_id, created_at, grant_id);
CREATE INDEX kms_grant_grantee ON kms_grant (grantee);
