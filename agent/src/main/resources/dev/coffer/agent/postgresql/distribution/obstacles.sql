-- What initdb made is the same on every node, and only that is. Higher object ids are of users.

-- Whether an expression says the same on every node, whoever evaluates it and whenever.
CREATE FUNCTION coffer.is_portable(expression text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT expression !~ '\{(SQLVALUEFUNCTION|NEXTVALUEEXPR|COERCEVIAIO|XMLEXPR)'
    AND expression !~ ':varattno (0|-)'
    AND NOT EXISTS (
      SELECT FROM regexp_matches(expression, ':(?:op|elem)?funcid (\d+)', 'g') m
        JOIN pg_proc p ON p.oid = m[1]::oid
      WHERE p.oid >= 16384 OR p.provolatile <> 'i')
$function$;

CREATE FUNCTION coffer.needs_users_objects(class regclass, object oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = class AND d.objid = object AND d.refobjid >= 16384
      AND d.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,
        'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_collation'::regclass,
        'pg_ts_config'::regclass, 'pg_ts_dict'::regclass))
$function$;

-- What data nodes could not keep of a table's columns, checks and indexes; null where they can.
CREATE FUNCTION coffer.unkept_definition(relation regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT reason FROM (
    SELECT 1, format('its column %I is an identity or generated column', a.attname)
    FROM pg_attribute a WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attidentity <> '' OR a.attgenerated <> '')
    UNION ALL
    SELECT 2, format('its column %I is of type %s, which the data nodes do not have', a.attname,
      format_type(a.atttypid, a.atttypmod))
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND (t.oid >= 16384 OR coalesce(e.typtype, t.typtype) NOT IN ('b', 'r', 'm')
        OR coalesce(e.typname, t.typname) ~ '^reg')
    UNION ALL
    SELECT 3, format('its column %I is of collation %s, which the data nodes do not have',
      a.attname, a.attcollation::regcollation)
    FROM pg_attribute a WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attcollation >= 16384
    UNION ALL
    SELECT 4, format('its check %I %s', k.conname, CASE
      WHEN k.connoinherit THEN 'is NO INHERIT'
      ELSE 'uses what is not the same on every node' END)
    FROM pg_constraint k WHERE k.conrelid = relation AND k.contype = 'c'
      AND (k.connoinherit OR coffer.needs_users_objects('pg_constraint', k.oid)
        OR NOT coffer.is_portable(k.conbin::text))
    UNION ALL
    SELECT 5, format('its index %s %s', i.indexrelid::regclass, CASE
      WHEN x.reltablespace <> 0 THEN 'is in a tablespace'
      ELSE 'uses what the data nodes do not have' END)
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = relation
      AND (x.reltablespace <> 0 OR coffer.needs_users_objects('pg_class', i.indexrelid))
  ) r (number, reason) ORDER BY number LIMIT 1
$function$;

-- What is attached to a table that works on the coordinator alone, where it would not hold.
CREATE FUNCTION coffer.unkept_attachment(relation regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT reason FROM (
    SELECT 1, 'it has row security' FROM pg_class c WHERE c.oid = relation
      AND (c.relrowsecurity OR c.relforcerowsecurity)
    UNION ALL
    SELECT 2, format('it has the policy %I', p.polname) FROM pg_policy p
    WHERE p.polrelid = relation
    UNION ALL
    SELECT 3, format('it has the trigger %I', t.tgname) FROM pg_trigger t
    WHERE t.tgrelid = relation AND NOT t.tgisinternal
      AND t.tgfoid NOT IN ('coffer.take_turn'::regproc, 'coffer.mark_writers'::regproc)
    UNION ALL
    SELECT 4, format('it has the rule %I', r.rulename) FROM pg_rewrite r
    WHERE r.ev_class = relation
    UNION ALL
    SELECT 5, format('the %s %I of table %s involves it',
      CASE k.contype WHEN 'f' THEN 'foreign key' WHEN 'x' THEN 'exclusion constraint'
        ELSE 'constraint trigger' END, k.conname, k.conrelid::regclass)
    FROM pg_constraint k WHERE k.contype IN ('f', 'x', 't')
      AND relation IN (k.conrelid, k.confrelid)
    UNION ALL
    SELECT 6, format('the publication %I publishes it', p.pubname) FROM pg_publication p
    WHERE p.oid IN (SELECT r.prpubid FROM pg_publication_rel r WHERE r.prrelid = relation)
    UNION ALL
    SELECT 7, format('its column %I has settings of its own', a.attname)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attoptions IS NOT NULL OR a.attfdwoptions IS NOT NULL OR a.attstattarget >= 0
        OR a.attcompression <> '' OR a.attstorage <> t.typstorage)
    UNION ALL
    SELECT 8, 'it is a partition of ' || i.inhparent::regclass FROM pg_inherits i
    WHERE i.inhrelid = relation
  ) r (number, reason) ORDER BY number LIMIT 1
$function$;

