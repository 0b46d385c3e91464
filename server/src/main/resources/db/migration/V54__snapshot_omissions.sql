-- What a snapshot does not hold: a JSON array of names; empty for those from before it was written down.
ALTER TABLE snapshot ADD COLUMN omitted TEXT NOT NULL DEFAULT '[]';
