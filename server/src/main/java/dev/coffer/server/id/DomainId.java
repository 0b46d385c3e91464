package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a domain. */
public record DomainId(@JsonValue String value) implements Id {
  private static final Form FORM = Form.of("domain", "[0-9A-Za-z_-]{1,64}");

  public DomainId {
    FORM.check(value);
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<DomainId> of(String text) {
    return FORM.read(text, DomainId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
