package dev.coffer.server.backup;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When an instance is backed up without an order, and for how long that is kept. Windows are in
 * UTC, so that no change of a clock to summer time skips one or has it twice.
 *
 * @param startHour when the window of one hour begins, 0 to 23
 * @param days on which there is a window; never empty
 * @param keepDays how many days an automatic backup is kept, 1 to 732
 */
public record BackupPolicy(int startHour, Set<DayOfWeek> days, int keepDays) {
  static final Duration WINDOW = Duration.ofHours(1);

  public BackupPolicy {
    days = Set.copyOf(days);
    if (startHour < 0 || startHour > 23 || days.isEmpty() || keepDays < 1 || keepDays > 732) {
      throw new IllegalArgumentException(
          "no policy: %d %s %d".formatted(startHour, days, keepDays));
    }
  }

  /** With a window on every day. */
  public static BackupPolicy daily(int startHour, int keepDays) {
    return new BackupPolicy(startHour, EnumSet.allOf(DayOfWeek.class), keepDays);
  }

  /**
   * The days of the vendor's text.
   *
   * @param text such as {@code 1,2,7}, where 1 is Monday
   */
  public static Set<DayOfWeek> days(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(day -> DayOfWeek.of(Integer.parseInt(day)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The days in the vendor's words, such as {@code 1,2,7}. */
  public String daysText() {
    return days.stream()
        .sorted(Comparator.naturalOrder())
        .map(day -> Integer.toString(day.getValue()))
        .collect(Collectors.joining(","));
  }

  /** The window in the vendor's words, such as {@code 23:00-00:00}. */
  public String windowText() {
    return "%02d:00-%02d:00".formatted(startHour, (startHour + 1) % 24);
  }

  /** When the last window began that had begun by then. */
  Instant lastWindow(Instant now) {
    OffsetDateTime window =
        now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withHour(startHour);
    while (window.toInstant().isAfter(now) || !days.contains(window.getDayOfWeek())) {
      window = window.minusDays(1);
    }
    return window.toInstant();
  }
}
