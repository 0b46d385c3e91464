-- The role that opens the nodes of a cluster for us where somebody else made them; the control
-- secret is its password. It stays when the nodes are converted and become ours.
ALTER TABLE cluster ADD COLUMN superuser TEXT;
UPDATE cluster SET superuser = administrator
WHERE id IN (SELECT cluster_id FROM cluster_node WHERE data_directory IS NOT NULL);
