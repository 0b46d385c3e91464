package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a cluster: a UUID in lower case. */
public record ClusterId(@JsonValue String value) implements Id {
  private static final Form FORM = Form.of("cluster", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public ClusterId {
    FORM.check(value);
  }

  public static ClusterId fresh(Ids ids) {
    return new ClusterId(ids.uuid());
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<ClusterId> of(String text) {
    return FORM.read(text, ClusterId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
