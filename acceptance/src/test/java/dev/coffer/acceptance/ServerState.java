package dev.coffer.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that a request could change: the control database, the store, the key ring, the engines. */
final class ServerState implements AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          "iam_domain",
          "iam_project",
          "iam_user",
          "iam_access_key",
          "iam_policy",
          "iam_group",
          "iam_member",
          "iam_role",
          "iam_assignment",
          "iam_enterprise_project",
          "iam_password_policy",
          "iam_login_policy",
          "iam_agency",
          "iam_temporary_key",
          // Of the expired ones the server rids itself in its own time.
          "iam_token WHERE expires_at > issued_at",
          "kms_key",
          "kms_alias",
          "kms_tag",
          "kms_grant",
          "kms_vault",
          "instance_vault",
          "instance_volume",
          "instance",
          "backup_encryption",
          "backup",
          "cluster",
          "cluster_node",
          "snapshot",
          "job");

  private final ServerHome home;
  private final Connection database;

  ServerState(ServerHome home) throws SQLException {
    this.home = home;
    this.database = DriverManager.getConnection("jdbc:sqlite:" + home.controlDatabase());
  }

  List<String> now() throws SQLException, IOException {
    var state = new ArrayList<String>();
    for (String table : TABLES) {
      addRows(table, state);
    }
    state.addAll(home.stored());
    state.add(Files.readString(home.server().resolve("keyring.json")));
    for (String engines : List.of("instances", "clusters")) {
      Path directory = home.data().resolve(engines);
      if (Files.exists(directory)) {
        try (Stream<Path> directories = Files.list(directory)) {
          directories.map(Path::toString).sorted().forEach(state::add);
        }
      }
    }
    return List.copyOf(state);
  }

  private void addRows(String table, List<String> state) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new StringBuilder(table);
        for (int column = 1; column <= columns; column++) {
          // What earlier calls issued is written down once a minute.
          if (!rows.getMetaData().getColumnName(column).equals("data_keys_issued")) {
            row.append('|').append(rows.getString(column));
          }
        }
        state.add(row.toString());
      }
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
