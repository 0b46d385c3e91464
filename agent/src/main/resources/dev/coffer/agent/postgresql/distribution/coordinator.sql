-- What a coordinator has of ours in the database that users see. The servers data_node_0 and so on
-- are added one by one, each with its row and its tables "command" and "mark".
SET check_function_bodies = off;
CREATE SCHEMA coffer;
CREATE EXTENSION postgres_fdw WITH SCHEMA coffer;
CREATE EXTENSION dblink WITH SCHEMA coffer;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA coffer FROM PUBLIC;

CREATE TABLE coffer.data_node (
  position integer PRIMARY KEY,
  server name NOT NULL
);

-- The distributed tables, and what their shards have: the shards of a table are called
-- t_<key>.<name> on their nodes, and are the only partition of coffer_data.t_<key> there, which
-- holds them to the bounds of their node.
CREATE TABLE coffer.spread (
  relation oid PRIMARY KEY,
  key text NOT NULL,
  name name NOT NULL
);
CREATE TABLE coffer.shard (
  foreign_table oid PRIMARY KEY,
  relation oid NOT NULL REFERENCES coffer.spread ON DELETE CASCADE,
  position integer NOT NULL,
  made text NOT NULL
);
CREATE TABLE coffer.spread_column (
  relation oid REFERENCES coffer.spread ON DELETE CASCADE,
  number smallint,
  name name NOT NULL,
  type text NOT NULL,
  required boolean NOT NULL,
  PRIMARY KEY (relation, number)
);
CREATE TABLE coffer.spread_check (
  relation oid REFERENCES coffer.spread ON DELETE CASCADE,
  number oid,
  name name NOT NULL,
  valid boolean NOT NULL,
  PRIMARY KEY (relation, number)
);
CREATE TABLE coffer.spread_index (
  relation oid REFERENCES coffer.spread ON DELETE CASCADE,
  number oid,
  name name NOT NULL,
  PRIMARY KEY (relation, number)
);

-- The transactions over several nodes that were committed here, after they were on each node.
CREATE TABLE coffer.mark (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL
);

-- Other isolations look at the catalogue as it was when the transaction began, while statements
-- meet it as it is.
CREATE FUNCTION coffer.require_read_committed() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  IF coffer.is_dated() THEN
    RAISE feature_not_supported USING
      MESSAGE = format('a table cannot be distributed, nor a distributed one changed, in a'
        ' transaction that is %s', upper(current_setting('transaction_isolation'))),
      HINT = 'BEGIN ISOLATION LEVEL READ COMMITTED';
  END IF;
END
$function$;

-- Whether this transaction sees the catalogue as it was.
CREATE FUNCTION coffer.is_dated() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
$function$;

