package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditReaderTest {
  @TempDir private Path data;
  private AuditLog log;

  @BeforeEach
  void write() throws IOException {
    log = open(Head.BEGINNING);
    for (int i = 1; i <= 5; i++) {
      log.append(event(i % 2 == 0 ? "even" : "odd"));
    }
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  private AuditLog open(Head known) throws IOException {
    return AuditLog.open(data.resolve("audit"), known, HashFunction.SM3, AuditReaderTest::key);
  }

  private static SecretBytes key(String purpose) {
    return SecretBytes.copyOf(HashFunction.SHA_256.digest(purpose.getBytes(UTF_8)));
  }

  private static Event event(String operation) {
    return new Event(
        Instant.parse("2026-11-21T12:00:00Z"),
        "r1",
        operation,
        Optional.of(new Event.Actor(new UserId("u1"), "alice", new DomainId("d1"))),
        "127.0.0.1",
        Optional.of("p1"),
        Optional.empty(),
        200,
        Optional.empty(),
        List.of());
  }

  private static List<Long> numbers(AuditReader.Stretch stretch) {
    return stretch.events().stream().map(event -> event.get("number").asLong()).toList();
  }

  @Test
  void givesPageAfterPageInOrder() throws IOException {
    var all = new ArrayList<Long>();
    long last = 0;
    boolean more = true;
    for (int page = 0; more; page++) {
      AuditReader.Stretch stretch = log.reader().after(last, 2, _ -> true);
      assertThat(stretch.events()).hasSizeLessThanOrEqualTo(2);
      assertThat(page).isLessThan(3);
      all.addAll(numbers(stretch));
      last = stretch.last();
      more = stretch.more();
    }
    assertThat(all).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void givesWhatIsWantedAlone() throws IOException {
    AuditReader.Stretch found =
        log.reader().after(1, 10, event -> event.get("operation").asString().equals("odd"));
    assertThat(numbers(found)).containsExactly(3L, 5L);
    assertThat(found.more()).isFalse();
    assertThat(found.last()).isEqualTo(5);
  }

  @Test
  void goesOnFromFileToFile() throws IOException {
    Head head = log.sync();
    log.close();
    Files.createFile(new AuditFiles(data.resolve("audit")).log(head.number() + 1));
    log = open(head);
    log.append(event("in the second file"));
    assertThat(numbers(log.reader().after(3, 10, _ -> true))).containsExactly(4L, 5L, 6L);
    assertThat(numbers(log.reader().after(5, 10, _ -> true))).containsExactly(6L);
  }

  @Test
  void givesOutNoLineThatWasAltered() throws IOException {
    Path file = new AuditFiles(data.resolve("audit")).logs().getFirst();
    Files.writeString(file, Files.readString(file).replaceFirst("even", "EVEN"));
    assertThat(numbers(log.reader().after(2, 10, _ -> true))).containsExactly(3L, 4L, 5L);
    assertThatThrownBy(() -> log.reader().after(0, 10, _ -> true))
        .isInstanceOf(UnusableAuditLog.class);
  }
}
