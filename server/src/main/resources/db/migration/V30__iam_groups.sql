-- Groups of users, named policies (roles) and where each counts for whom. A place is '*' for
-- everywhere, 'domain' for what is done in no project, or a project's id.
CREATE TABLE iam_group (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

CREATE TABLE iam_member (
  group_id TEXT NOT NULL REFERENCES iam_group (id),
  user_id TEXT NOT NULL REFERENCES iam_user (id),
  PRIMARY KEY (group_id, user_id)
);

CREATE TABLE iam_role (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  document TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

-- Roles that come with the server are known by their id and have no row in iam_role.
CREATE TABLE iam_assignment (
  role_id TEXT NOT NULL,
  holder_kind TEXT NOT NULL,
  holder_id TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (holder_kind, holder_id, role_id, place)
);

ALTER TABLE iam_project ADD COLUMN parent_id TEXT;
ALTER TABLE iam_project ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE iam_project ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;

CREATE TABLE iam_enterprise_project (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES iam_domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

-- What a domain asks of passwords, in the vendor's units; a domain without a row has the defaults.
CREATE TABLE iam_password_policy (
  domain_id TEXT PRIMARY KEY REFERENCES iam_domain (id),
  most_identical INTEGER NOT NULL,
  least_age_minutes INTEGER NOT NULL,
  least_length INTEGER NOT NULL,
  recent_refused INTEGER NOT NULL,
  user_name_refused INTEGER NOT NULL,
  valid_days INTEGER NOT NULL,
  least_kinds INTEGER NOT NULL
);

CREATE TABLE iam_login_policy (
  domain_id TEXT PRIMARY KEY REFERENCES iam_domain (id),
  most_failures INTEGER NOT NULL,
  period_minutes INTEGER NOT NULL,
  lockout_minutes INTEGER NOT NULL
);

-- The hashes of passwords that a user had, the one in force included.
CREATE TABLE iam_password (
  user_id TEXT NOT NULL REFERENCES iam_user (id),
  hash TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, hash)
);
ALTER TABLE iam_user ADD COLUMN password_set_at BIGINT NOT NULL DEFAULT 0;
UPDATE iam_user SET password_set_at = created_at;
INSERT INTO iam_password (user_id, hash, set_at) SELECT id, password_hash, created_at FROM iam_user;

CREATE TABLE iam_login_failure (
  user_id TEXT PRIMARY KEY REFERENCES iam_user (id),
  failures INTEGER NOT NULL,
  latest_at BIGINT NOT NULL
);
