-- The last: what users may see of all this.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA coffer FROM PUBLIC;
GRANT USAGE ON SCHEMA coffer TO PUBLIC;
GRANT EXECUTE ON FUNCTION coffer.distribute(regclass, name) TO PUBLIC;
GRANT EXECUTE ON FUNCTION coffer.unfinished() TO PUBLIC;
