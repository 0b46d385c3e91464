package dev.coffer.crypto.envelope.v1;

/** The rule for every name and id in an envelope. */
final class Text {
  private static final int LONGEST = 1024;

  private Text() {}

  /** It may be empty, as the modes of a server may be none. */
  static void requireSetting(String name, String value) {
    if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "setting " + name + " is longer than " + LONGEST + " characters, or not on one line");
    }
  }

  static void require(String field, String value) {
    if (value.isBlank() || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          field + " must have 1 to " + LONGEST + " characters, not " + value.length());
    }
  }
}
