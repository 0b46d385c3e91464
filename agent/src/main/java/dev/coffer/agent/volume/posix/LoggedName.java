package dev.coffer.agent.volume.posix;

import java.nio.charset.StandardCharsets;

/** A file's name, which is bytes, as it may stand in a log. */
public final class LoggedName {
  private LoggedName() {}

  /** What is not text is told in hexadecimal digits. */
  public static String of(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    boolean plain = text.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == 0xfffd || c == '\\');
    if (plain) {
      return text;
    }
    var escaped = new StringBuilder();
    for (byte b : name) {
      boolean shown = b > ' ' && b < 0x7f && b != '\\';
      escaped.append(shown ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
    }
    return escaped.toString();
  }
}
