-- The last: what users may see of all this. What they set for their session decides how a
-- function's text is read and how expressions are written: not in those that are a superuser's.
DO $block$
DECLARE
  definer regprocedure;
  setting text;
BEGIN
  FOR definer, setting IN
    SELECT p.oid, s.setting FROM pg_proc p, unnest(ARRAY[
      'standard_conforming_strings = on', 'transform_null_equals = off', 'array_nulls = on',
      'quote_all_identifiers = off', 'datestyle = ISO', 'intervalstyle = postgres',
      'extra_float_digits = 1', 'bytea_output = hex', 'default_tablespace = ''''',
      'default_table_access_method = heap', 'row_security = on']) s (setting)
    WHERE p.pronamespace = 'coffer'::regnamespace AND p.prosecdef
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET %s', definer, setting);
  END LOOP;
END
$block$;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA coffer FROM PUBLIC;
GRANT USAGE ON SCHEMA coffer TO PUBLIC;
GRANT EXECUTE ON FUNCTION coffer.distribute(regclass, name) TO PUBLIC;
GRANT EXECUTE ON FUNCTION coffer.unfinished() TO PUBLIC;
