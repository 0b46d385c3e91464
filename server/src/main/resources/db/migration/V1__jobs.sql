-- When a job runs: db-scheduler's own table, column for column as its documents give it.
CREATE TABLE scheduled_tasks (
  task_name TEXT NOT NULL,
  task_instance TEXT NOT NULL,
  task_data BYTEA,
  execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by TEXT,
  last_success TIMESTAMP WITH TIME ZONE,
  last_failure TIMESTAMP WITH TIME ZONE,
  consecutive_failures INT,
  last_heartbeat TIMESTAMP WITH TIME ZONE,
  version BIGINT NOT NULL,
  priority SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);

-- What a job does and how far it is. Times are milliseconds since 1970 UTC.
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  work TEXT NOT NULL,
  subject TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  instance_name TEXT NOT NULL,
  status TEXT NOT NULL,
  progress INTEGER NOT NULL,
  failure TEXT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX job_project ON job (project_id, created_at);
CREATE INDEX job_status ON job (status);
