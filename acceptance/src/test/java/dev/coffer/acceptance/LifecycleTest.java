package dev.coffer.acceptance;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server's start, its end, and what other users of the host can see of it meanwhile. */
@ExtendWith(SharedCoffer.class)
final class LifecycleTest {
  private static final List<String> PROGRAMS =
      List.of("mariadb-install-db", "mariadb-backup", "mbstream");
  private static final int TIMES = 5;

  private final Shared shared;

  LifecycleTest(Shared shared) {
    this.shared = shared;
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefused() {
    CofferCommand.Ended second = RunningCoffer.serve(shared.home).ended();
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.stdout()).isEmpty();
    assertThat(second.stderr())
        .isEqualToIgnoringNewLines("coffer: another server runs on " + shared.home.data());
    assertThat(shared.cloud.encryption(shared.instanceId)).isEqualTo("on");
  }

  @Test
  void whatTheFirstStartTellsIsForItsOwnerAlone() throws IOException {
    for (String secret : List.of("bootstrap.json", "root.key", "keyring.json")) {
      assertThat(Files.getPosixFilePermissions(shared.home.server().resolve(secret)))
          .as(secret)
          .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
    }
    assertThat(shared.account.endpoint()).isEqualTo(shared.coffer.url());
  }

  @Test
  void sigtermEndsItWithSuccessAndLeavesNoProcess() {
    try (ServerHome home = ServerHome.create();
        RunningCoffer coffer = RunningCoffer.start(home)) {
      String id = coffer.cloud().createInstance("short-lived");
      assertThat(Engines.of(home, id)).isPresent();

      CofferCommand.Ended ended = coffer.stop();

      assertThat(ended.code()).as(ended.stderr()).isZero();
      assertThat(Engines.under(home.root())).isEmpty();
    }
  }

  @Test
  void noCommandLineEverHoldsASecret() {
    try (var watch = new CommandLines()) {
      // A program that is over within a blink may run unseen.
      for (int time = 0; time < TIMES && !watch.hasSeen(PROGRAMS); time++) {
        createBackUpAndRestore("watched-" + time);
      }
      assertThat(watch.hasSeen(PROGRAMS)).as("%s", PROGRAMS).isTrue();
      assertThat(watch.seen())
          .noneMatch(line -> line.contains(Cloud.PASSWORD))
          .noneMatch(line -> line.contains(shared.account.password()))
          .noneMatch(line -> line.contains(shared.account.secretKey()));
    }
  }

  private void createBackUpAndRestore(String name) {
    String id = shared.cloud.createInstance(name);
    shared.cloud.turnOn(id, shared.keyId);
    String backup = shared.cloud.completeBackup(id, name);
    shared.cloud.complete(
        shared.cloud.create(Cloud.restoreOrder(name + "-too", id, backup)).jobId());
  }

  /** Every command line on this host, looked at all the time until closed. */
  private static final class CommandLines implements AutoCloseable {
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

    private CommandLines() {
      var _ = looking.scheduleWithFixedDelay(this::look, 0, 2, TimeUnit.MILLISECONDS);
    }

    private Set<String> seen() {
      return Set.copyOf(seen);
    }

    private boolean hasSeen(List<String> programs) {
      return programs.stream()
          .allMatch(program -> seen.stream().anyMatch(line -> line.contains(program)));
    }

    private void look() {
      ProcessHandle.allProcesses()
          .map(process -> Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
          .forEach(this::read);
    }

    private void read(Path file) {
      try {
        seen.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' '));
      } catch (IOException ended) {
        seen.remove("");
      }
    }

    @Override
    public void close() {
      looking.close();
    }
  }
}
