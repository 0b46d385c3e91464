-- What a coordinator has of ours in the database that users see. The servers data_node_0 and so on
-- are added one by one, each with its row.
CREATE SCHEMA coffer;
CREATE EXTENSION postgres_fdw WITH SCHEMA coffer;
CREATE EXTENSION dblink WITH SCHEMA coffer;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA coffer FROM PUBLIC;

CREATE TABLE coffer.data_node (
  position integer PRIMARY KEY,
  server name NOT NULL
);

-- Why the table cannot be distributed by the column; null where it can.
CREATE FUNCTION coffer.obstacle(relation regclass, distribution_column name) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT CASE
    WHEN c.relkind <> 'r' OR c.relpersistence <> 'p' OR c.relispartition
      OR EXISTS (SELECT FROM pg_inherits i WHERE relation IN (i.inhrelid, i.inhparent))
      THEN 'it is not an ordinary table'
    WHEN NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation
        AND a.attname = distribution_column AND a.attnum > 0 AND NOT a.attisdropped)
      THEN format('it has no column %I', distribution_column)
    WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation AND NOT a.attisdropped
        AND (a.attidentity <> '' OR a.attgenerated <> ''))
      THEN 'it has an identity or generated column'
    WHEN EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
        AND t.typnamespace <> 'pg_catalog'::regnamespace)
      THEN 'it has a column of a type that the data nodes do not have'
    WHEN EXISTS (SELECT FROM pg_constraint k WHERE k.contype IN ('f', 'x')
        AND relation IN (k.conrelid, k.confrelid))
      THEN 'a foreign key or an exclusion constraint involves it'
    WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = relation AND NOT t.tgisinternal)
      OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = relation)
      OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = relation)
      OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation AND a.attacl IS NOT NULL)
      THEN 'it has triggers, rules, policies or privileges on columns'
    WHEN EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
        WHERE i.indrelid = relation AND i.indisunique AND a.attname = distribution_column
        AND NOT a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
      THEN 'it has a unique index without the column'
    WHEN NOT EXISTS (SELECT FROM coffer.data_node)
      THEN 'there is no data node'
  END
  FROM pg_class c WHERE c.oid = relation
$function$;

-- The table as a data node has it: the same columns and indexes, without defaults and checks,
-- which the coordinator applies. Uniqueness holds over all nodes, for equal keys meet on one.
CREATE FUNCTION coffer.data_node_statements(relation regclass, target text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT format('CREATE TABLE %s (%s)', target, string_agg(
      format('%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attcollation NOT IN (0, t.typcollation)
          THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END,
        CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END),
      ', ' ORDER BY a.attnum))
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT format('CREATE %sINDEX ON %s USING ', CASE WHEN i.indisunique THEN 'UNIQUE ' END, target)
    || substr(pg_get_indexdef(i.indexrelid), 1 + length(format('CREATE %sINDEX %I ON %I.%I USING ',
         CASE WHEN i.indisunique THEN 'UNIQUE ' END, x.relname, n.nspname, c.relname)))
  FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE i.indrelid = relation
$function$;

-- Spreads the rows of an ordinary table over the data nodes by the hash of a column. The table
-- keeps its name, owner and privileges. On failure it is as it was; a data node may then keep an
-- empty table that nobody sees.
CREATE FUNCTION coffer.distribute(relation regclass, distribution_column name) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  original pg_class;
  obstacle text;
  columns text;
  spread regclass;
  shard text;
  node record;
  item record;
BEGIN
  SELECT * INTO STRICT original FROM pg_class WHERE oid = relation;
  IF NOT pg_has_role(session_user, original.relowner, 'USAGE') THEN
    RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', relation);
  END IF;
  IF original.relkind = 'r' THEN
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', relation);
  END IF;
  obstacle := coffer.obstacle(relation, distribution_column);
  IF obstacle IS NOT NULL THEN
    RAISE feature_not_supported
      USING MESSAGE = format('table %s cannot be distributed: %s', relation, obstacle);
  END IF;

  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
    FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped;
  EXECUTE format('ALTER TABLE %s RENAME TO %I', relation, 'coffer_aside_' || relation::oid);
  EXECUTE format('CREATE TABLE %s.%I'
      ' (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)'
      ' PARTITION BY HASH (%I)',
    original.relnamespace::regnamespace, original.relname, relation, distribution_column);
  spread := format('%s.%I', original.relnamespace::regnamespace, original.relname)::regclass;
  shard := 't_' || spread::oid;

  FOR node IN SELECT d.*, count(*) OVER () AS nodes FROM coffer.data_node d ORDER BY position LOOP
    FOR item IN SELECT s FROM coffer.data_node_statements(relation, 'coffer_data.' || shard) s LOOP
      PERFORM coffer.dblink_exec(node.server::text, item.s);
    END LOOP;
    EXECUTE format('CREATE FOREIGN TABLE coffer.%I PARTITION OF %s'
        ' FOR VALUES WITH (MODULUS %s, REMAINDER %s)'
        ' SERVER %I OPTIONS (schema_name ''coffer_data'', table_name %L)',
      shard || '_' || node.position, spread, node.nodes, node.position, node.server, shard);
  END LOOP;
  EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM %s', spread, columns, columns, relation);

  EXECUTE format('ALTER TABLE %s OWNER TO %s', spread, original.relowner::regrole);
  FOR item IN SELECT * FROM aclexplode(original.relacl) LOOP
    EXECUTE format('GRANT %s ON %s TO %s%s', item.privilege_type, spread,
      CASE WHEN item.grantee = 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END,
      CASE WHEN item.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
  END LOOP;
  FOR item IN
    SELECT d.objid::regclass AS sequence, a.attname FROM pg_depend d
      JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refobjid = relation AND d.deptype = 'a'
  LOOP
    EXECUTE format('ALTER SEQUENCE %s OWNED BY %s.%I', item.sequence, spread, item.attname);
  END LOOP;
  EXECUTE format('DROP TABLE %s', relation);
  EXECUTE format('ANALYZE %s', spread);
END
$function$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA coffer FROM PUBLIC;
GRANT USAGE ON SCHEMA coffer TO PUBLIC;
GRANT EXECUTE ON FUNCTION coffer.distribute(regclass, name) TO PUBLIC;
