-- Everything about a foreign table that decides which rows it shows.
CREATE FUNCTION coffer.foreign_definition(foreign_table oid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT concat_ws(' ', f.ftserver, f.ftoptions::text, i.inhparent,
    pg_get_expr(c.relpartbound, c.oid),
    (SELECT string_agg(a.attfdwoptions::text, ',') FROM pg_attribute a WHERE a.attrelid = c.oid),
    (SELECT string_agg(k.conname, ',') FROM pg_constraint k
      WHERE k.conrelid = c.oid AND k.conislocal))
  FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
  WHERE f.ftrelid = foreign_table
$function$;

CREATE FUNCTION coffer.column_type(relation oid, number smallint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT concat_ws(' ', atttypid, atttypmod, attcollation) FROM pg_attribute
  WHERE attrelid = relation AND attnum = number
$function$;

-- The partitions belong to the table's owner, without whom ALTER TABLE could not reach them, but
-- are for nobody to write to: the triggers of the table would not see it.
CREATE FUNCTION coffer.give_shards_to_owner(spread regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  item record;
BEGIN
  FOR item IN
    SELECT s.foreign_table::regclass AS name, t.relowner::regrole AS owner FROM coffer.shard s
      JOIN pg_class c ON c.oid = s.foreign_table JOIN pg_class t ON t.oid = s.relation
    WHERE s.relation = spread AND c.relowner <> t.relowner
  LOOP
    EXECUTE format('ALTER FOREIGN TABLE %s OWNER TO %s', item.name, item.owner);
    EXECUTE format('REVOKE ALL ON %s FROM %s', item.name, item.owner);
  END LOOP;
END
$function$;

-- Why a distributed table would no longer be right as it is now; null where it is.
CREATE FUNCTION coffer.breach(spread regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT coalesce(coffer.unkept_definition(spread), coffer.unkept_attachment(spread), (
    SELECT 'its partitions are not for you to change' WHERE EXISTS (
      SELECT FROM coffer.shard s WHERE s.relation = spread AND (
        s.made IS DISTINCT FROM coffer.foreign_definition(s.foreign_table)
        OR coffer.unkept_attachment_of_shard(s.foreign_table)
        OR EXISTS (SELECT FROM pg_attribute a JOIN pg_attribute p ON p.attname = a.attname
          AND p.attrelid = spread WHERE a.attrelid = s.foreign_table AND a.attnum > 0
          AND NOT a.attisdropped AND a.attnotnull <> p.attnotnull)))
      OR (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = spread)
        <> (SELECT count(*) FROM coffer.shard s WHERE s.relation = spread)), (
    SELECT 'its triggers coffer_turns and coffer_marks have to stay' WHERE 2 <> (
      SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = spread AND t.tgenabled = 'O'
        AND t.tgfoid IN ('coffer.take_turn'::regproc, 'coffer.mark_writers'::regproc)
        AND t.tgqual IS NULL)), (
    SELECT format('the type of its column %I cannot change', a.attname) FROM pg_attribute a
      JOIN coffer.spread_column k ON k.relation = a.attrelid AND k.number = a.attnum
    WHERE a.attrelid = spread AND NOT a.attisdropped
      AND k.type <> coffer.column_type(a.attrelid, a.attnum) LIMIT 1), (
    SELECT format('the default of its new column %I is not a constant', a.attname)
    FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = spread AND NOT coffer.is_portable(d.adbin::text)
      AND NOT EXISTS (SELECT FROM coffer.spread_column k
        WHERE k.relation = a.attrelid AND k.number = a.attnum) LIMIT 1))
$function$;

CREATE FUNCTION coffer.unkept_attachment_of_shard(foreign_table oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = foreign_table)
    OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = foreign_table)
    OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = foreign_table)
    OR EXISTS (SELECT FROM pg_class c WHERE c.oid = foreign_table AND c.relrowsecurity)
$function$;

-- What makes the shards the same as their table again, in this order.
CREATE FUNCTION coffer.differences(spread oid) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT statement FROM (
    SELECT s.*, format('coffer_data.t_%s', s.key) AS bounds, 't_' || s.key AS namespace,
      format('t_%s.%I', s.key, s.name) AS shard
    FROM coffer.spread s WHERE s.relation = spread) s, LATERAL (
    SELECT 2, format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', s.bounds, k.name)
    FROM coffer.spread_check k WHERE k.relation = spread
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.oid = k.number)
    UNION ALL
    SELECT 3, format('DROP INDEX IF EXISTS %s.%I', s.namespace, k.name)
    FROM coffer.spread_index k WHERE k.relation = spread
      AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = k.number)
    UNION ALL
    SELECT 1, format('ALTER TABLE %s DROP COLUMN %I', s.bounds, k.name)
    FROM coffer.spread_column k JOIN pg_attribute a ON a.attrelid = spread AND a.attnum = k.number
    WHERE k.relation = spread AND a.attisdropped
    UNION ALL
    SELECT 4, format('ALTER TABLE %s RENAME COLUMN %I TO %I', s.bounds, k.name, a.attname)
    FROM coffer.spread_column k JOIN pg_attribute a ON a.attrelid = spread AND a.attnum = k.number
    WHERE k.relation = spread AND NOT a.attisdropped AND a.attname <> k.name
    UNION ALL
    SELECT 5, format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', s.bounds, k.name, c.conname)
    FROM coffer.spread_check k JOIN pg_constraint c ON c.oid = k.number
    WHERE k.relation = spread AND c.conname <> k.name
    UNION ALL
    SELECT 6, format('ALTER INDEX %s.%I RENAME TO %I', s.namespace, k.name, c.relname)
    FROM coffer.spread_index k JOIN pg_class c ON c.oid = k.number
    WHERE k.relation = spread AND c.relname <> k.name
    UNION ALL
    SELECT v.step, v.statement
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum,
      LATERAL (VALUES
        (7, format('ALTER TABLE %s ADD COLUMN %s%s', s.bounds,
          coffer.column_definition(spread, a.attnum),
          ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))),
        (8, format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', s.bounds, a.attname)))
        v (step, statement)
    WHERE a.attrelid = spread AND a.attnum > 0 AND NOT a.attisdropped
      AND NOT EXISTS (SELECT FROM coffer.spread_column k
        WHERE k.relation = spread AND k.number = a.attnum)
    UNION ALL
    SELECT 9, format('ALTER TABLE %s ALTER COLUMN %I %s NOT NULL', s.bounds, a.attname,
      CASE WHEN a.attnotnull THEN 'SET' ELSE 'DROP' END)
    FROM coffer.spread_column k JOIN pg_attribute a ON a.attrelid = spread AND a.attnum = k.number
    WHERE k.relation = spread AND NOT a.attisdropped AND a.attnotnull <> k.required
    UNION ALL
    SELECT 10, format('ALTER TABLE %s ADD CONSTRAINT %I %s', s.bounds, c.conname,
      pg_get_constraintdef(c.oid))
    FROM pg_constraint c WHERE c.conrelid = spread AND c.contype = 'c'
      AND NOT EXISTS (SELECT FROM coffer.spread_check k WHERE k.number = c.oid)
    UNION ALL
    SELECT 11, format('ALTER TABLE %s VALIDATE CONSTRAINT %I', s.bounds, c.conname)
    FROM coffer.spread_check k JOIN pg_constraint c ON c.oid = k.number
    WHERE k.relation = spread AND c.convalidated AND NOT k.valid
    UNION ALL
    SELECT 12, coffer.index_statement(i.indexrelid, s.shard)
    FROM pg_index i WHERE i.indrelid = spread
      AND NOT EXISTS (SELECT FROM coffer.spread_index k WHERE k.number = i.indexrelid)
  ) d (step, statement) ORDER BY step
$function$;

-- Notes what the shards of a table have, which is what it has now.
CREATE FUNCTION coffer.note_definition(spread regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  DELETE FROM coffer.spread_column WHERE relation = spread;
  INSERT INTO coffer.spread_column
    SELECT spread, attnum, attname, coffer.column_type(spread, attnum), attnotnull
    FROM pg_attribute WHERE attrelid = spread AND attnum > 0 AND NOT attisdropped;
  DELETE FROM coffer.spread_check WHERE relation = spread;
  INSERT INTO coffer.spread_check
    SELECT spread, oid, conname, convalidated FROM pg_constraint
    WHERE conrelid = spread AND contype = 'c';
  DELETE FROM coffer.spread_index WHERE relation = spread;
  INSERT INTO coffer.spread_index
    SELECT spread, i.indexrelid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = spread;
END
$function$;

-- Carries what was changed about a distributed table to its shards, or refuses it.
CREATE FUNCTION coffer.carry(spread regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  breach text;
  statements text[];
BEGIN
  PERFORM coffer.require_read_committed();
  breach := coffer.breach(spread);
  IF breach IS NOT NULL THEN
    RAISE feature_not_supported USING
      MESSAGE = format('distributed table %s cannot be changed like this: %s', spread, breach),
      HINT = 'Columns, checks, NOT NULL, defaults and indexes that are not unique can be added and'
        ' dropped. For anything else copy the rows to a new table and distribute that.';
  END IF;
  SELECT array_agg(d) INTO statements FROM coffer.differences(spread) d;
  IF statements IS NOT NULL THEN
    PERFORM coffer.mark_everywhere(spread);
    PERFORM coffer.perform_everywhere(VARIADIC statements);
    PERFORM coffer.note_definition(spread);
  END IF;
  PERFORM coffer.give_shards_to_owner(spread);
END
$function$;

-- Whether a table is distributed by now, although the transaction may not see it. The list of its
-- partitions and their names are current in any isolation.
CREATE FUNCTION coffer.is_spread_by_now(relation oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT EXISTS (SELECT FROM pg_partition_tree(relation::regclass) p
    WHERE p.relid::text ~ '^coffer[.]t_[0-9]+_[0-9]+$')
$function$;

CREATE FUNCTION coffer.after_change() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  spread regclass;
BEGIN
  IF coffer.is_dated() AND EXISTS (SELECT FROM pg_event_trigger_ddl_commands() c
      WHERE c.classid = 'pg_class'::regclass AND coffer.is_spread_by_now(c.objid)) THEN
    PERFORM coffer.require_read_committed();
  END IF;
  FOR spread IN
    SELECT s.relation FROM coffer.spread s WHERE s.relation IN (
      SELECT unnest(ARRAY[c.objid,
        (SELECT inhparent FROM pg_inherits WHERE inhrelid = c.objid),
        (SELECT relation FROM coffer.shard WHERE foreign_table = c.objid),
        (SELECT indrelid FROM pg_index WHERE indexrelid = c.objid),
        (SELECT tgrelid FROM pg_trigger WHERE oid = c.objid),
        (SELECT polrelid FROM pg_policy WHERE oid = c.objid),
        (SELECT ev_class FROM pg_rewrite WHERE oid = c.objid),
        (SELECT conrelid FROM pg_constraint WHERE oid = c.objid),
        (SELECT prrelid FROM pg_publication_rel WHERE oid = c.objid)])
      FROM pg_event_trigger_ddl_commands() c
      UNION ALL
      SELECT r.prrelid FROM pg_event_trigger_ddl_commands() c
        JOIN pg_publication_rel r ON r.prpubid = c.objid
      WHERE c.classid = 'pg_publication'::regclass)
  LOOP
    PERFORM coffer.carry(spread);
  END LOOP;
END
$function$;

-- Looks at the tables that lost something and at no others: looking waits for whoever alters them.
CREATE FUNCTION coffer.after_drop() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  gone record;
  spread regclass;
BEGIN
  FOR gone IN DELETE FROM coffer.spread s
    WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = s.relation) RETURNING *
  LOOP
    PERFORM coffer.mark_everywhere(gone.relation);
    PERFORM coffer.perform_everywhere(
      format('DROP TABLE coffer_data.t_%s', gone.key), format('DROP SCHEMA t_%s', gone.key));
  END LOOP;
  FOR spread IN
    SELECT s.relation FROM coffer.spread s WHERE s.relation IN (
      SELECT unnest(ARRAY[d.objid,
        (SELECT relation FROM coffer.shard WHERE foreign_table = d.objid),
        (SELECT relation FROM coffer.spread_index WHERE number = d.objid),
        (SELECT relation FROM coffer.spread_check WHERE number = d.objid),
        (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE d.object_type = 'trigger' AND n.nspname = d.address_names[1]
            AND c.relname = d.address_names[2])])
      FROM pg_event_trigger_dropped_objects() d)
  LOOP
    PERFORM coffer.carry(spread);
  END LOOP;
END
$function$;

CREATE EVENT TRIGGER coffer_changes ON ddl_command_end EXECUTE FUNCTION coffer.after_change();
CREATE EVENT TRIGGER coffer_drops ON sql_drop EXECUTE FUNCTION coffer.after_drop();
