-- What an account's owner says about it.
ALTER TABLE iam_access_key ADD COLUMN description TEXT NOT NULL DEFAULT '';
