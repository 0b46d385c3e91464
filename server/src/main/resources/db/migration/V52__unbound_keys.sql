-- Wrapped keys that were made before data keys had a purpose, by the resource that each is of. The
-- digest is SHA-256 of the wrapped key in hexadecimal digits, or empty until it was read. No row is
-- added later: whatever is made from now on has wrapped keys that are bound to it.
CREATE TABLE kms_unbound_key (
  purpose TEXT NOT NULL,
  resource TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (purpose, resource, digest)
);
INSERT INTO kms_unbound_key
  SELECT 'BACKUP', id, '' FROM backup WHERE key_id IS NOT NULL AND status = 'COMPLETED';
INSERT INTO kms_unbound_key
  SELECT 'SNAPSHOT', id, '' FROM snapshot WHERE master_key_id IS NOT NULL AND status = 'AVAILABLE';
INSERT INTO kms_unbound_key
  SELECT 'INSTANCE', instance_id, '' FROM instance_volume;
INSERT INTO kms_unbound_key
  SELECT 'CLUSTER', cluster_id, '' FROM cluster_encryption;
