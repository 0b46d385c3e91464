package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real MariaDB on a volume: the server is killed under load, and then the volume's daemon. */
@Tag("engine")
final class MariaDbOnVolumeTest {
  private static final int COMMITS_BEFORE_KILL = 200;

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @SuppressWarnings("NullAway.Init")
  private Path data;

  private @Nullable Process server;

  private void open(BlockSuite suite) throws IOException {
    volume = new TestVolume(suite);
    volume.mount();
    data = Files.createDirectory(volume.mountPoint().resolve("data"));
    TestVolume.run("chown", "mysql:mysql", data.toString());
    TestVolume.run(
        "mariadb-install-db",
        "--no-defaults",
        "--user=mysql",
        "--datadir=" + data,
        "--auth-root-authentication-method=normal",
        "--skip-test-db");
    start();
    query("CREATE DATABASE shop; CREATE TABLE shop.acked (i INT PRIMARY KEY, filler CHAR(200))");
  }

  @AfterEach
  void close() throws IOException {
    killServer();
    volume.close();
  }

  private String socket() {
    return "--socket=" + data.resolve("socket");
  }

  private void start() throws IOException {
    server =
        new ProcessBuilder(
                "mariadbd",
                "--no-defaults",
                "--user=mysql",
                "--datadir=" + data,
                socket(),
                "--skip-networking",
                "--innodb-buffer-pool-size=16M",
                "--innodb-log-file-size=8M",
                "--log-error=" + data.resolve("errors"))
            .start();
    TestVolume.run("mariadb-admin", "--no-defaults", socket(), "--wait=60", "ping");
  }

  private void killServer() {
    if (server != null) {
      server.destroyForcibly();
      var _ = server.onExit().join();
    }
  }

  private String query(String sql) throws IOException {
    return TestVolume.run("mariadb", "--no-defaults", socket(), "-NBe", sql);
  }

  private interface Kill {
    void run() throws IOException;
  }

  /** Commits one number after the other until something gives; those that were acknowledged. */
  private List<Integer> commitFrom(int first, Kill kill) throws IOException {
    String script =
        "for i in $(seq %d %d); do echo \"INSERT INTO acked VALUES ($i, 'x') RETURNING i;\"; done"
            .formatted(first, first + 100_000);
    Process client =
        new ProcessBuilder(
                "bash", "-c", script + " | mariadb --no-defaults " + socket() + " -nNB shop 2>&1")
            .start();
    var acknowledged = new ArrayList<Integer>();
    try (BufferedReader answers = client.inputReader(StandardCharsets.UTF_8)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.matches("\\d+")) {
          acknowledged.add(Integer.valueOf(line));
          if (acknowledged.size() == COMMITS_BEFORE_KILL) {
            kill.run();
          }
        }
      }
    }
    return acknowledged;
  }

  private void assertWhole(List<Integer> acknowledged) throws IOException {
    List<Integer> present =
        query("SELECT i FROM shop.acked").lines().map(Integer::valueOf).toList();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(COMMITS_BEFORE_KILL);
    assertThat(present).containsAll(acknowledged);
    assertThat(query("CHECK TABLE shop.acked EXTENDED")).endsWith("OK");
  }

  @ParameterizedTest
  @EnumSource
  void recoversWithEveryAcknowledgedCommit(BlockSuite suite) throws IOException {
    open(suite);
    List<Integer> acknowledged = new ArrayList<>(commitFrom(0, this::killServer));
    start();
    assertWhole(acknowledged);

    acknowledged.addAll(commitFrom(200_000, volume::killDaemon));
    killServer();
    volume.mount();
    start();
    assertWhole(acknowledged);

    TestVolume.run("mariadb-admin", "--no-defaults", socket(), "shutdown");
    var _ = server == null ? null : server.onExit().join();
    volume.volume().unmount();
    assertThat(volume.volume().check(volume.dek())).isEmpty();
    volume.mount();
  }
}
