package dev.coffer.cli.command;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.time.Duration;

/** Periods as people type them: {@code 90s}, {@code 10m}, {@code 2h}, {@code 7d}. */
public final class Periods {
  private Periods() {}

  public static Duration parse(String option, String text) {
    try {
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      if (count > 0 && count < 1_000_000) {
        switch (text.charAt(text.length() - 1)) {
          case 's' -> {
            return Duration.ofSeconds(count);
          }
          case 'm' -> {
            return Duration.ofMinutes(count);
          }
          case 'h' -> {
            return Duration.ofHours(count);
          }
          case 'd' -> {
            return Duration.ofDays(count);
          }
          default -> {}
        }
      }
    } catch (NumberFormatException | IndexOutOfBoundsException wrong) {
      throw wrong(option, text);
    }
    throw wrong(option, text);
  }

  private static Failed wrong(String option, String text) {
    return new Failed(
        ExitCode.USAGE, option + " '" + text + "' is no period", "a number and s, m, h or d");
  }
}
