package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of the log: its MAC, a blank, and JSON that begins with the line's number and the MAC of
 * the line before. What is verified are the bytes as they stand; nothing is parsed that was not
 * verified first.
 */
record Line(long number, String previous, String mac) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_EMPTY))
          .build();
  private static final Pattern FORM =
      Pattern.compile(
          "(?<mac>[0-9a-f]{64}) (?<json>\\{\"number\":(?<number>\\d{1,18}),"
              + "\"previous\":\"(?<previous>[0-9a-f]{64})\",.*})",
          Pattern.DOTALL);

  /** The event as the rest of a line's JSON, made before the line's place is known. */
  static String body(Event event) {
    return JSON.writeValueAsString(event).substring(1);
  }

  /** The JSON of a line. */
  static byte[] json(long number, String previous, String body) {
    return ("{\"number\":" + number + ",\"previous\":\"" + previous + "\"," + body).getBytes(UTF_8);
  }

  /** The number that a line of the log says it has; 0 where it does not have the form of one. */
  static long number(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? Long.parseLong(matcher.group("number")) : 0;
  }

  /** The JSON of a line that was verified. */
  static String json(String verified) {
    return verified.substring(verified.indexOf(' ') + 1);
  }

  boolean follows(Head head) {
    return number == head.number() + 1 && previous.equals(head.mac());
  }

  Head head() {
    return new Head(number, mac);
  }

  /** The line, if it has the form of one and its MAC is right. */
  static Optional<Line> verified(String text, Seal seal) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String mac = seal.of(matcher.group("json").getBytes(UTF_8));
    if (!MessageDigest.isEqual(mac.getBytes(UTF_8), matcher.group("mac").getBytes(UTF_8))) {
      return Optional.empty();
    }
    return Optional.of(
        new Line(Long.parseLong(matcher.group("number")), matcher.group("previous"), mac));
  }
}
