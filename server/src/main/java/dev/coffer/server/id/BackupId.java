package dev.coffer.server.id;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The id of a backup: 32 hexadecimal digits and the vendor's ending. */
public record BackupId(@JsonValue String value) implements Id {
  private static final String ENDING = "br07";
  private static final Form FORM = Form.of("backup", "[0-9a-f]{32}" + ENDING);

  public BackupId {
    FORM.check(value);
  }

  public static BackupId fresh(Ids ids) {
    return new BackupId(ids.hex() + ENDING);
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<BackupId> of(String text) {
    return FORM.read(text, BackupId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
