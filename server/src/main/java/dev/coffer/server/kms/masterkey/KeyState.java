package dev.coffer.server.kms.masterkey;

import java.util.Optional;

/** Where a master key stands in its life; on the wire a digit. */
public enum KeyState {
  ENABLED("2"),
  DISABLED("3"),
  /** It can be called back until the day. */
  PENDING_DELETION("4"),
  /** It has no material until its owner brings some. */
  PENDING_IMPORT("5");

  private final String digit;

  KeyState(String digit) {
    this.digit = digit;
  }

  public String digit() {
    return digit;
  }

  public static Optional<KeyState> ofDigit(String digit) {
    for (KeyState state : values()) {
      if (state.digit.equals(digit)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
