package dev.coffer.agent.mariadb.content;

import dev.coffer.agent.database.AccountName;
import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseName;
import dev.coffer.agent.mariadb.Passwords;
import java.util.Optional;

/**
 * A change as one statement that reads the same under every SQL mode. It holds a password's hash,
 * so it belongs on no command line. The trap: GRANT takes the name of a database for a pattern.
 */
public final class Statements {
  private static final String READ = "SELECT, SHOW VIEW";

  private Statements() {}

  public static String of(DatabaseChange change) {
    return switch (change) {
      case DatabaseChange.CreateDatabase(var database, var characterSet, var comment) ->
          "CREATE DATABASE %s CHARACTER SET %s%s"
              .formatted(
                  name(database),
                  characterSet,
                  comment.map(_ -> " " + comment(comment)).orElse(""));
      case DatabaseChange.DropDatabase(var database) -> "DROP DATABASE " + name(database);
      case DatabaseChange.CommentDatabase(var database, var comment) ->
          "ALTER DATABASE %s %s".formatted(name(database), comment(comment));
      case DatabaseChange.CreateAccount(var account, var password) ->
          "CREATE USER %s %s".formatted(name(account), identified(Passwords.hash(password)));
      case DatabaseChange.DropAccount(var account) -> "DROP USER " + name(account);
      case DatabaseChange.SetPassword(var account, var password) ->
          "ALTER USER %s %s".formatted(name(account), identified(Passwords.hash(password)));
      case DatabaseChange.Grant(var account, var database, var extent) ->
          "GRANT %s ON %s.* TO %s"
              .formatted(
                  switch (extent) {
                    case READ -> READ;
                    case READ_AND_WRITE -> "ALL PRIVILEGES";
                  },
                  pattern(database),
                  name(account));
      case DatabaseChange.Revoke(var account, var database) ->
          "REVOKE ALL PRIVILEGES ON %s.* FROM %s".formatted(pattern(database), name(account));
    };
  }

  private static String name(DatabaseName database) {
    return "`" + database.name() + "`";
  }

  /** As {@code mysql.db} keeps it: an underscore that is not escaped stands for any character. */
  private static String pattern(DatabaseName database) {
    return "`" + database.name().replace("_", "\\_") + "`";
  }

  private static String name(AccountName account) {
    return "'" + account.name() + "'@'" + account.host() + "'";
  }

  private static String comment(Optional<String> comment) {
    return "COMMENT '" + comment.orElse("") + "'";
  }

  private static String identified(String hash) {
    return "IDENTIFIED VIA mysql_native_password USING '" + hash + "'";
  }
}
