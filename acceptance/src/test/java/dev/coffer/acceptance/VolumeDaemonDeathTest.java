package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.huaweicloud.sdk.gaussdb.v3.model.DeleteGaussMySqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlTdeInfo;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The daemon of an instance's volume is killed, again and again; the instance comes back. */
@ExtendWith(SharedCoffer.class)
final class VolumeDaemonDeathTest {
  private static final int KILLS = 5;

  /** Seconds on a quiet machine. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Shared shared;

  VolumeDaemonDeathTest(Shared shared) {
    this.shared = shared;
  }

  @BeforeEach
  void asRoot() {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts volumes");
  }

  @Test
  void anInstanceComesBackByItselfThoughAProcessLooksAtTheDeadMount() throws Exception {
    Cloud.Ordered order =
        shared.cloud.create(
            Cloud.order("dying-volume")
                .withTdeInfo(new MysqlTdeInfo().withEnableTde(true).withEncryptionType("SM4")));
    shared.cloud.complete(order.jobId());
    Path files = shared.home.instance(order.id());
    Database database = shared.cloud.database(order.id());
    database.run("CREATE DATABASE d", "CREATE TABLE d.kept (n INT PRIMARY KEY) ENGINE=InnoDB");
    Process onlooker = lookAt(files.resolve("mount"));
    try {
      for (int kill = 1; kill <= KILLS; kill++) {
        database.run("INSERT INTO d.kept VALUES (%d)".formatted(kill));
        ProcessHandle daemon = daemon(files).orElseThrow();
        Engines.kill(daemon);
        int expected = kill;
        Await.until(
            LIMIT,
            "the instance after kill %d of its volume's daemon".formatted(kill),
            // The engine that lost its volume may go on answering from its memory.
            () -> daemon(files).isPresent() && rows(database) == expected);
      }
    } finally {
      onlooker.destroyForcibly();
    }
    assertThat(Mounts.under(files)).hasSize(1);
    delete(order.id());
  }

  /** A process that is in the mount and has a file of it open. */
  private static Process lookAt(Path mount) throws IOException {
    return new ProcessBuilder("tail", "-f", somethingIn(mount).toString())
        .directory(mount.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path somethingIn(Path mount) throws IOException {
    return LiveTree.files(mount).findFirst().orElseThrow();
  }

  private static Optional<ProcessHandle> daemon(Path files) throws IOException {
    // The file is written anew for each daemon.
    return Files.readString(files.resolve("volume/daemon.pid"))
        .lines()
        .findFirst()
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
        .filter(ProcessHandle::isAlive);
  }

  private static int rows(Database database) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT COUNT(*) FROM d.kept")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      return -1;
    }
  }

  private void delete(String id) {
    shared.cloud.complete(
        shared
            .cloud
            .databases()
            .deleteGaussMySqlInstance(new DeleteGaussMySqlInstanceRequest().withInstanceId(id))
            .getJobId());
  }
}
