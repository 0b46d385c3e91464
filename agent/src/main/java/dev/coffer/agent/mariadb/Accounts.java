package dev.coffer.agent.mariadb;

import dev.coffer.agent.Credentials;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/**
 * The accounts that every instance of ours has, as statements for a server that bootstraps: the
 * administrator and our own. Other accounts of a restored instance are left as they are, except for
 * administrators from further hosts and the nameless, who may have no password.
 *
 * <p>The administrator has everything in every database but the server's own, where the more
 * specific of two grants holds, and makes accounts. On a server that the vendor has not changed the
 * right to make accounts is a way to every other: the cage is what holds, not this.
 */
record Accounts(Credentials credentials) {
  static final String CONTROL = "coffer";
  static final String ADMINISTRATOR = "root";

  byte[] statements() {
    var administrator = Passwords.hash(credentials.administratorPassword());
    return (administrator(administrator) + control(credentials.controlSecret()))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Keeps what brings our account back at each start of the server; it holds no password. */
  static void writeControl(InstanceFiles files, SecretBytes controlSecret) throws IOException {
    var directory = new DirectoryStore(files.directory());
    var name = files.controlAccount().getFileName().toString();
    try (var upload = directory.begin(name)) {
      upload.write(control(controlSecret).getBytes(StandardCharsets.UTF_8));
      upload.commit();
    }
    Files.setAttribute(files.controlAccount(), "unix:uid", files.cage().identity().user());
  }

  private static String administrator(String hash) {
    return """
      FLUSH PRIVILEGES;
      DELETE FROM mysql.global_priv WHERE User = 'root' OR (User = '' AND Host <> '');
      DELETE FROM mysql.proxies_priv WHERE User = 'root' OR User = '';
      DELETE FROM mysql.db WHERE User = 'root';
      FLUSH PRIVILEGES;
      """
        + administrator(hash, "localhost")
        + administrator(hash, "%");
  }

  private static String administrator(String hash, String host) {
    return """
      CREATE USER 'root'@'%2$s' IDENTIFIED VIA mysql_native_password USING '%1$s';
      GRANT CREATE USER ON *.* TO 'root'@'%2$s';
      GRANT ALL ON `%%`.* TO 'root'@'%2$s' WITH GRANT OPTION;
      GRANT SHOW VIEW ON mysql.* TO 'root'@'%2$s';
      GRANT SHOW VIEW ON sys.* TO 'root'@'%2$s';
      GRANT SELECT ON performance_schema.* TO 'root'@'%2$s';
      """
        .formatted(hash, host);
  }

  private static String control(SecretBytes secret) {
    // What we do at each start is no change that a replica of the instance has to make, too.
    try (var control = Passwords.ofControl(secret)) {
      return """
        SET SESSION sql_log_bin = 0;
        CREATE OR REPLACE USER '%2$s'@'localhost' IDENTIFIED VIA mysql_native_password USING '%1$s';
        GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR, REPLICATION SLAVE ADMIN, \
        CONNECTION ADMIN, SHOW DATABASES ON *.* TO '%2$s'@'localhost';
        GRANT SELECT (Host, User) ON mysql.global_priv TO '%2$s'@'localhost';
        GRANT SELECT ON mysql.db TO '%2$s'@'localhost';
        """
          .formatted(Passwords.hash(control), CONTROL);
    }
  }
}
