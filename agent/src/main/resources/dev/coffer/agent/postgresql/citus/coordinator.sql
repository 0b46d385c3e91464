-- What a coordinator has of ours in a database whose tables Citus spreads. The functions are run as
-- their caller and leave the search_path alone: Citus looks at who owns a table, and evaluates its
-- defaults and checks. So every name in them is qualified.
CREATE SCHEMA coffer;

-- What Citus would take and not keep.
CREATE FUNCTION coffer.obstacle(relation regclass) RETURNS text
LANGUAGE sql STABLE AS $function$
  WITH tree AS (
    SELECT relation::pg_catalog.oid AS oid
    UNION
    SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(relation) p
  )
  SELECT o.what FROM (
    SELECT 1, pg_catalog.format('%s is unlogged, and its shards would be: SET LOGGED', c.oid::pg_catalog.regclass)
    FROM pg_catalog.pg_class c JOIN tree USING (oid) WHERE c.relpersistence OPERATOR(pg_catalog.=) 'u'
    UNION ALL
    SELECT 2, pg_catalog.format('the rule %I of %s, whose failure would leave the row', r.rulename,
      r.ev_class::pg_catalog.regclass)
    FROM pg_catalog.pg_rewrite r JOIN tree ON tree.oid OPERATOR(pg_catalog.=) r.ev_class
    WHERE r.rulename OPERATOR(pg_catalog.<>) '_RETURN'
    UNION ALL
    SELECT 3, pg_catalog.format('the foreign key %I of %s, an ordinary table, names it', k.conname,
      k.conrelid::pg_catalog.regclass)
    FROM pg_catalog.pg_constraint k JOIN tree ON tree.oid OPERATOR(pg_catalog.=) k.confrelid
    WHERE k.contype OPERATOR(pg_catalog.=) 'f'
      AND NOT EXISTS (SELECT FROM tree t WHERE t.oid OPERATOR(pg_catalog.=) k.conrelid)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition d
        WHERE d.logicalrelid::pg_catalog.oid OPERATOR(pg_catalog.=) k.conrelid)
  ) o (number, what)
  ORDER BY o.number, o.what LIMIT 1
$function$;

-- Spreads the rows of an ordinary table over the data nodes by the hash of a column.
CREATE FUNCTION coffer.distribute(relation regclass, distribution_column name) RETURNS void
LANGUAGE plpgsql AS $function$
DECLARE
  obstacle text;
BEGIN
  -- Another isolation would look for obstacles in a catalogue of before the lock.
  IF pg_catalog.current_setting('transaction_isolation')
      OPERATOR(pg_catalog.<>) ALL ('{read committed,read uncommitted}') THEN
    RAISE feature_not_supported USING
      MESSAGE = 'a table cannot be distributed in a transaction that is not READ COMMITTED';
  END IF;
  IF (SELECT c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}') FROM pg_catalog.pg_class c
      WHERE c.oid OPERATOR(pg_catalog.=) relation) THEN
    EXECUTE pg_catalog.format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', relation);
  END IF;
  obstacle := coffer.obstacle(relation);
  IF obstacle IS NOT NULL THEN
    RAISE feature_not_supported
      USING MESSAGE = pg_catalog.format('table %s cannot be distributed: %s', relation, obstacle);
  END IF;
  PERFORM pg_catalog.create_distributed_table(relation, distribution_column::pg_catalog.text);
  -- The rows that it copied would stay on the coordinator's disk, where no query sees them.
  PERFORM pg_catalog.truncate_local_data_after_distributing_table(relation);
END
$function$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA coffer FROM PUBLIC;
GRANT USAGE ON SCHEMA coffer TO PUBLIC;
GRANT EXECUTE ON FUNCTION coffer.obstacle(regclass), coffer.distribute(regclass, name) TO PUBLIC;
