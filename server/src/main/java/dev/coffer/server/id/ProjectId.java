package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a project. */
public record ProjectId(@JsonValue String value) implements Id {
  private static final Form FORM = Form.of("project", "[0-9A-Za-z_-]{1,64}");

  public ProjectId {
    FORM.check(value);
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<ProjectId> of(String text) {
    return FORM.read(text, ProjectId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
