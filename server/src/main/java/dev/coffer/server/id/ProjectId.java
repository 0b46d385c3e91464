package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id of a project. */
public record ProjectId(@JsonValue String value) implements Id {
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  public ProjectId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a project id: " + value);
    }
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<ProjectId> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ProjectId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
