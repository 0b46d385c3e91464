-- What a data node has of ours beside the shards, which coffer_link makes by way of "command": what
-- is inserted there is performed within the transaction of postgres_fdw that inserted it, so that it
-- is committed, and undone, with the coordinator's.
CREATE SCHEMA coffer_data AUTHORIZATION coffer_link;
SET ROLE coffer_link;

CREATE TABLE coffer_data.command (statement text NOT NULL);

CREATE FUNCTION coffer_data.perform() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
  EXECUTE NEW.statement;
  RETURN NULL;
END
$function$;

CREATE TRIGGER perform BEFORE INSERT ON coffer_data.command
  FOR EACH ROW EXECUTE FUNCTION coffer_data.perform();

-- The transactions over several nodes that this node committed.
CREATE TABLE coffer_data.mark (
  id uuid NOT NULL,
  xid xid8 NOT NULL,
  at timestamptz NOT NULL,
  role text NOT NULL,
  relation text NOT NULL,
  nodes integer[] NOT NULL
);
CREATE INDEX ON coffer_data.mark (id);

RESET ROLE;
