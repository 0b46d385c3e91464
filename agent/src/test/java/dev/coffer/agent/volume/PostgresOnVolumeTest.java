package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real PostgreSQL on a volume whose daemon is killed under load. */
@Tag("engine")
final class PostgresOnVolumeTest {
  private static final String PROGRAMS = "/usr/lib/postgresql/15/bin/";
  private static final int COMMITS_BEFORE_KILL = 300;

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @SuppressWarnings("NullAway.Init")
  private Path data;

  private void open(BlockSuite suite) throws IOException {
    volume = new TestVolume(suite);
    volume.mount();
    data = Files.createDirectory(volume.mountPoint().resolve("data"));
    TestVolume.run("chown", "postgres:postgres", data.toString());
    TestVolume.run("chmod", "700", data.toString());
    program("initdb", "-D " + data + " --no-instructions --data-checksums");
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "listen_addresses = ''\nunix_socket_directories = '%s'\nshared_buffers = '16MB'\n"
            .formatted(data));
    start();
  }

  @AfterEach
  void close() throws IOException {
    try {
      program("pg_ctl", "-D %s -m immediate stop || true".formatted(data));
    } finally {
      volume.close();
    }
  }

  private static String program(String name, String arguments) throws IOException {
    return TestVolume.runAs("postgres", PROGRAMS + name + " " + arguments);
  }

  // Its process may still stand in the process table, unreaped, and then its locks look held.
  private void forgetDeadServer() throws IOException {
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    Files.deleteIfExists(data.resolve(".s.PGSQL.5432.lock"));
  }

  private void start() throws IOException {
    program("pg_ctl", "-D %1$s -w -l %1$s/log start".formatted(data));
  }

  private String query(String sql) throws IOException {
    return program("psql", "-h %s -d postgres -XAtq -c \"%s\"".formatted(data, sql));
  }

  /** Commits one number after the other until something gives; those that were acknowledged. */
  private List<Integer> commitUntil(int enough, Kill kill) throws IOException {
    Process client =
        new ProcessBuilder(
                "runuser",
                "-u",
                "postgres",
                "--",
                "bash",
                "-c",
                "cd /; for i in $(seq 1 100000); do echo \"insert into acked values ($i)"
                    + " returning i;\"; done | "
                    + PROGRAMS
                    + "psql -h %s -d postgres -XAtq -v ON_ERROR_STOP=1 2>&1".formatted(data))
            .redirectErrorStream(true)
            .start();
    var acknowledged = new ArrayList<Integer>();
    try (BufferedReader answers = client.inputReader(StandardCharsets.UTF_8)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.matches("\\d+")) {
          acknowledged.add(Integer.valueOf(line));
          if (acknowledged.size() == enough) {
            kill.run();
          }
        }
      }
    }
    return acknowledged;
  }

  private interface Kill {
    void run() throws IOException;
  }

  private Process load() throws IOException {
    return new ProcessBuilder(
            "runuser",
            "-u",
            "postgres",
            "--",
            "bash",
            "-c",
            "cd /; %spgbench -h %s -n -c 2 -j 1 -T 60 postgres".formatted(PROGRAMS, data))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void assertWhole(List<Integer> acknowledged) throws IOException {
    List<Integer> present = query("select i from acked").lines().map(Integer::valueOf).toList();
    assertThat(present).containsAll(acknowledged);
    assertThat(query("select sum(abalance) from pgbench_accounts"))
        .isEqualTo(query("select sum(delta) from pgbench_history"));
    program("pg_amcheck", "-h %s -d postgres --install-missing --heapallindexed".formatted(data));
  }

  @ParameterizedTest
  @EnumSource
  void noAcknowledgedCommitIsLostWhenDaemonAndServerAreKilled(BlockSuite suite) throws IOException {
    open(suite);
    program("pgbench", "-h %s -i -s 2 -q postgres".formatted(data));
    query("create table acked (i int primary key)");
    Process load = load();
    List<Integer> acknowledged = commitUntil(COMMITS_BEFORE_KILL, volume::killDaemon);
    var _ = load.onExit().join();

    assertThat(volume.volume().state()).isEqualTo(new VolumeState.Dead(volume.mountPoint()));
    assertThatThrownBy(() -> Files.readString(data.resolve("PG_VERSION")))
        .isInstanceOf(IOException.class);
    killServer();
    volume.mount();
    forgetDeadServer();
    start();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(COMMITS_BEFORE_KILL);
    assertWhole(acknowledged);

    query("truncate acked");
    Process more = load();
    List<Integer> again = commitUntil(COMMITS_BEFORE_KILL, this::killServer);
    var _ = more.onExit().join();
    forgetDeadServer();
    start();
    assertWhole(again);

    program("pg_ctl", "-D %s -m fast -w stop".formatted(data));
    volume.volume().unmount();
    assertThat(volume.volume().check(volume.dek())).isEmpty();
    volume.mount();
  }

  private void killServer() {
    ProcessHandle.allProcesses()
        .filter(process -> process.info().arguments().filter(this::serves).isPresent())
        .forEach(
            server -> {
              // One that is still in a write when the next server starts would write into its
              // files.
              var all = Stream.concat(Stream.of(server), server.descendants()).toList();
              all.forEach(ProcessHandle::destroyForcibly);
              all.forEach(process -> process.onExit().join());
            });
  }

  private boolean serves(String[] arguments) {
    return arguments.length == 2
        && arguments[0].equals("-D")
        && arguments[1].equals(data.toString());
  }
}
