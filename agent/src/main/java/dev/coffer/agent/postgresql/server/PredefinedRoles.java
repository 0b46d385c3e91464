package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.postgresql.singleuser.SingleUserServer;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
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

  /** And more, a statement each. Works without a password, before any client can connect. */
  void remove(StartOptions options, List<String> more) throws IOException {
    var alone = new SingleUserServer(cage, programs.server(), place.data(), options.line());
    List<String> said;
    try {
      said = alone.run(Session.FIRST_DATABASE, String.join("\n", more) + "\n" + REMOVAL);
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
