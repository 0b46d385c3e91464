package dev.coffer.server.instance;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.coffer.server.id.Form;
import dev.coffer.server.id.Id;
import dev.coffer.server.id.Ids;
import java.util.Optional;

/** The id of an instance: 32 hexadecimal digits and the vendor's ending. */
public record InstanceId(@JsonValue String value) implements Id {
  private static final String ENDING = "in07";
  private static final Form FORM = Form.of("instance", "[0-9a-f]{32}" + ENDING);

  public InstanceId {
    FORM.check(value);
  }

  static InstanceId fresh(Ids ids) {
    return new InstanceId(ids.hex() + ENDING);
  }

  /** The id that a text is; empty where it is none. */
  public static Optional<InstanceId> of(String text) {
    return FORM.read(text, InstanceId::new);
  }

  /** The id of the one node of the instance: the same digits with the vendor's ending of nodes. */
  public String node() {
    return value.replace(ENDING, "no07");
  }

  @Override
  public String toString() {
    return value;
  }
}
