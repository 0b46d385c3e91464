-- Whether a backup was taken by its instance's policy.
ALTER TABLE backup ADD COLUMN automatic BOOLEAN NOT NULL DEFAULT FALSE;
-- When an instance is backed up without an order. The window begins at start_hour, UTC; days are 1 to 7
-- from Monday, separated by commas. served is the beginning of the last window whose backup was begun,
-- or when the policy was set: milliseconds since the epoch.
CREATE TABLE backup_policy (
  instance_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  start_hour INTEGER NOT NULL,
  days TEXT NOT NULL,
  keep_days INTEGER NOT NULL,
  served BIGINT NOT NULL
);
