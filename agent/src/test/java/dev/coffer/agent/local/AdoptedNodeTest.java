package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.local.ForeignPostgres.Layout;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One server that somebody else made, and that becomes a node of ours or stays what it was. */
@Tag("engine")
final class AdoptedNodeTest {
  private static final Duration SOON = Duration.ofMinutes(5);
  private static final int SOME = 100;

  private final VolumeKey key =
      new VolumeKey(
          BlockSuite.GENERAL_CIPHER,
          SecretBytes.random(BlockSuite.GENERAL_CIPHER.keyLength(), new SecureRandom()));
  private Path root;
  private OperatorsList list;
  private LocalWarehouseHost host;

  @BeforeEach
  void begin() throws IOException {
    root = EngineHome.create();
    list = new OperatorsList(root.resolve("adoptable.json"));
    host =
        new LocalWarehouseHost(
            root.resolve("clusters"), list.adoptable(), BindAddresses.LOOPBACK_ONLY);
  }

  @AfterEach
  void end() throws IOException {
    host.destroy("node");
    EngineHome.delete(root);
  }

  private ForeignPostgres make(Layout layout) throws IOException, SQLException {
    var server = ForeignPostgres.make(Files.createDirectory(root.resolve("theirs")), layout);
    list.with("postgresql", server.data(), "\"port\": " + server.place().port());
    server.run("CREATE TABLE committed (n int PRIMARY KEY)");
    return server;
  }

  @Test
  void itMovesToAVolumeAndNobodyStartsItWhereItWas() throws Exception {
    var server = make(Layout.CONFIGURED_ELSEWHERE);
    var access = server.access("node");
    assertThat(host.conversions().survey(access).obstacles()).isEmpty();
    assertThat(root.resolve("clusters/node")).doesNotExist();
    var client = new CommittingClient(server.url(), ForeignPostgres.ROLE, ForeignPostgres.PASSWORD);
    follow(access);
    assertThat(host.inspect("node").orElseThrow().state()).isEqualTo(State.RUNNING);
    host.conversions().switchOver(access);
    assertThatThrownBy(() -> server.start("-w", "-o", "-p " + ForeignPostgres.freePort()))
        .isInstanceOf(ProcessFailed.class);
    awaitMoreOf(client);
    client.end();
    host.conversions().verify(access, Watch.none());
    host.conversions().retire("node");

    assertThat(server.data()).doesNotExist();
    assertThat(missing(server, client)).isEmpty();
    assertThat(server.ask("SHOW work_mem")).isEqualTo("5MB");
    assertThat(server.ask("SHOW data_directory"))
        .startsWith(root.resolve("clusters") + "/node/mount");
    host.stop("node");
    host.unlock("node", key.dataKey());
    assertThat(host.start("node").port()).isEqualTo(server.port());
    assertThat(missing(server, client)).isEmpty();
  }

  @Test
  void itIsGivenBackAsItWas() throws Exception {
    try (var server = make(Layout.CONFIGURED_ELSEWHERE)) {
      long before = server.pid();
      var access = server.access("node");
      follow(access);
      var snapshots =
          host.snapshots(
              new DirectoryStore(root.resolve("store")),
              new SecureRandom(),
              InstantSource.system());
      assertThatThrownBy(() -> snapshots.join(List.of(access)))
          .as("its sockets are not its cluster's alone")
          .hasMessageContaining("adopted, not restored");
      host.conversions().abandon(access);
      assertThat(server.pid()).isEqualTo(before);
      assertThat(server.ask("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
      assertThat(root.resolve("clusters/node")).doesNotExist();
      host.conversions().abandon(access);

      host.conversions().takeOver(access);
      server.stop();
      Files.move(
          server.data().resolve("global/pg_control"),
          server.data().resolve("global/pg_control.coffer"));
      host.conversions().abandon(access);
      assertThat(server.ask("SHOW work_mem")).isEqualTo("5MB");
      assertThat(server.ask("SHOW data_directory")).isEqualTo(server.data().toString());
      assertThat(root.resolve("clusters/node")).doesNotExist();
    }
  }

  @Test
  void whoeverStartsItWhileItMovesLosesNoCommit() throws Exception {
    try (var server = make(Layout.PLAIN)) {
      var access = server.access("node");
      var client =
          new CommittingClient(server.url(), ForeignPostgres.ROLE, ForeignPostgres.PASSWORD);
      follow(access);
      refusesWhileSomebodyIsInside(server, access);
      awaitMoreOf(client);
      var ended = new AtomicBoolean();
      var restarter = Thread.ofPlatform().start(() -> startAgainAndAgain(server, ended));
      try {
        assertThat(Await.until(SOON, () -> isSwitched(access))).isTrue();
        awaitMoreOf(client);
      } finally {
        ended.set(true);
        restarter.join();
      }
      client.end();
      assertThat(server.ask("SHOW data_directory")).startsWith(root + "/clusters");
      assertThat(missing(server, client)).isEmpty();
    }
  }

  private void refusesWhileSomebodyIsInside(ForeignPostgres server, NodeAccess access)
      throws Exception {
    Path program = Files.copy(Path.of("/bin/sleep"), root.resolve("postgres"));
    var inside =
        new ProcessBuilder(program.toString(), "600").directory(server.data().toFile()).start();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var left = threads.submit(() -> leaveOnceRefused(inside));
      assertThatThrownBy(() -> host.conversions().switchOver(access))
          .isInstanceOfSatisfying(
              AgentFailure.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.SWITCH_OVER_REFUSED));
      assertThat(left.get()).isTrue();
    } finally {
      inside.destroy();
      inside.waitFor();
    }
    assertThat(host.conversions().isSealed("node")).isFalse();
    assertThat(server.ask("SHOW data_directory")).isEqualTo(server.data().toString());
  }

