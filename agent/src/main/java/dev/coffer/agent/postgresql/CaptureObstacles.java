package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Origin;
import dev.coffer.agent.postgresql.server.Programs;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a server of another user could not be copied while it runs, and what to do about it; changes
 * nothing.
 */
record CaptureObstacles(ForeignServer server, Account superuser) {
  /** A base backup takes two connections: its files and their log. */
  private static final int SENDERS = 2;

  List<String> find() throws IOException {
    var found = new ArrayList<String>();
    findProgram(found);
    findUser(found);
    findRights(found);
    findLimits(found);
    for (var tablespace :
        server
            .session()
            .list(
                """
                SELECT format('%s in %s', spcname, pg_tablespace_location(oid)) FROM pg_tablespace
                WHERE pg_tablespace_location(oid) <> ''
                """)) {
      found.add("tablespace %s: move its tables to pg_default and drop it".formatted(tablespace));
    }
    return found;
  }

  private void findProgram(List<String> found) throws IOException {
    var running = Files.readSymbolicLink(Path.of("/proc", pid(), "exe"));
    try {
      var ours = Programs.of(server.version()).server().toRealPath();
      if (!running.equals(ours)) {
        found.add("it runs %s, not %s: restart it with the latter".formatted(running, ours));
      }
    } catch (AgentFailure missing) {
      found.add(String.valueOf(missing.getMessage()));
    }
  }

  private String pid() {
    return Long.toString(server.process().pid());
  }

  private void findUser(List<String> found) throws IOException {
    try {
      var _ = Origin.ownerOf(server.listed());
    } catch (AgentFailure refused) {
      found.add(String.valueOf(refused.getMessage()));
    }
  }

  private void findRights(List<String> found) {
    var address = new Session.Address(ForeignServer.HOST, server.place().port());
    try {
      Session.requireReplication(address, superuser, Session.Proof.AS_THE_SERVER_ASKS);
    } catch (AgentFailure refused) {
      found.add(
          "%s: allow database replication to %s from %s in %s"
              .formatted(
                  refused.getMessage(),
                  superuser.role(),
                  ForeignServer.HOST,
                  server.session().ask("SHOW hba_file")));
    }
  }

  private void findLimits(List<String> found) {
    if (isTrue("SELECT setting = 'minimal' FROM pg_settings WHERE name = 'wal_level'")) {
      found.add("wal_level is minimal: set it to replica");
    }
    if (isTrue(
        """
        SELECT setting::int - (SELECT count(*) FROM pg_stat_replication) < %d
        FROM pg_settings WHERE name = 'max_wal_senders'
        """
            .formatted(SENDERS))) {
      found.add("fewer than %d of max_wal_senders are free: raise it".formatted(SENDERS));
    }
    if (isTrue(
        """
        SELECT setting::int - (SELECT count(*) FROM pg_replication_slots) < 1
        FROM pg_settings WHERE name = 'max_replication_slots'
        """)) {
      found.add("none of max_replication_slots is free: raise it");
    }
    if (isTrue("SELECT pg_is_in_recovery()")) {
      found.add("it follows another server: promote it or take the other one");
    }
  }

  private boolean isTrue(String query) {
    return server.session().ask(query).equals("t");
  }
}
