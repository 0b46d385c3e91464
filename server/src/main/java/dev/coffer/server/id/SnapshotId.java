package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a snapshot: a UUID in lower case. */
public record SnapshotId(@JsonValue String value) implements Id {
  private static final Form FORM = Form.of("snapshot", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public SnapshotId {
    FORM.check(value);
  }

  public static SnapshotId fresh(Ids ids) {
    return new SnapshotId(ids.uuid());
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<SnapshotId> of(String text) {
    return FORM.read(text, SnapshotId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
