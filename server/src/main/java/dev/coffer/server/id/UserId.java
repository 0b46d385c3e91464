package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a user; of a caller that acts for an agency, the agency's. */
public record UserId(@JsonValue String value) implements Id {
  private static final Form FORM = Form.of("user", "[0-9A-Za-z_-]{1,64}");

  public UserId {
    FORM.check(value);
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<UserId> of(String text) {
    return FORM.read(text, UserId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
