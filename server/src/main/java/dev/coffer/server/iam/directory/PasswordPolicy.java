package dev.coffer.server.iam.directory;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a domain asks of its users' passwords, with the vendor's bounds and defaults; 0 switches a
 * rule off.
 *
 * @param mostIdentical how often a character may stand in a row
 * @param leastAge how long a user has to keep a password, in minutes
 * @param recentRefused how many of the last passwords cannot be taken again
 * @param userNameRefused whether the user's name, read either way, is no password
 * @param validDays after how many days a password opens nothing any more
 * @param leastKinds of capitals, small letters, digits and other characters
 */
public record PasswordPolicy(
    int mostIdentical,
    int leastAge,
    int leastLength,
    int recentRefused,
    boolean userNameRefused,
    int validDays,
    int leastKinds) {
  /** The longest password, whatever the policy. */
  public static final int LONGEST = 128;

  static final PasswordPolicy DEFAULT = new PasswordPolicy(0, 0, 8, 1, true, 0, 2);

  public PasswordPolicy {
    within("maximum_consecutive_identical_chars", mostIdentical, 0, 32);
    within("minimum_password_age", leastAge, 0, 1440);
    within("minimum_password_length", leastLength, 6, 32);
    within("number_of_recent_passwords_disallowed", recentRefused, 0, 10);
    within("password_validity_period", validDays, 0, 180);
    within("password_char_combination", leastKinds, 2, 4);
  }

  /** Refuses a password that breaks a rule about its characters. */
  public void check(String userName, SecretBytes password) {
    if (password.length() < leastLength || password.length() > LONGEST) {
      throw Refusal.outside(Failure.IAM_0001, "password", leastLength, LONGEST);
    }
    if (!password.open(SecretAccess.revealingSecrets(), bytes -> keeps(userName, bytes))) {
      throw refused(Reason.WRONG_FORM);
    }
  }

  /** When a password opens nothing any more, if ever. */
  public Optional<Instant> expiry(Instant setAt) {
    return validDays == 0 ? Optional.empty() : Optional.of(setAt.plus(Duration.ofDays(validDays)));
  }

  private boolean keeps(String userName, byte[] password) {
    return kinds(password) >= leastKinds
        && (mostIdentical == 0 || longestRun(password) <= mostIdentical)
        && !(userNameRefused && isNamed(userName, password));
  }

  private static int kinds(byte[] password) {
    boolean capital = false;
    boolean small = false;
    boolean digit = false;
    boolean other = false;
    for (byte sign : password) {
      switch (Character.getType(sign & 0xff)) {
        case Character.UPPERCASE_LETTER -> capital = true;
        case Character.LOWERCASE_LETTER -> small = true;
        case Character.DECIMAL_DIGIT_NUMBER -> digit = true;
        default -> other = true;
      }
    }
    return (capital ? 1 : 0) + (small ? 1 : 0) + (digit ? 1 : 0) + (other ? 1 : 0);
  }

  private static int longestRun(byte[] password) {
    int longest = 1;
    int run = 1;
    for (int i = 1; i < password.length; i++) {
      run = password[i] == password[i - 1] ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  private static boolean isNamed(String userName, byte[] password) {
    String name = userName.toLowerCase(Locale.ROOT);
    String text = new String(password, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    return text.equals(name) || text.contentEquals(new StringBuilder(name).reverse());
  }

  public static Refusal refused(Reason reason) {
    return new Refusal(Failure.IAM_0001, "password", reason);
  }

  static void within(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw Refusal.outside(Failure.IAM_0001, field, least, most);
    }
  }
}