-- Has data nodes perform a statement, within the transaction.
CREATE FUNCTION coffer.perform(node integer, statement text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  EXECUTE format('INSERT INTO coffer.command_%s VALUES ($1)', node) USING statement;
END
$function$;

CREATE FUNCTION coffer.perform_everywhere(VARIADIC statements text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  statement text;
  node integer;
BEGIN
  FOREACH statement IN ARRAY statements LOOP
    FOR node IN SELECT position FROM coffer.data_node ORDER BY position LOOP
      PERFORM coffer.perform(node, statement);
    END LOOP;
  END LOOP;
END
$function$;

-- Removes the marks of transactions that are whole, over connections of its own: the transaction's
-- may hold a snapshot that is older than what others removed.
CREATE FUNCTION coffer.forget_finished() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  finished uuid[];
  node record;
BEGIN
  SELECT array_agg(id) INTO finished FROM (
    SELECT id FROM coffer.mark WHERE at < now() - interval '1 minute'
    LIMIT 10000 FOR UPDATE SKIP LOCKED) m;
  IF finished IS NOT NULL THEN
    FOR node IN SELECT server FROM coffer.data_node LOOP
      PERFORM coffer.dblink_exec(node.server::text,
        format('DELETE FROM coffer_data.mark WHERE id = ANY (%L::uuid[])', finished));
    END LOOP;
    DELETE FROM coffer.mark WHERE id = ANY (finished);
  END IF;
END
$function$;

-- Marks the running transaction on nodes that it writes on and here. A node that died between two
-- commits lacks the mark afterwards, as the coordinator does.
CREATE FUNCTION coffer.mark(relation oid, nodes integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  xid xid8 := pg_current_xact_id();
  known text[] := string_to_array(current_setting('coffer.marked', true), '/');
  mark uuid;
  node integer;
BEGIN
  IF known[1] IS NOT DISTINCT FROM xid::text THEN
    IF known[3] = nodes::text THEN
      RETURN;
    END IF;
    mark := known[2];
  ELSE
    mark := gen_random_uuid();
    INSERT INTO coffer.mark VALUES (mark, now());
    IF random() < 0.002 THEN
      PERFORM coffer.forget_finished();
    END IF;
  END IF;
  FOREACH node IN ARRAY nodes LOOP
    EXECUTE format('INSERT INTO coffer.mark_%s VALUES ($1, $2, now(), session_user, $3, $4)', node)
      USING mark, xid, relation::regclass::text, nodes;
  END LOOP;
  PERFORM set_config('coffer.marked', concat_ws('/', xid, mark, nodes), true);
END
$function$;

CREATE FUNCTION coffer.mark_everywhere(relation oid) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $function$
  SELECT coffer.mark(relation, array_agg(position ORDER BY position)) FROM coffer.data_node
$function$;

-- After a statement that wrote to a distributed table. The locks tell on which nodes the
-- transaction has written so far; what a savepoint took back has none.
CREATE FUNCTION coffer.mark_writers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  nodes integer[];
BEGIN
  SELECT array_agg(DISTINCT s.position) INTO nodes
  FROM pg_locks l JOIN coffer.shard s ON s.foreign_table = l.relation
  WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid() AND l.granted
    AND l.mode IN ('RowExclusiveLock', 'AccessExclusiveLock');
  IF cardinality(nodes) > 1 THEN
    PERFORM coffer.mark(TG_RELID, nodes);
  END IF;
  RETURN NULL;
END
$function$;

-- Before a statement that updates or deletes: data nodes work with one snapshot for a transaction,
-- so whoever waited for a row there could not go on. Waiting here, before that snapshot is taken,
-- does not fail, and PostgreSQL sees the deadlocks.
CREATE FUNCTION coffer.take_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', TG_RELID::regclass);
  RETURN NULL;
END
$function$;

-- The transactions that some data node committed and the coordinator did not: a node, or the
-- coordinator, died between two commits. What they wrote is there on the nodes of committed_on.
CREATE FUNCTION coffer.unfinished() RETURNS TABLE (
  transaction uuid, at timestamptz, role text, relations text[], committed_on integer[],
  written_on integer[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  node record;
  marks jsonb := '[]';
  found jsonb;
BEGIN
  FOR node IN SELECT position FROM coffer.data_node LOOP
    EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object(''node'', %1$s)),'
      ' ''[]'') FROM coffer.mark_%1$s m', node.position) INTO found;
    marks := marks || found;
  END LOOP;
  RETURN QUERY
    SELECT m.id, min(m.at), min(m.role), array_agg(DISTINCT m.relation), array_agg(DISTINCT m.node),
      (SELECT array_agg(DISTINCT n) FROM jsonb_to_recordset(marks) AS o (id uuid, nodes integer[]),
        unnest(o.nodes) n WHERE o.id = m.id)
    FROM jsonb_to_recordset(marks) AS m (
      id uuid, xid text, at timestamptz, role text, relation text, node integer)
    WHERE NOT EXISTS (SELECT FROM coffer.mark k WHERE k.id = m.id)
      AND m.xid::xid8 NOT IN (SELECT pg_snapshot_xip(pg_current_snapshot()))
      AND m.xid::xid8 IS DISTINCT FROM pg_current_xact_id_if_assigned()
    GROUP BY m.id;
END
$function$;
