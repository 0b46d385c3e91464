package dev.coffer.server.wire;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks of inputs that every handler needs, refusing with the codes of one service. */
public record Inputs(Service service) {
  /** PATH_MAX of Linux. */
  private static final int LONGEST_PATH = 4096;

  /** The value of a mandatory field. */
  public <T> T present(String field, @Nullable T value) {
    if (value == null || (value instanceof String text && text.isEmpty())) {
      throw new Refusal(service.missing(), field, Reason.MISSING);
    }
    return value;
  }

  /** A value that matches the pattern as a whole. */
  public String matching(String field, Pattern pattern, String value) {
    return matching(service.invalid(), field, pattern, value);
  }

  /** A value that matches the pattern as a whole, or a refusal with the given code. */
  public String matching(Failure failure, String field, Pattern pattern, String value) {
    if (!pattern.matcher(value).matches()) {
      throw new Refusal(failure, field, Reason.WRONG_FORM);
    }
    return value;
  }

  /** The id that a value is, read by its type's {@code of}. */
  public <T> T id(String field, Function<String, Optional<T>> read, String value) {
    return read.apply(value).orElseThrow(() -> refusal(field, Reason.WRONG_FORM));
  }

  /** A text of one line that has at most so many bytes. */
  public String line(String field, String value, int mostBytes) {
    if (value.getBytes(StandardCharsets.UTF_8).length > mostBytes
        || value.chars().anyMatch(Character::isISOControl)) {
      throw refusal(field, Reason.WRONG_FORM);
    }
    return value;
  }

  /** An absolute path of this host, without steps back. */
  public Path path(String field, @Nullable String value) {
    String text = line(field, present(field, value), LONGEST_PATH);
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (InvalidPathException notAPath) {
      throw refusal(field, Reason.WRONG_FORM);
    }
    throw refusal(field, Reason.WRONG_FORM);
  }

  /** The constant whose lower-case name is the value, compared without case. */
  public <E extends Enum<E>> E oneOf(String field, Class<E> type, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new Refusal(service.invalid(), field, Reason.UNKNOWN_VALUE);
  }

  /** A whole number in a range, sent as text. */
  public int number(String field, String value, int least, int most) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new Refusal(service.invalid(), field, Reason.WRONG_FORM);
    }
    return within(field, number, least, most);
  }

  public int within(String field, int number, int least, int most) {
    if (number < least || number > most) {
      throw Refusal.outside(service.invalid(), field, least, most);
    }
    return number;
  }

  /** A whole number in a range where the query has the parameter, otherwise the default. */
  public int number(Query query, String field, int least, int most, int otherwise) {
    Optional<String> value = query.get(field);
    return value.isPresent() ? number(field, value.get(), least, most) : otherwise;
  }

  /** The number of a line in the query, from 0, which has a next one; 0 if absent. */
  public long position(Query query, String field) {
    long number;
    try {
      number = Long.parseLong(query.get(field).orElse("0"));
    } catch (NumberFormatException e) {
      throw refusal(field, Reason.WRONG_FORM);
    }
    if (number < 0 || number == Long.MAX_VALUE) {
      throw Refusal.outside(service.invalid(), field, 0, Long.MAX_VALUE - 1);
    }
    return number;
  }

  public Refusal refusal(String field, Reason reason) {
    return new Refusal(service.invalid(), field, reason);
  }
}
