package dev.coffer.cli.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server's or an engine's text without what would steer a terminal or turn round what it shows:
 * the controls, among them those above ASCII, such as U+009B, which begins a sequence as ESC [
 * does, and the marks of direction.
 */
public final class Harmless {
  private static final String STEERING = "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}";
  private static final Pattern IN_A_LINE = Pattern.compile("[" + STEERING + "]");
  private static final Pattern IN_LINES = Pattern.compile("[" + STEERING + "&&[^\\n\\t]]");
  private static final Pattern IN_JSON = Pattern.compile("[" + STEERING + "&&[^\\n\\r]]");

  private Harmless() {}

  /** In one line. */
  public static String line(String text) {
    return IN_A_LINE.matcher(text).replaceAll(" ");
  }

  /** In as many lines as it has. */
  public static String lines(String text) {
    return IN_LINES.matcher(text).replaceAll(" ");
  }

  /** Of the same meaning, where the text is JSON. */
  public static String json(String text) {
    return IN_JSON
        .matcher(text)
        .replaceAll(
            found ->
                found
                    .group()
                    .chars()
                    .mapToObj("\\\\u%04x"::formatted)
                    .collect(Collectors.joining()));
  }
}
