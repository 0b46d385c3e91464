package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backups of servers whose users leave no connection, or hold locks. */
@Tag("engine")
@ExtendWith(LiveEngine.class)
final class BackupReachTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String CONNECTED =
      "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS"
          + " WHERE VARIABLE_NAME = 'THREADS_CONNECTED'";

  private final Running source;

  BackupReachTest(Running source) {
    this.source = source;
  }

  @Test
  void usersWhoHaveAllConnectionsDoNotStopABackup() throws Exception {
    var taken = new ArrayList<Connection>();
    try {
      takeAll(taken, () -> Running.connect(source.instance));
      assertThat(limit(taken.getFirst())).isEqualTo(taken.size());
      agent(source.home, Adoptable.NOTHING, Duration.ofMinutes(1))
          .backup(backup(source.engine()), Watch.none());
      assertThat(limit(taken.getFirst())).isEqualTo(taken.size());
    } finally {
      closeAll(taken);
    }
  }

  @Test
  void theLimitThatAKilledAgentRaisedIsPutBack() throws Exception {
    var taken = new ArrayList<Connection>();
    try {
      takeAll(taken, () -> Running.connect(source.instance));
      dieInABackup();
      assertThat(limit(taken.getFirst())).isGreaterThan(taken.size());
      var agent = agent(source.home, Adoptable.NOTHING, Duration.ofMinutes(1));
      agent.recover(source.engine());
      assertThat(limit(taken.getFirst())).isEqualTo(taken.size());
    } finally {
      closeAll(taken);
    }
  }

  private void dieInABackup() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DyingAgent.class.getName(),
                source.home.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(DyingAgent.STATUS);
  }

  /** A process that ends as if killed once its backup has begun. */
  static final class DyingAgent {
    private static final int STATUS = 9;

    private DyingAgent() {}

    public static void main(String[] arguments) throws IOException {
      var engine = new Engine.Own("source", Running.secret(Running.CONTROL));
      agent(Path.of(arguments[0]), Adoptable.NOTHING, Duration.ofMinutes(1))
          .backup(backup(engine), dying());
    }

    private static Watch dying() {
      return new Watch() {
        @Override
        public void progress(int percent) {
          Runtime.getRuntime().halt(STATUS);
        }

        @Override
        public void note(String note) {}

        @Override
        public boolean isCancelled() {
          return false;
        }
      };
    }
  }

  @Test
  void aBackupThatWaitsNamesTheHolderAndGivesUp() throws Exception {
    var notes = new ArrayList<String>();
    try (var connection = Running.connect(source.instance);
        var statement = connection.createStatement()) {
      statement.execute("LOCK TABLES d.c WRITE");
      var holder = "connection %d of 'root'".formatted(id(connection));
      var agent = agent(source.home, Adoptable.NOTHING, Duration.ofSeconds(2));
      assertThatThrownBy(() -> agent.backup(backup(source.engine()), noting(notes)))
          .isInstanceOfSatisfying(
              AgentFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.LOCK_HELD))
          .hasMessageContaining("waited for more than 2 s for a lock, held by " + holder)
          .hasMessageContaining("(idle for ");
      assertThat(notes).isNotEmpty().allMatch(note -> note.contains(holder));
    }
  }

  @Test
  void anAdoptedServerWithoutConnectionsSaysWhatToSet() throws Exception {
    assumeThat(Confinement.isRoot()).isTrue();
    var root = source.home.resolveSibling("crowded");
    var taken = new ArrayList<Connection>();
    try (var foreign = ForeignMariaDb.start(root, List.of(), List.of("--max-connections=10"))) {
      var list =
          new OperatorsList(source.home.resolveSibling("crowded.json"))
              .with("mariadb", foreign.data(), foreign.address(List.of()));
      var agent = agent(source.home, list.adoptable(), Duration.ofSeconds(2));
      try {
        takeAll(taken, foreign::connect);
        assertThatThrownBy(() -> agent.backup(backup(foreign.engine()), Watch.none()))
            .hasMessageContaining("all connections of the server are taken")
            .hasMessageContaining("extra_port");
      } finally {
        closeAll(taken);
      }
    }
  }

  private interface Connecting {
    Connection connect() throws SQLException;
  }

  private static void takeAll(List<Connection> taken, Connecting connecting) throws IOException {
    assertThat(Await.until(SOON, () -> hasTakenAll(taken, connecting))).isTrue();
  }

  /** The place of a connection that was closed is free only once its thread in the server ended. */
  private static boolean hasTakenAll(List<Connection> taken, Connecting connecting)
      throws IOException {
    assertThatThrownBy(
            () -> {
              while (true) {
                taken.add(connecting.connect());
              }
            })
        .hasMessageContaining("Too many connections");
    try {
      return number(taken.getFirst(), CONNECTED) == taken.size();
    } catch (SQLException refused) {
      throw new IOException(refused);
    }
  }

  private static void closeAll(List<Connection> taken) throws SQLException {
    for (var connection : taken) {
      connection.close();
    }
  }

  private static int limit(Connection connection) throws SQLException {
    return number(connection, "SELECT @@max_connections");
  }

  private static int id(Connection connection) throws SQLException {
    return number(connection, "SELECT CONNECTION_ID()");
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Agent agent(Path home, Adoptable adoptable, Duration lockWait) throws IOException {
    var configured =
        new LocalAgent.Configured(FileKeys.NONE, adoptable, BindAddresses.LOOPBACK_ONLY, lockWait);
    return new LocalAgent(
        home, new MemoryStore(), configured, new SecureRandom(), InstantSource.system());
  }

  private static BackupRequest backup(Engine engine) {
    return new BackupRequest("b", "source", engine, Compression.ZSTD, Optional.empty());
  }

  private static Watch noting(List<String> notes) {
    return new Watch() {
      @Override
      public void progress(int percent) {}

      @Override
      public void note(String note) {
        notes.add(note);
      }

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }
}
