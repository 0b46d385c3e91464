package dev.coffer.server.api.taurus;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.SecretText;
import java.util.stream.Stream;

/** The rule for passwords of accounts in engines. */
final class EnginePassword {
  private static final String SYMBOLS = "~!@#$%^*-_=+?,()&";

  private EnginePassword() {}

  /** The password, if it has 8 to 32 characters of at least three of the four kinds. */
  static SecretText valid(Inputs inputs, String field, SecretText given) {
    String text = given.reveal();
    boolean known =
        text.chars().allMatch(c -> isUpper(c) || isLower(c) || isDigit(c) || isSymbol(c));
    long kinds =
        Stream.of(
                text.chars().anyMatch(EnginePassword::isUpper),
                text.chars().anyMatch(EnginePassword::isLower),
                text.chars().anyMatch(EnginePassword::isDigit),
                text.chars().anyMatch(EnginePassword::isSymbol))
            .filter(kind -> kind)
            .count();
    if (text.length() < 8 || text.length() > 32 || !known || kinds < 3) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
    return given;
  }

  private static boolean isUpper(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSymbol(int c) {
    return SYMBOLS.indexOf(c) >= 0;
  }
}
