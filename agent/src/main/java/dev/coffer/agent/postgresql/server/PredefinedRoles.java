package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the three roles away that run programs and read and write files of the server: before
 * version 16 a role that may create roles may grant them to itself. No server may run in the place.
 */
record PredefinedRoles(Programs programs, Cage cage, Place place) {
  /** pg_read_server_files, pg_write_server_files and pg_execute_server_program. */
  private static final String THEM = "(4569, 4570, 4571)";

  private static final String NONE_LEFT = "none_left = \"t\"";

  /** A statement ends with its line. */
  private static final String REMOVAL =
      """
      DELETE FROM pg_auth_members WHERE roleid IN %1$s OR member IN %1$s
      DELETE FROM pg_authid WHERE oid IN %1$s
      SELECT NOT EXISTS (SELECT FROM pg_authid WHERE oid IN %1$s) AS none_left
      """
          .formatted(THEM);

  /**
   * What another superuser set for the whole server counts here, what is set for a database not.
   */
  private static final String UNDISTURBED =
      """
      SET default_transaction_read_only = off
      SET statement_timeout = 0
      SET lock_timeout = 0
      SET search_path = pg_catalog
      """;

  private static byte[] statements(List<String> more) {
    var all = UNDISTURBED + String.join("\n", more) + "\n" + REMOVAL;
    return all.getBytes(StandardCharsets.UTF_8);
  }

  /** And more, a statement each. Works without a password, before any client can connect. */
  void remove(StartOptions options, List<String> more) throws IOException {
    var line = new ArrayList<String>();
    line.addAll(List.of(programs.server().toString(), "--single", "-O"));
    line.addAll(List.of("-D", place.data().toString()));
    line.addAll(options.line());
    line.add(Session.FIRST_DATABASE);
    var said = new ArrayList<String>();
    try {
      cage.inside(new Command(line, Path.of("/"))).run(statements(more), said::add);
    } catch (ProcessFailed refused) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "the server in %s does not start: %s".formatted(place.data(), refused.getMessage()),
          refused);
    }
    if (said.stream().noneMatch(text -> text.contains(NONE_LEFT))) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "roles that run programs could not be removed from " + place.data());
    }
  }
}