-- What else an ordinary table may have that a distributed one has not.
CREATE FUNCTION coffer.unkept_of_ordinary(relation regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT reason FROM (
    SELECT 1, format('its check %I is not validated', k.conname) FROM pg_constraint k
    WHERE k.conrelid = relation AND k.contype = 'c' AND NOT k.convalidated
    UNION ALL
    SELECT 2, format('its index %s is %s', i.indexrelid::regclass, CASE
      WHEN i.indisclustered THEN 'what the table is clustered on'
      WHEN NOT i.indimmediate THEN 'of a deferrable constraint'
      WHEN i.indisunique THEN 'a unique one with a comment'
      ELSE 'invalid' END)
    FROM pg_index i WHERE i.indrelid = relation
      AND (NOT i.indisvalid OR NOT i.indimmediate OR i.indisclustered
        OR i.indisunique AND (obj_description(i.indexrelid, 'pg_class') IS NOT NULL
          OR EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
            AND obj_description(k.oid, 'pg_constraint') IS NOT NULL)))
    UNION ALL
    SELECT 3, format('it has the statistics object %I', s.stxname) FROM pg_statistic_ext s
    WHERE s.stxrelid = relation
    UNION ALL
    SELECT 4, format('the publication %I publishes it', p.pubname) FROM pg_publication p
    WHERE p.puballtables OR p.oid IN (SELECT n.pnpubid FROM pg_publication_namespace n
      JOIN pg_class c ON c.relnamespace = n.pnnspid WHERE c.oid = relation)
    UNION ALL
    SELECT 5, CASE
      WHEN c.reltablespace <> 0 THEN 'it is in a tablespace'
      WHEN c.reloftype <> 0 THEN 'it is of a composite type'
      WHEN c.relreplident <> 'd' THEN 'it has a replica identity'
      ELSE 'it is not a heap table' END
    FROM pg_class c JOIN pg_am m ON m.oid = c.relam WHERE c.oid = relation
      AND (c.reltablespace <> 0 OR c.reloftype <> 0 OR c.relreplident <> 'd'
        OR m.amname <> 'heap')
    UNION ALL
    SELECT 6, format('the security label of %s is on it', l.provider) FROM pg_seclabel l
    WHERE l.classoid = 'pg_class'::regclass AND l.objoid = relation
    UNION ALL
    SELECT 7, 'it is a part of an extension' FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = relation AND d.deptype = 'e'
    UNION ALL
    SELECT 8, format('%s depends on it', pg_describe_object(d.classid, d.objid, d.objsubid))
    FROM pg_depend d JOIN pg_class c ON c.oid = relation LEFT JOIN pg_type t ON t.oid = c.reltype
    WHERE d.deptype = 'n' AND d.classid <> 'pg_constraint'::regclass
      AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = relation
        OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray))
    UNION ALL
    SELECT 9, 'its owner may not read it, or not use its schema' FROM pg_class c
    WHERE c.oid = relation AND NOT (has_table_privilege(c.relowner, c.oid, 'SELECT')
      AND has_schema_privilege(c.relowner, c.relnamespace, 'USAGE'))
  ) r (number, reason) ORDER BY number LIMIT 1
$function$;

CREATE FUNCTION coffer.is_hashable(type oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT EXISTS (
    SELECT FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod
    WHERE m.amname = 'hash' AND o.opcdefault AND (o.opcintype = type
      OR EXISTS (SELECT FROM pg_cast k WHERE k.castsource = type AND k.casttarget = o.opcintype
        AND k.castmethod = 'b' AND k.castcontext = 'i')
      OR o.opcintype = (SELECT CASE t.typtype WHEN 'r' THEN 'anyrange'::regtype
          WHEN 'm' THEN 'anymultirange'::regtype END FROM pg_type t WHERE t.oid = type)))
    OR coalesce((SELECT coffer.is_hashable(t.typelem) FROM pg_type t
      WHERE t.oid = type AND t.typcategory = 'A'), false)
$function$;

-- Why the table cannot be distributed by the column; null where it can.
CREATE FUNCTION coffer.obstacle(relation regclass, distribution_column name) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $function$
  SELECT coalesce(CASE
    WHEN EXISTS (SELECT FROM coffer.spread s WHERE s.relation = c.oid)
      THEN 'it is distributed already'
    WHEN c.relpersistence = 'u' THEN 'it is unlogged'
    WHEN c.relpersistence = 't' THEN 'it is temporary'
    WHEN c.relkind <> 'r' OR EXISTS (
        SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent))
      THEN 'it is not an ordinary table'
    WHEN a.attnum IS NULL THEN format('it has no column %I', distribution_column)
    WHEN NOT coffer.is_hashable(a.atttypid)
      THEN format('its column %I of type %s cannot be hashed', distribution_column,
        format_type(a.atttypid, a.atttypmod))
    WHEN NOT EXISTS (SELECT FROM coffer.data_node) THEN 'there is no data node'
  END, coffer.unkept_definition(relation), coffer.unkept_attachment(relation), (
    SELECT format('its unique index %s is without the column %I', i.indexrelid::regclass,
      distribution_column)
    FROM pg_index i WHERE i.indrelid = relation AND i.indisunique
      AND NOT a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
    LIMIT 1), coffer.unkept_of_ordinary(relation))
  FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    AND a.attname = distribution_column AND NOT a.attisdropped
  WHERE c.oid = relation
$function$;
