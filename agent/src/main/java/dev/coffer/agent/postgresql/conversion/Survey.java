package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.postgresql.Node;
import dev.coffer.agent.postgresql.ReplicationSlot;
import dev.coffer.agent.postgresql.UnloggedRelations;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.volume.EngineVolume;
import dev.coffer.agent.warehouse.NodeSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a node can be converted, and what that takes; changes nothing. */
record Survey(Node node, Account superuser, Path home) {
  /** The log that comes while the copy is made, and the volume's own journals. */
  private static final long MARGIN = 512L << 20;

  /** Beside what stands in the way already. */
  NodeSurvey run(List<String> known) throws IOException {
    try (var session = node.session(Session.FIRST_DATABASE, superuser)) {
      var obstacles = new ArrayList<>(known);
      if (!EngineVolume.canBeOpened()) {
        obstacles.add("volumes need root and /dev/fuse");
      }
      if (!node.files().areForeign()
          && isTrue(session, "SELECT count(*) > 0 FROM pg_ls_dir('pg_tblspc')")) {
        obstacles.add("the node has tablespaces outside of its data directory");
      }
      UnloggedRelations.of(session, database -> node.session(database, superuser)).stream()
          .map("%s is unlogged and would be empty afterwards: SET LOGGED or drop it"::formatted)
          .forEach(obstacles::add);
      long data = Long.parseLong(session.ask("SELECT sum(pg_database_size(oid)) FROM pg_database"));
      return new NodeSurvey(
          data + MARGIN,
          Files.getFileStore(home).getUsableSpace(),
          replication(session),
          obstacles);
    }
  }

  private List<String> replication(Session session) {
    return session
        .list(
            """
            SELECT 'it follows another server: promote it' WHERE pg_is_in_recovery()
            UNION ALL
            SELECT format('replication slot %1$s is there: end what uses it and run'
                ' SELECT pg_drop_replication_slot(%2$s)', quote_ident(slot_name),
                quote_literal(slot_name))
              FROM pg_replication_slots WHERE slot_name <> 'OURS'
            UNION ALL
            SELECT format('a standby at %s follows it: stop it',
                coalesce(host(client_addr), 'its socket'))
              FROM pg_stat_replication
              WHERE application_name = 'walreceiver'
            """
                .replace("OURS", ReplicationSlot.NAME))
        .stream()
        .map(what -> "node " + node.files().id() + ": " + what)
        .toList();
  }

  private static boolean isTrue(Session session, String query) {
    return session.ask(query).equals("t");
  }
}
