-- A column as data nodes have it.
CREATE FUNCTION coffer.column_definition(relation oid, number smallint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT format('%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attcollation NOT IN (0, t.typcollation)
      THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END,
    CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attrelid = relation AND a.attnum = number
$function$;

-- Makes an index of one table on another.
CREATE FUNCTION coffer.index_statement(index oid, target text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT format('CREATE %sINDEX %I ON %s USING ', u.word, x.relname, target)
    || substr(pg_get_indexdef(index), 1 + length(format('CREATE %sINDEX %I ON %s%I.%I USING ',
         u.word, x.relname, CASE WHEN x.relkind = 'I' THEN 'ONLY ' END, n.nspname, c.relname)))
  FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace,
    LATERAL (SELECT CASE WHEN i.indisunique THEN 'UNIQUE ' END AS word) u
  WHERE i.indexrelid = index
$function$;

-- Makes the shards of a table, without indexes.
CREATE FUNCTION coffer.make_shards(relation regclass, spread regclass, distribution_column name)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  key text := spread::oid::text;
  original pg_class;
  elements text;
  node record;
BEGIN
  SELECT * INTO STRICT original FROM pg_class WHERE oid = spread;
  SELECT string_agg(element, ', ' ORDER BY number) INTO elements FROM (
    SELECT a.attnum, coffer.column_definition(spread, a.attnum) FROM pg_attribute a
    WHERE a.attrelid = spread AND a.attnum > 0
    UNION ALL
    SELECT 10000, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k WHERE k.conrelid = spread AND k.contype = 'c') e (number, element);
  PERFORM coffer.perform_everywhere(
    format('CREATE SCHEMA t_%s', key),
    format('CREATE TABLE coffer_data.t_%s (%s) PARTITION BY HASH (%I)', key, elements,
      distribution_column));
  FOR node IN SELECT d.*, count(*) OVER () AS nodes FROM coffer.data_node d ORDER BY position LOOP
    PERFORM coffer.perform(node.position, format(
      'CREATE TABLE t_%1$s.%2$I PARTITION OF coffer_data.t_%1$s'
      ' FOR VALUES WITH (MODULUS %3$s, REMAINDER %4$s)%5$s', key, original.relname, node.nodes,
      node.position, (SELECT format(' WITH (%s)', array_to_string(c.reloptions, ', '))
        FROM pg_class c WHERE c.oid = relation AND c.reloptions IS NOT NULL)));
    EXECUTE format('CREATE FOREIGN TABLE coffer.%I PARTITION OF %s'
        ' FOR VALUES WITH (MODULUS %s, REMAINDER %s)'
        ' SERVER %I OPTIONS (schema_name %L, table_name %L)',
      't_' || key || '_' || node.position, spread, node.nodes, node.position, node.server,
      't_' || key, original.relname);
  END LOOP;
END
$function$;

-- Grants on the new table what was granted on the old one, as its owner would.
CREATE FUNCTION coffer.carry_privileges(relation regclass, spread regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  item record;
BEGIN
  IF (SELECT relacl IS NOT NULL FROM pg_class WHERE oid = relation) THEN
    EXECUTE format('REVOKE ALL ON %s FROM %s', spread,
      (SELECT relowner::regrole FROM pg_class WHERE oid = relation));
  END IF;
  FOR item IN
    SELECT '' AS columns, g.* FROM pg_class c, aclexplode(c.relacl) g WHERE c.oid = relation
    UNION ALL
    SELECT format(' (%I)', a.attname), g.* FROM pg_attribute a, aclexplode(a.attacl) g
    WHERE a.attrelid = relation AND NOT a.attisdropped
  LOOP
    EXECUTE format('GRANT %s%s ON %s TO %s%s', item.privilege_type, item.columns, spread,
      CASE WHEN item.grantee = 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END,
      CASE WHEN item.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
  END LOOP;
END
$function$;

CREATE FUNCTION coffer.note_spread(spread regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  INSERT INTO coffer.spread SELECT c.oid, c.oid::text, c.relname FROM pg_class c
    WHERE c.oid = spread;
  INSERT INTO coffer.shard
    SELECT i.inhrelid, spread, substring(c.relname FROM '\d+$')::integer,
      coffer.foreign_definition(i.inhrelid)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = spread;
  PERFORM coffer.note_definition(spread);
END
$function$;

-- Takes a table for its owner, so that until the transaction ends neither it nor its name changes,
-- and returns what it is then. What was read before says nothing: the caller chooses the moment.
CREATE FUNCTION coffer.claim(relation regclass) RETURNS pg_class
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  claimed pg_class;
BEGIN
  PERFORM coffer.require_owner(relation);
  -- A schema is renamed without a lock on what is in it.
  PERFORM FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE c.oid = relation
    FOR SHARE OF n;
  IF (SELECT relkind = 'r' FROM pg_class WHERE oid = relation) THEN
    EXECUTE format('LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE', relation);
    IF NOT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND l.relation = claim.relation
          AND l.pid = pg_backend_pid() AND l.granted AND l.mode = 'AccessExclusiveLock') THEN
      RAISE object_in_use USING MESSAGE = format('table %s was renamed meanwhile', relation);
    END IF;
  END IF;
  PERFORM coffer.require_owner(relation);
  SELECT * INTO STRICT claimed FROM pg_class WHERE oid = relation;
  RETURN claimed;
END
$function$;

CREATE FUNCTION coffer.require_owner(relation regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  IF NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = relation), 'USAGE') THEN
    RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', relation);
  END IF;
END
$function$;

-- Runs a statement as a role. The functions of this schema are a superuser's, and must evaluate
-- nothing that users defined. From within, neither SET ROLE nor RESET ROLE leads back.
CREATE FUNCTION coffer.run_as(role regrole, statement text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  name text := 'coffer.as_' || pg_backend_pid();
BEGIN
  EXECUTE format('CREATE FUNCTION %s(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER'
    ' SET search_path = pg_catalog, pg_temp AS %L', name, 'BEGIN EXECUTE statement; END');
  EXECUTE format('REVOKE EXECUTE ON FUNCTION %s(text) FROM PUBLIC', name);
  EXECUTE format('ALTER FUNCTION %s(text) OWNER TO %s', name, role);
  EXECUTE format('SELECT %s($1)', name) USING statement;
  EXECUTE format('DROP FUNCTION %s(text)', name);
END
$function$;

-- Spreads the rows of an ordinary table over the data nodes by the hash of a column. The table
-- keeps its name, owner, privileges, defaults, checks, comments and indexes; unique ones live on the
-- data nodes only, where equal keys meet. On failure everything is as it was.
CREATE FUNCTION coffer.distribute(relation regclass, distribution_column name) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  original pg_class;
  obstacle text;
  columns text;
  spread regclass;
  item record;
  plain text[];
BEGIN
  PERFORM coffer.require_read_committed();
  original := coffer.claim(relation);
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
  PERFORM coffer.make_shards(relation, spread, distribution_column);
  PERFORM coffer.mark_everywhere(spread);
  EXECUTE format('ALTER TABLE %s OWNER TO %s', spread, original.relowner::regrole);
  PERFORM coffer.run_as(original.relowner, format(
    'INSERT INTO %s (%s) SELECT %s FROM ONLY %s', spread, columns, columns, relation));

  PERFORM coffer.perform_everywhere(coffer.index_statement(i.indexrelid,
      format('t_%s.%I', spread::oid, original.relname)))
    FROM pg_index i WHERE i.indrelid = relation;
  SELECT array_agg(s) INTO plain FROM pg_index i, LATERAL (VALUES
      (coffer.index_statement(i.indexrelid, spread::text)),
      (format('COMMENT ON INDEX %s.%I IS %L', original.relnamespace::regnamespace,
        (SELECT relname FROM pg_class WHERE oid = i.indexrelid),
        obj_description(i.indexrelid, 'pg_class')))) v (s)
    WHERE i.indrelid = relation AND NOT i.indisunique;
  EXECUTE format('COMMENT ON TABLE %s IS %L', spread, obj_description(relation, 'pg_class'));
  PERFORM coffer.carry_privileges(relation, spread);
  FOR item IN
    SELECT d.objid::regclass AS sequence, a.attname FROM pg_depend d
      JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refobjid = relation AND d.deptype = 'a'
  LOOP
    EXECUTE format('ALTER SEQUENCE %s OWNED BY %s.%I', item.sequence, spread, item.attname);
  END LOOP;
  EXECUTE format('DROP TABLE %s', relation);
  FOR item IN SELECT s FROM unnest(plain) WITH ORDINALITY u (s, n) ORDER BY n LOOP
    EXECUTE item.s;
  END LOOP;
  EXECUTE format('CREATE TRIGGER coffer_turns BEFORE UPDATE OR DELETE ON %s'
    ' FOR EACH STATEMENT EXECUTE FUNCTION coffer.take_turn()', spread);
  EXECUTE format('CREATE TRIGGER coffer_marks AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s'
    ' FOR EACH STATEMENT EXECUTE FUNCTION coffer.mark_writers()', spread);
  PERFORM coffer.note_spread(spread);
  PERFORM coffer.give_shards_to_owner(spread);
  EXECUTE format('ANALYZE %s', spread);
END
$function$;
