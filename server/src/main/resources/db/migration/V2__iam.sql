-- Who may call. Times are milliseconds since 1970 UTC; no secret stands here but hashed or sealed.
CREATE TABLE iam_domain (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

CREATE TABLE iam_project (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

CREATE TABLE iam_user (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

-- A signature is an HMAC, so its key must be recoverable: it is sealed under the key ring.
CREATE TABLE iam_access_key (
  access_key TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES iam_user (id),
  sealed_secret TEXT NOT NULL,
  active INTEGER NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE iam_policy (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES iam_user (id),
  document TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- A token is known by its SHA-256; project_id is null for the scope of the whole domain.
CREATE TABLE iam_token (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES iam_user (id),
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  project_id TEXT REFERENCES iam_project (id),
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX iam_token_expires_at ON iam_token (expires_at);
