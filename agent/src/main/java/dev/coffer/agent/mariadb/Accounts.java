package dev.coffer.agent.mariadb;

import dev.coffer.agent.Credentials;
import java.nio.charset.StandardCharsets;

/**
 * The accounts that every instance of ours has, as statements for a server that bootstraps: the
 * administrator and our own. Other accounts of a restored instance are left as they are, except for
 * administrators from further hosts and the nameless, who may have no password.
 */
record Accounts(Credentials credentials) {
  static final String CONTROL = "coffer";

  byte[] statements() {
    try (var control = Passwords.ofControl(credentials.controlSecret())) {
      return statements(
              Passwords.hash(credentials.administratorPassword()), Passwords.hash(control))
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String statements(String administratorHash, String controlHash) {
    return """
      FLUSH PRIVILEGES;
      DELETE FROM mysql.global_priv WHERE User = 'root' OR (User = '' AND Host <> '');
      DELETE FROM mysql.proxies_priv WHERE User = 'root' OR User = '';
      FLUSH PRIVILEGES;
      CREATE USER 'root'@'localhost' IDENTIFIED VIA mysql_native_password USING '%1$s';
      CREATE USER 'root'@'%%' IDENTIFIED VIA mysql_native_password USING '%1$s';
      GRANT ALL ON *.* TO 'root'@'localhost' WITH GRANT OPTION;
      GRANT ALL ON *.* TO 'root'@'%%' WITH GRANT OPTION;
      CREATE OR REPLACE USER '%3$s'@'localhost' IDENTIFIED VIA mysql_native_password USING '%2$s';
      GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR, REPLICATION SLAVE ADMIN,
        CONNECTION ADMIN ON *.* TO '%3$s'@'localhost';
      """
        .formatted(administratorHash, controlHash, CONTROL);
  }
}
