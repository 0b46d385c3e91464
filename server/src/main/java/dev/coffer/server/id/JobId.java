package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a job: a UUID in lower case. */
public record JobId(@JsonValue String value) implements Id {
  private static final Form FORM = Form.of("job", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public JobId {
    FORM.check(value);
  }

  public static JobId fresh(Ids ids) {
    return new JobId(ids.uuid());
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<JobId> of(String text) {
    return FORM.read(text, JobId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