  /** The log is made when the server is about to be started again. */
  private boolean leaveOnceRefused(Process inside) throws IOException {
    boolean refused =
        Await.until(SOON, () -> Files.exists(root.resolve("clusters/node/server.log")));
    inside.destroy();
    return refused;
  }

  /** Somebody may be quicker once and again. */
  private boolean isSwitched(NodeAccess access) {
    try {
      host.conversions().switchOver(access);
    } catch (AgentFailure refused) {
      assertThat(refused.reason())
          .isIn(Reason.SWITCH_OVER_REFUSED, Reason.ENGINE_UNRESPONSIVE, Reason.ENGINE_FAILED);
    }
    return host.conversions().isSealed("node");
  }

  /** As a supervisor does that knows no pause, and gives up as systemd's do. */
  private static void startAgainAndAgain(ForeignPostgres server, AtomicBoolean ended) {
    for (int starts = 0; starts < 5 && !ended.get(); ) {
      if (Files.notExists(server.data().resolve("postmaster.pid"))) {
        starts++;
        try {
          server.start("-W");
        } catch (IOException closed) {
          // It cannot be started any more, or somebody else did it.
        }
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void whatStandsInTheWayIsToldWithWhatToDo() throws Exception {
    try (var server = make(Layout.PLAIN)) {
      assertObstacle("does not let boss in", server.access("node", "wrong"));
      var access = server.access("node");

      var link = Files.createSymbolicLink(server.data().resolve("elsewhere"), root);
      assertObstacle("elsewhere is a link: put there what it leads to", access);
      Files.delete(link);

      server.run("ALTER SYSTEM SET ssl_ca_file = '" + server.data().resolve("ca.pem") + "'");
      server.reload();
      Await.until(SOON, () -> obstacles(access).contains("names the data directory"));
      assertObstacle("make it relative or put it elsewhere", access);
      server.run("ALTER SYSTEM RESET ssl_ca_file");

      Path rules = server.data().resolve("pg_hba.conf");
      String before = Files.readString(rules);
      Files.writeString(rules, before.replaceAll("(?m)^.*\\breplication\\b.*$", ""));
      server.reload();
      Await.until(SOON, () -> obstacles(access).contains("allow database replication to boss"));
      assertObstacle(rules.toString(), access);
      Files.writeString(rules, before);
      server.reload();

      Path outside = root.resolve("theirs/run/tablespace");
      server.run("COPY (SELECT 1) TO PROGRAM 'mkdir -p " + outside + "'");
      server.run("CREATE TABLESPACE fast LOCATION '" + outside + "'");
      assertObstacle("tablespace fast in " + outside + ": move its tables", access);
      server.run("DROP TABLESPACE fast");
      Await.until(SOON, () -> obstacles(access).isEmpty());
      assertThat(obstacles(access)).isEmpty();
      assertThat(root.resolve("clusters/node")).doesNotExist();
    }
  }

  private void follow(NodeAccess access) {
    var conversions = host.conversions();
    conversions.takeOver(access);
    conversions.prepare("node", key);
    conversions.copy(access, Watch.none());
    conversions.follow(access);
  }

  private static void awaitMoreOf(CommittingClient client) throws IOException {
    int now = client.commits();
    assertThat(Await.until(SOON, () -> client.commits() > now + SOME)).isTrue();
  }

  private void assertObstacle(String text, NodeAccess access) {
    assertThat(obstacles(access)).contains(text);
  }

  private String obstacles(NodeAccess access) {
    return String.join("\n", host.conversions().survey(access).obstacles());
  }

  private static List<Integer> missing(ForeignPostgres server, CommittingClient client)
      throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                server.url(), ForeignPostgres.ROLE, ForeignPostgres.PASSWORD);
        var query =
            connection.prepareStatement(
                "SELECT coalesce(array_agg(n), '{}') FROM unnest(?) n"
                    + " WHERE n NOT IN (SELECT n FROM committed)")) {
      query.setArray(1, connection.createArrayOf("int", client.acknowledged().toArray()));
      try (var rows = query.executeQuery()) {
        rows.next();
        return List.of((Integer[]) rows.getArray(1).getArray());
      }
    }
  }
}
