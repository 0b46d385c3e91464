-- The projects that were admitted to what is in private beta.
CREATE TABLE beta_admission (
  project_id TEXT NOT NULL,
  feature TEXT NOT NULL,
  PRIMARY KEY (project_id, feature)
);
