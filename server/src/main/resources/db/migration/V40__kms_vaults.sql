-- Vaults: where one database server gets the keys of its own files. Of its token only the hash is
-- kept; the keys are derived from the master key's versions and stand nowhere.
CREATE TABLE kms_vault (
  vault_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  key_id TEXT NOT NULL REFERENCES kms_key (key_id),
  token_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX kms_vault_project ON kms_vault (project_id, created_at, vault_id);
CREATE INDEX kms_vault_key ON kms_vault (key_id);
