package dev.coffer.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a policy is due, and what it no longer keeps. 2026-11-27 is a Friday. */
final class BackupPolicyTest {
  private static final Instant WINDOW = Instant.parse("2026-11-27T02:00:00Z");
  private static final ProjectId PROJECT = new ProjectId("0".repeat(32));
  private static final BackupPolicy DAILY = BackupPolicy.daily(2, 7);

  @ParameterizedTest
  @CsvSource({
    "5, 2026-11-27T02:00:00Z, 2026-11-27T02:00:00Z",
    "5, 2026-11-27T01:59:59Z, 2026-11-20T02:00:00Z",
    "'1,2,3,4,5,6,7', 2026-11-27T01:59:59Z, 2026-11-26T02:00:00Z",
    "'1,3', 2026-11-27T12:00:00Z, 2026-11-25T02:00:00Z",
    "7, 2026-11-27T12:00:00Z, 2026-11-22T02:00:00Z",
  })
  void theLastWindowIsTheLastThatHasBegun(String days, Instant now, Instant window) {
    var policy = new BackupPolicy(2, BackupPolicy.days(days), 7);
    assertThat(policy.lastWindow(now)).isEqualTo(window);
    assertThat(policy.daysText()).isEqualTo(days);
  }

  @Test
  void isToldInTheVendorsWords() {
    assertThat(BackupPolicy.daily(23, 7).windowText()).isEqualTo("23:00-00:00");
    assertThat(DAILY.windowText()).isEqualTo("02:00-03:00");
    assertThatThrownBy(() -> new BackupPolicy(2, Set.of(), 7))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BackupPolicy(2, Set.of(DayOfWeek.MONDAY), 733))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWindowIsServedOnceWithinItsFirstHalfHour() {
    var before = row(WINDOW.minusSeconds(1));
    assertThat(due(before, WINDOW.plus(Duration.ofMinutes(30)))).isTrue();
    assertThat(due(row(WINDOW.minus(Duration.ofDays(1))), WINDOW.minusSeconds(1))).isFalse();
    assertThat(due(row(WINDOW), WINDOW.plus(Duration.ofMinutes(30)))).isFalse();
  }

  @Test
  void instancesDoNotBeginTogether() {
    long begun =
        IntStream.range(0, 300)
            .mapToObj(n -> new BackupPolicyTable.Row(instance(n), PROJECT, DAILY, before()))
            .filter(row -> due(row, WINDOW.plus(Duration.ofMinutes(5))))
            .count();
    assertThat(begun).isBetween(10L, 150L);
  }

  @Test
  void aMissedWindowIsMadeUpForUntilTheNext() {
    assertThat(due(row(before()), WINDOW.plus(Duration.ofHours(20)))).isTrue();
    assertThat(due(row(WINDOW), WINDOW.plus(Duration.ofHours(20)))).isFalse();
  }

  @Test
  void aClockThatIsSetBackTakesNoSecondBackup() {
    assertThat(due(row(WINDOW), WINDOW.minus(Duration.ofHours(5)))).isFalse();
  }

  @Test
  void aFailedBackupIsTriedAgainWithinItsWindow() {
    var served = row(WINDOW);
    var failed = backup("f", Backup.Status.FAILED, WINDOW.plus(Duration.ofMinutes(5)));
    assertThat(due(served, WINDOW.plus(Duration.ofMinutes(10)), failed)).isFalse();
    assertThat(due(served, WINDOW.plus(Duration.ofMinutes(20)), failed)).isTrue();
    assertThat(due(served, WINDOW.plus(Duration.ofMinutes(70)), failed)).isFalse();
    var whole = backup("w", Backup.Status.COMPLETED, WINDOW.plus(Duration.ofMinutes(16)));
    assertThat(due(served, WINDOW.plus(Duration.ofMinutes(40)), whole, failed)).isFalse();
  }

  @Test
  void theNewestWholeBackupIsKeptHoweverOldItIs() {
    Instant now = WINDOW.plus(Duration.ofDays(30));
    var failed = backup("failed", Backup.Status.FAILED, now.minus(Duration.ofDays(8)));
    var damaged =
        damaged(backup("damaged", Backup.Status.COMPLETED, now.minus(Duration.ofDays(9))));
    var newest = backup("newest", Backup.Status.COMPLETED, now.minus(Duration.ofDays(10)));
    var older = backup("older", Backup.Status.COMPLETED, now.minus(Duration.ofDays(11)));
    assertThat(tooOld(now, failed, damaged, newest, older))
        .containsExactly("failed", "damaged", "older");
    assertThat(tooOld(now, failed, damaged)).containsExactly("failed");
    var young = backup("young", Backup.Status.COMPLETED, now.minus(Duration.ofDays(6)));
    assertThat(tooOld(now, young, newest, older)).containsExactly("newest", "older");
  }

  private static InstanceId instance(int number) {
    return new InstanceId(digits(Integer.toString(number)) + "in07");
  }

  private static String digits(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().replace("-", "");
  }

  private static Instant before() {
    return WINDOW.minusSeconds(1);
  }

  private static BackupPolicyTable.Row row(Instant served) {
    return new BackupPolicyTable.Row(instance(0), PROJECT, DAILY, served);
  }

  private static boolean due(BackupPolicyTable.Row row, Instant now, Backup... taken) {
    return AutomaticBackups.isDue(row, List.of(taken), now);
  }

  private static List<String> tooOld(Instant now, Backup... taken) {
    return AutomaticBackups.tooOld(DAILY, List.of(taken), now).stream().map(Backup::name).toList();
  }

  private static Backup damaged(Backup b) {
    return backup(
        b.name(),
        b.status(),
        b.beganAt(),
        Optional.of(new Backup.Check(b.beganAt(), Optional.of("broken"))));
  }

  private static Backup backup(String name, Backup.Status status, Instant at) {
    return backup(name, status, at, Optional.empty());
  }

  private static Backup backup(
      String name, Backup.Status status, Instant at, Optional<Backup.Check> check) {
    return new Backup(
        new BackupId(digits(name) + "br07"),
        PROJECT,
        instance(0),
        "instance",
        name,
        "",
        true,
        status,
        Optional.empty(),
        "10.11",
        "8.0",
        at,
        Optional.of(at),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        check);
  }
}
