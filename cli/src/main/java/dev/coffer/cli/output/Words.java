package dev.coffer.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Values as people like to read them. */
public final class Words {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Words() {}

  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** How long ago or ahead a moment is. */
  public static String relative(Instant at, Instant now) {
    Duration distance = Duration.between(at, now);
    String length = period(distance.abs());
    return distance.abs().toSeconds() < 1
        ? "now"
        : distance.isNegative() ? "in " + length : length + " ago";
  }

  public static String period(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }

  /** The columns that a text takes on a terminal; Chinese letters take two. */
  static int width(String text) {
    return text.codePoints().map(Words::width).sum();
  }

  private static int width(int point) {
    boolean wide =
        (point >= 0x1100 && point <= 0x115F)
            || (point >= 0x2E80 && point <= 0xA4CF)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0x1F300 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
  }

  /** The beginning of a text in so many columns, with an ellipsis where it was cut. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    var kept = new StringBuilder();
    int used = 0;
    for (int point : text.codePoints().toArray()) {
      used += width(point);
      if (used > columns - 1) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept.append('…').toString();
  }
}
