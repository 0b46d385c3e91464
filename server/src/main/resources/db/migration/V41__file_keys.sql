-- Instances that encrypt their own files, and the vault that their keys come from. A row outlives its
-- instance: backups of it need the vault. Instances made of such a backup share it.
CREATE TABLE instance_vault (
  instance_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vault_id TEXT NOT NULL,
  sealed_token TEXT NOT NULL
);
