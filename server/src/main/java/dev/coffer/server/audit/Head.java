package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a log reached at some moment: the number and the MAC of its last line. A log that does
 * not hold that line was cut off. Whoever keeps a head elsewhere can tell an old copy of everything
 * from the log.
 */
public record Head(long number, String mac) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");
  private static final Pattern SEALED = Pattern.compile("([0-9a-f]{64}) (.*)\n");

  static final Head BEGINNING = new Head(0, Seal.NOTHING);

  /** Reads what {@link #toString} wrote. */
  public static Optional<Head> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new Head(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /** As a file holds it, under a MAC of the seal's: {@link Seal#ofHead} or {@link Seal#ofStart}. */
  byte[] sealed(UnaryOperator<String> mac) {
    return (mac.apply(toString()) + " " + this + "\n").getBytes(UTF_8);
  }

  static Optional<Head> opened(byte[] sealed, UnaryOperator<String> mac) {
    Matcher matcher = SEALED.matcher(new String(sealed, UTF_8));
    if (!matcher.matches()
        || !MessageDigest.isEqual(
            mac.apply(matcher.group(2)).getBytes(UTF_8), matcher.group(1).getBytes(UTF_8))) {
      return Optional.empty();
    }
    return parse(matcher.group(2));
  }

  @Override
  public String toString() {
    return number + ":" + mac;
  }
}
