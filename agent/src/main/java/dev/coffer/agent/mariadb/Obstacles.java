package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.mariadb.restored.SystemVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a backup of a server would miss, or an instance restored from it could not have. */
final class Obstacles {
  /** Directories that a backup reads from, inside of the data directory unless said otherwise. */
  private static final List<String> DIRECTORIES =
      List.of(
          "innodb_data_home_dir",
          "innodb_undo_directory",
          "innodb_log_group_home_dir",
          "aria_log_dir_path");

  private Obstacles() {}

  /** Refuses a server of another's making for any of them, by name. */
  static void refuseForeign(ServerFacts facts, Access access) throws IOException {
    if (!facts.encryptionPlugins().isEmpty()) {
      throw refusal(
          "its encryption plugin %s: a restored instance would not have the keys"
              .formatted(facts.encryptionPlugins().getFirst()));
    }
    for (var name : DIRECTORIES) {
      var value = facts.variables().getOrDefault(name, "");
      if (!access.reaches(Path.of(value))) {
        throw refusal(
            "%s = '%s': it lies outside of the data directory, and the operator's list does not"
                    .formatted(name, value)
                + " have it under \"directories\"");
      }
    }
    refuse(facts, access);
  }

  /** Refuses any server for them. */
  static void refuse(ServerFacts facts, Access access) throws IOException {
    var _ = SystemVariables.of(facts.variables());
    var outside = access.links();
    if (!outside.isEmpty()) {
      throw refusal(
          "%s: it leads to data outside of the data directory (DATA DIRECTORY of a table, or a"
                  .formatted(outside.getFirst())
              + " link); move it inside");
    }
  }

  private static AgentFailure refusal(String what) {
    return new AgentFailure(Reason.NOT_CARRIED, "the server cannot be backed up with " + what);
  }
}
