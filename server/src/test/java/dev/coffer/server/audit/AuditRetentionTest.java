package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log that has lived for long is: read while it is written, and without its first files. */
class AuditRetentionTest {
  private static final Instant FIRST_DAY = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path data;

  private Path directory() {
    return data.resolve("audit");
  }

  private AuditLog open(Head known) throws IOException {
    return AuditLog.open(directory(), known, HashFunction.SHA_256, AuditRetentionTest::key);
  }

  private static SecretBytes key(String purpose) {
    return SecretBytes.copyOf(HashFunction.SHA_256.digest(purpose.getBytes(UTF_8)));
  }

  private static Instant day(int number) {
    return FIRST_DAY.plus(Duration.ofDays(number));
  }

  private static Event on(int day) {
    return new Event(
        day(day),
        "r1",
        "Call",
        Optional.empty(),
        "127.0.0.1",
        Optional.empty(),
        Optional.empty(),
        200,
        Optional.empty(),
        List.of());
  }

  private AuditCheck.Finding check(Head... expected) throws IOException {
    return AuditCheck.run(directory(), AuditRetentionTest::key, List.of(expected));
  }

  private List<Path> logs() throws IOException {
    return new AuditFiles(directory()).logs();
  }

  @Test
  void aReaderBesideTheWriterSpoilsNoLine() throws Exception {
    try (AuditLog log = open(Head.BEGINNING);
        var threads = Executors.newFixedThreadPool(3)) {
      log.append(on(0));
      var done = new CountDownLatch(2);
      for (int writer = 0; writer < 2; writer++) {
        threads.execute(
            () -> {
              IntStream.range(0, 2000).forEach(_ -> log.append(on(0)));
              done.countDown();
            });
      }
      AuditReader reader = log.reader();
      while (done.getCount() > 0) {
        assertThat(reader.after(0, 500, _ -> true).events()).isNotEmpty();
      }
    }
    assertThat(check()).isInstanceOf(AuditCheck.Finding.Whole.class);
  }

  @Nested
  class WithFilesRemoved {
    private Head last = Head.BEGINNING;

    private void liveFor(int days) throws IOException {
      try (AuditLog log = open(Head.BEGINNING)) {
        for (int day = 0; day < days; day++) {
          log.append(on(day));
          log.append(on(day));
          log.removeBefore(day(day - 3), day(day + 1).plusSeconds(1));
        }
        last = log.sync();
      }
    }

    @Test
    void keepsWhatIsYoungEnoughAndItsChain() throws IOException {
      liveFor(10);
      assertThat(logs()).hasSize(5);
      assertThat(check(last)).isEqualTo(new AuditCheck.Finding.Whole(last, 12));
      try (AuditLog log = open(last)) {
        assertThat(log.reader().after(0, 100, _ -> true).events())
            .extracting(event -> event.get("number").asLong())
            .containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
        log.append(on(10));
      }
      assertThat(check(last)).isInstanceOf(AuditCheck.Finding.Whole.class);
    }

    @Test
    void saysSoIfMoreIsGone() throws IOException {
      liveFor(10);
      Files.delete(logs().getFirst());
      assertThat(check()).isInstanceOf(AuditCheck.Finding.Broken.class);
    }

    @Test
    void isRefusedWithAnotherBeginning() throws IOException {
      liveFor(10);
      Path start = directory().resolve("start");
      String sealed = Files.readString(start);
      Files.writeString(start, sealed.replace(" 12:", " 14:"));
      assertThat(check())
          .isEqualTo(
              new AuditCheck.Finding.Broken(AuditCheck.Fault.START_ALTERED, start.toString(), 0));
      Files.delete(start);
      assertThat(check()).isInstanceOf(AuditCheck.Finding.Broken.class);
    }

    @Test
    void removesAfterACrashWhatItSaidWasRemoved() throws IOException {
      liveFor(10);
      Path first = logs().getFirst();
      byte[] kept = Files.readAllBytes(first);
      try (AuditLog log = open(last)) {
        log.removeBefore(day(7), day(10));
        assertThat(logs()).doesNotContain(first);
        Files.write(first, kept);
        assertThat(check(last)).isInstanceOf(AuditCheck.Finding.Whole.class);
        log.removeBefore(day(8), day(10));
        assertThat(logs()).doesNotContain(first);
      }
    }
  }

  @Test
  void aLineThatCannotBeWrittenFailsItsCall() throws IOException {
    AuditLog log = open(Head.BEGINNING);
    log.append(on(0));
    log.sync();
    // What an interrupt leaves is a closed file: nothing can be written to it any more.
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> log.append(on(1))).isInstanceOf(UncheckedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> log.append(on(2))).isInstanceOf(UncheckedIOException.class);
    // What the line left cannot be dropped: the file stays the last.
    assertThatThrownBy(() -> log.removeBefore(day(0), day(2)))
        .isInstanceOf(UncheckedIOException.class);
    log.close();
    try (AuditLog again = open(Head.BEGINNING)) {
      again.append(on(3));
      assertThat(again.sync().number()).isEqualTo(2);
    }
    assertThat(check()).isInstanceOf(AuditCheck.Finding.Whole.class);
  }

  @Test
  void aFileThatIsFullIsLeftWithoutTheLineThatDidNotFit() throws Exception {
    Process writer =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -S -f 8; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(writer.getInputStream().readAllBytes(), UTF_8);
    assertThat(writer.waitFor()).as(said).isZero();
    assertThat(logs()).as(said).hasSize(2);
    open(Head.BEGINNING).close();
  }

  /**
   * Fills a file of the log up to what the system lets it write to one, and goes on in a second.
   */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      var life = new AuditRetentionTest();
      life.data = Path.of(arguments[0]);
      try (AuditLog log = life.open(Head.BEGINNING)) {
        assertThatThrownBy(() -> IntStream.range(0, 100).forEach(_ -> log.append(on(0))))
            .isInstanceOf(UncheckedIOException.class);
        log.removeBefore(day(0), day(2));
        log.append(on(2));
      }
    }
  }

  @Test
  void aDiskThatCannotBeForcedFailsEveryCallAfterwards() throws IOException {
    AuditLog log = open(Head.BEGINNING);
    while (!isRefusedTheDisk(log)) {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> log.append(on(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("stopped");
  }

  // Unless the log's own thread was faster.
  private static boolean isRefusedTheDisk(AuditLog log) {
    log.append(on(0));
    Thread.currentThread().interrupt();
    try {
      log.sync();
      return false;
    } catch (UncheckedIOException refused) {
      return true;
    }
  }
}
