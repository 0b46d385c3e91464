-- A job that converts a cluster is about its own order, which is the row of the encryption, and no
-- longer about the cluster: an order that was given up is not taken for the one that came after it.
UPDATE job SET subject = (SELECT e.id FROM cluster_encryption e WHERE e.cluster_id = job.subject)
WHERE work = 'EncryptCluster' AND status IN ('PENDING', 'RUNNING')
  AND EXISTS (SELECT 1 FROM cluster_encryption e WHERE e.cluster_id = job.subject);
