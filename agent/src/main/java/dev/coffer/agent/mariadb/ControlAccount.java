package dev.coffer.agent.mariadb;

import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Our account in an instance, as it is now: who may make accounts on a MariaDB may drop, lock or
 * limit every other.
 */
final class ControlAccount {
  private static final String GRANTED =
      "SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN ("
          + "'RELOAD','PROCESS','LOCK TABLES','BINLOG MONITOR','REPLICATION SLAVE ADMIN',"
          + "'CONNECTION ADMIN')";
  private static final String ALL = "6";

  /** Access denied in its forms, locked, expired, limited. */
  private static final Pattern TAKEN =
      Pattern.compile("ERROR (1045|1130|1142|1226|1227|1524|1698|1820|1862|4151) ");

  private ControlAccount() {}

  /** Fails where the server does not answer for another reason than the account. */
  static boolean isWhole(Programs programs, Access access) throws IOException {
    try {
      return access.ask(programs, GRANTED).strip().equals(ALL);
    } catch (ProcessFailed refused) {
      if (TAKEN.matcher(String.valueOf(refused.getMessage())).find()) {
        return false;
      }
      throw refused;
    }
  }
}
