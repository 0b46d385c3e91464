package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/** The id of a master key: a UUID in lower case. */
public record KeyId(@JsonValue String value) implements Id, KeyReference, Comparable<KeyId> {
  /** How many characters each has, all of them ASCII. */
  public static final int LENGTH = 36;

  private static final Form FORM =
      Form.of("master key", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public KeyId {
    FORM.check(value);
  }

  public static KeyId fresh() {
    return new KeyId(UUID.randomUUID().toString());
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<KeyId> of(String text) {
    return FORM.read(text, KeyId::new);
  }

  @Override
  public int compareTo(KeyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
