package dev.coffer.server.iam.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a request was signed, as {@code 20261121T120000Z}. Every signed request carries one. */
final class SigningDate {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z");

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private SigningDate() {}

  static String format(Instant signedAt) {
    return WRITTEN.format(signedAt);
  }

  static Optional<Instant> parse(String text) {
    Matcher fields = FORM.matcher(text);
    if (!fields.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
                  number(fields, 1),
                  number(fields, 2),
                  number(fields, 3),
                  number(fields, 4),
                  number(fields, 5),
                  number(fields, 6))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static int number(Matcher fields, int group) {
    return Integer.parseInt(fields.group(group));
  }
}
