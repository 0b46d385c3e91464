package dev.coffer.crypto.envelope.v1;

/** The rule for every name and id in an envelope. */
final class Text {
  private static final int LONGEST = 1024;

  private Text() {}

  static void require(String field, String value) {
    if (value.isBlank() || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          field + " must have 1 to " + LONGEST + " characters, not " + value.length());
    }
  }
}
