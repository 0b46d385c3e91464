-- What a domain says of its users, and in which kind of scope a policy of its own is meant to be given.
ALTER TABLE iam_user ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE iam_user ADD COLUMN reset_asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE iam_role ADD COLUMN type TEXT NOT NULL DEFAULT 'AA';

-- From when an agency's life is counted, so that it can be told as it was given.
ALTER TABLE iam_agency ADD COLUMN life_begins_at BIGINT NOT NULL DEFAULT 0;
UPDATE iam_agency SET life_begins_at = created_at;
