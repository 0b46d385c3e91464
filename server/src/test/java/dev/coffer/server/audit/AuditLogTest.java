package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditLogTest {
  private static final int LINES = 5;
  private static final KeyId KEY = new KeyId("0d0466b0-e727-4d9c-b35d-f84bb474a37f");
  private static final KeyId OTHER_KEY = KeyId.fresh();

  @TempDir private Path data;

  private Path directory() {
    return data.resolve("audit");
  }

  private AuditLog open(Head known) throws IOException {
    return AuditLog.open(directory(), known, HashFunction.SHA_256, AuditLogTest::key);
  }

  private static SecretBytes key(String purpose) {
    return SecretBytes.copyOf(HashFunction.SHA_256.digest(purpose.getBytes(UTF_8)));
  }

  private static Event event(String operation) {
    return new Event(
        Instant.parse("2026-11-21T12:00:00Z"),
        "r1",
        operation,
        Optional.of(new Event.Actor(new UserId("u1"), "alice\u2028\n", new DomainId("d1"))),
        "127.0.0.1",
        Optional.of("p1"),
        Optional.empty(),
        200,
        Optional.empty(),
        List.of(new Event.KeyUse(KEY, 2)));
  }

  private Head write(String... operations) throws IOException {
    try (AuditLog log = open(Head.BEGINNING)) {
      for (String operation : operations) {
        log.append(event(operation));
      }
      return log.sync();
    }
  }

  private Head writeLines() throws IOException {
    return write("one", "two", "three", "four", "five");
  }

  private AuditCheck.Finding check(Head... expected) throws IOException {
    return AuditCheck.run(directory(), AuditLogTest::key, List.of(expected));
  }

  private Path file() throws IOException {
    return new AuditFiles(directory()).logs().getFirst();
  }

  private void replace(List<String> lines) throws IOException {
    Files.writeString(file(), String.join("\n", lines) + "\n");
  }

  private AuditCheck.@Nullable Fault fault() throws IOException {
    return check() instanceof AuditCheck.Finding.Broken broken ? broken.fault() : null;
  }

  @ParameterizedTest
  @EnumSource
  void aLogUnderEitherMacIsWhole(HashFunction hash) throws IOException {
    Head head;
    try (AuditLog log = AuditLog.open(directory(), Head.BEGINNING, hash, AuditLogTest::key)) {
      log.append(event("one"));
      log.append(event("two"));
      head = log.sync();
    }
    assertThat(head.number()).isEqualTo(2);
    assertThat(check(head)).isEqualTo(new AuditCheck.Finding.Whole(head, 0));
    assertThat(Files.readString(directory().resolve("mac"))).startsWith("HMAC-S");
  }

  @Test
  void aLineSaysWhoDidWhatWithWhichKey() throws IOException {
    write("CreateDatakey");
    assertThat(Files.readString(file()))
        .contains("\"number\":1")
        .contains("\"operation\":\"CreateDatakey\"")
        .contains("\"user_id\":\"u1\"")
        .contains("\"key_id\":\"%s\",\"version\":2".formatted(KEY))
        .contains("\"request_id\":\"r1\"");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void anotherRunWritesOn() throws IOException {
    writeLines();
    Head head = write("six");
    assertThat(check()).isEqualTo(new AuditCheck.Finding.Whole(head, 0));
    assertThat(head.number()).isEqualTo(6);
  }

  @Test
  void writersAtOnceMakeOneChain() throws Exception {
    try (AuditLog log = open(Head.BEGINNING)) {
      try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 500; i++) {
          writers.execute(() -> log.append(event("parallel")));
        }
      }
      assertThat(log.sync().number()).isEqualTo(500);
    }
    assertThat(check()).isInstanceOf(AuditCheck.Finding.Whole.class);
  }

  /** A log of several files, as a long life makes it; returns how far it reaches. */
  private Head writeFiles() throws IOException {
    Head head = writeLines();
    for (int number = 2; number <= 4; number++) {
      Files.createFile(new AuditFiles(directory()).log(head.number() + 1));
      head = writeLines();
    }
    return head;
  }

  @Test
  void aStartReadsOnFromTheFileOfTheLineThatIsKnown() throws IOException {
    Head head = writeFiles();
    List<Path> logs = new AuditFiles(directory()).logs();
    assertThat(logs).hasSize(4);
    damage(logs.getFirst());
    open(head).close();
    assertThat(fault()).isEqualTo(AuditCheck.Fault.ALTERED);
    damage(logs.getLast());
    assertThatThrownBy(() -> open(head)).isInstanceOf(UnusableAuditLog.class);
  }

  @Test
  void aStartMissesAFileBetweenThatOneAndTheEnd() throws IOException {
    Head head = writeFiles();
    Files.delete(new AuditFiles(directory()).logs().get(2));
    assertThatThrownBy(() -> open(head)).isInstanceOf(UnusableAuditLog.class);
  }

  @Test
  void aStartWithoutALineThatIsKnownReadsEverything() throws IOException {
    writeFiles();
    damage(new AuditFiles(directory()).logs().getFirst());
    Files.delete(directory().resolve("head"));
    assertThatThrownBy(() -> open(Head.BEGINNING)).isInstanceOf(UnusableAuditLog.class);
  }

  private static void damage(Path log) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    bytes[70] ^= 1;
    Files.write(log, bytes);
  }

  @Test
  void aLogUnderAnotherKeyIsRefused() throws IOException {
    writeLines();
    assertThat(AuditCheck.run(directory(), _ -> SecretBytes.copyOf(new byte[32]), List.of()))
        .isInstanceOf(AuditCheck.Finding.Broken.class);
  }

  @Nested
  class Tampering {
    @Test
    void withAnyByteIsFound() throws IOException {
      writeLines();
      byte[] whole = Files.readAllBytes(file());
      for (int at = 0; at < whole.length; at += 7) {
        byte[] altered = whole.clone();
        altered[at] ^= 1;
        Files.write(file(), altered);
        assertThat(check()).as("byte %s", at).isInstanceOf(AuditCheck.Finding.Broken.class);
      }
    }

    @Test
    void byRemovingALineIsFound() throws IOException {
      writeLines();
      List<String> lines = Files.readAllLines(file());
      for (int at = 0; at < LINES; at++) {
        var fewer = new ArrayList<>(lines);
        fewer.remove(at);
        replace(fewer);
        assertThat(fault())
            .as("line %s", at)
            .isEqualTo(at == LINES - 1 ? AuditCheck.Fault.CUT_OFF : AuditCheck.Fault.OUT_OF_ORDER);
      }
    }

    @Test
    void byMovingOrRepeatingLinesIsFound() throws IOException {
      writeLines();
      List<String> lines = Files.readAllLines(file());
      var swapped = new ArrayList<>(lines);
      Collections.swap(swapped, 1, 2);
      replace(swapped);
      assertThat(fault()).isEqualTo(AuditCheck.Fault.OUT_OF_ORDER);

      var repeated = new ArrayList<>(lines);
      repeated.add(lines.getLast());
      replace(repeated);
      assertThat(fault()).isEqualTo(AuditCheck.Fault.OUT_OF_ORDER);
    }

    @Test
    void byOtherLineEndsIsFound() throws IOException {
      writeLines();
      Files.writeString(file(), Files.readString(file()).replace("\n", "\r\n"));
      assertThat(fault()).isEqualTo(AuditCheck.Fault.ALTERED);
    }

    @Test
    void byCuttingOffAnywhereIsFound() throws IOException {
      writeLines();
      byte[] whole = Files.readAllBytes(file());
      for (int length = 0; length < whole.length; length += 11) {
        Files.write(file(), Arrays.copyOf(whole, length));
        assertThat(fault()).as("length %s", length).isEqualTo(AuditCheck.Fault.CUT_OFF);
      }
    }

    @Test
    void withTheHeadIsFound() throws IOException {
      writeLines();
      Path head = directory().resolve("head");
      Files.writeString(head, Files.readString(head).replaceFirst(" 5:", " 4:"));
      assertThat(fault()).isEqualTo(AuditCheck.Fault.HEAD_ALTERED);
      Files.delete(head);
      assertThat(fault()).isEqualTo(AuditCheck.Fault.HEAD_ALTERED);
    }

    @Test
    void byAnOldCopyOfEverythingIsFoundByAHeadKeptElsewhere() throws IOException {
      writeLines();
      byte[] log = Files.readAllBytes(file());
      byte[] head = Files.readAllBytes(directory().resolve("head"));
      Head later = write("six");
      Files.write(file(), log);
      Files.write(directory().resolve("head"), head);

      assertThat(check()).isInstanceOf(AuditCheck.Finding.Whole.class);
      assertThat(check(later)).isInstanceOf(AuditCheck.Finding.Broken.class);
    }

    @Test
    void isRefusedAtTheNextStart() throws IOException {
      Head head = writeLines();
      replace(Files.readAllLines(file()).subList(0, 3));
      assertThatThrownBy(() -> open(Head.BEGINNING)).isInstanceOf(UnusableAuditLog.class);

      Files.delete(file());
      assertThatThrownBy(() -> open(Head.BEGINNING)).isInstanceOf(UnusableAuditLog.class);

      Files.delete(directory().resolve("head"));
      assertThatThrownBy(() -> open(head)).isInstanceOf(UnusableAuditLog.class);
    }
  }

  @Nested
  class AfterACutOfPower {
    @Test
    void aLineWrittenByHalfIsDropped() throws IOException {
      writeLines();
      Files.writeString(file(), "0123456789abcdef {\"num", StandardOpenOption.APPEND);
      assertThat(check()).isInstanceOf(AuditCheck.Finding.Whole.class);

      Head head = write("six");
      assertThat(head.number()).isEqualTo(6);
      assertThat(check()).isEqualTo(new AuditCheck.Finding.Whole(head, 0));
    }

    @Test
    void aHeadThatLagsBehindIsCaughtUp() throws IOException {
      writeLines();
      byte[] early = Files.readAllBytes(directory().resolve("head"));
      write("six", "seven");
      Files.write(directory().resolve("head"), early);
      assertThat(check()).isInstanceOf(AuditCheck.Finding.Whole.class);
      assertThat(write("eight").number()).isEqualTo(8);
    }
  }

  @Nested
  class UsesOfKeys {
    private final List<Event> events = new ArrayList<>();
    private final KeyUses uses = new KeyUses(events::add, () -> Instant.EPOCH);

    @Test
    void belongToTheRequestTheyServe() {
      var trace = new Trace();
      trace.follow(
          () -> {
            uses.used(KEY, 1);
            uses.used(KEY, 1);
            uses.used(OTHER_KEY, 3);
            return "done";
          });
      assertThat(trace.keys())
          .containsExactly(new Event.KeyUse(KEY, 1), new Event.KeyUse(OTHER_KEY, 3));
      assertThat(events).isEmpty();
    }

    @Test
    void areEventsOfTheirOwnWhereTheServerActs() {
      uses.used(KEY, 1);
      assertThat(events).singleElement().extracting(Event::operation).isEqualTo("KeyUse");
    }
  }
}
