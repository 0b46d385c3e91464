-- Agencies: what a domain lets another domain, or a service, do in its name.
CREATE TABLE iam_agency (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  trust_kind TEXT NOT NULL,
  trusted TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  UNIQUE (domain_id, name)
);

-- The agency that a token's user acts for; null for the user itself.
ALTER TABLE iam_token ADD COLUMN agency_id TEXT;

-- Access keys for a while. The security token that goes with one is known by its SHA-256; policy
-- narrows what the key opens; project_id is null where it reaches every project.
CREATE TABLE iam_temporary_key (
  access_key TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES iam_user (id),
  agency_id TEXT,
  project_id TEXT,
  sealed_secret TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  policy TEXT,
  expires_at BIGINT NOT NULL
);
CREATE INDEX iam_temporary_key_expires_at ON iam_temporary_key (expires_at);
