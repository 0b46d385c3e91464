package dev.coffer.agent.mariadb.content;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.database.DatabaseChange.Extent;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.mariadb.Access;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the users of a server have in it. */
public final class Contents {
  private static final String CHARACTER_SET = "--default-character-set=utf8mb4";

  // Texts as hexadecimal digits: a name of a database may hold whatever SQL can write.
  private static final String DATABASES =
      """
      SELECT HEX(SCHEMA_NAME), DEFAULT_CHARACTER_SET_NAME, HEX(SCHEMA_COMMENT)
      FROM information_schema.SCHEMATA
      WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
      """;

  // Roles have no host.
  private static final String ACCOUNTS =
      """
      SELECT HEX(User), HEX(Host) FROM mysql.global_priv
      WHERE Host <> '' AND User NOT IN ('', 'root', 'coffer', 'mysql', 'mariadb.sys')
      """;

  private static final String PRIVILEGES =
      """
      SELECT HEX(User), HEX(Host), HEX(Db),
        CASE WHEN 'Y' IN (Insert_priv, Update_priv, Delete_priv, Create_priv, Drop_priv, Alter_priv)
          THEN 'READ_AND_WRITE' ELSE 'READ' END
      FROM mysql.db
      WHERE Host <> '' AND User NOT IN ('', 'root', 'coffer', 'mysql', 'mariadb.sys')
        AND 'Y' IN (Select_priv, Insert_priv, Update_priv, Delete_priv, Create_priv, Drop_priv,
          Alter_priv)
      """;

  private static final Pattern REFUSED = Pattern.compile("ERROR (\\d+) \\([^)]*\\)[^:]*: (.*)");
  private static final int ACCESS_DENIED = 1045;
  private static final int NO_RIGHT_TO_READ = 1142;
  private static final int NO_RIGHT_TO_READ_COLUMN = 1143;

  private final Programs programs;
  private final Access access;

  public Contents(Programs programs, Access access) {
    this.programs = programs;
    this.access = access;
  }

  /** Connects, and thereby says what the way in says first. */
  public void connect() throws IOException {
    var _ = ask("DO 0");
  }

  public DatabaseInventory inventory() throws IOException {
    return new DatabaseInventory(
        rows(
            DATABASES,
            cells -> new DatabaseInventory.Database(text(cells, 0), cells[1], text(cells, 2)),
            DatabaseInventory.Database::name),
        rows(ACCOUNTS, Contents::account, DatabaseInventory.Account::toString),
        rows(
            PRIVILEGES,
            cells ->
                new DatabaseInventory.Privilege(
                    account(cells), text(cells, 2), Extent.valueOf(cells[3])),
            DatabaseInventory.Privilege::toString));
  }

  private <T> List<T> rows(String query, Function<String[], T> row, Function<T, String> order)
      throws IOException {
    return ask(query)
        .lines()
        .map(line -> row.apply(line.split("\t", -1)))
        .sorted(Comparator.comparing(order))
        .toList();
  }

  private static DatabaseInventory.Account account(String[] cells) {
    return new DatabaseInventory.Account(text(cells, 0), text(cells, 1));
  }

  private static String text(String[] cells, int n) {
    return new String(HexFormat.of().parseHex(cells[n]), StandardCharsets.UTF_8);
  }

  private String ask(String statement) throws IOException {
    try {
      return access.ask(programs, statement, CHARACTER_SET);
    } catch (ProcessFailed failed) {
      var refused = REFUSED.matcher(String.valueOf(failed.getMessage()));
      if (refused.find()) {
        throw new AgentFailure(
            Reason.STATEMENT_REFUSED, why(Integer.parseInt(refused.group(1)), refused.group(2)));
      }
      throw failed;
    }
  }

  private static String why(int error, String words) {
    return switch (error) {
      case ACCESS_DENIED -> "the administrator's password was changed by SQL";
      case NO_RIGHT_TO_READ, NO_RIGHT_TO_READ_COLUMN ->
          "the instance has to be restarted once before its accounts can be listed";
      default -> words;
    };
  }
}
