package dev.coffer.cli.output;

import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;

/** Indented JSON. */
final class Json {
  private Json() {}

  static void print(Object value, PrintWriter out) {
    out.println(
        Harmless.json(
            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value)));
  }
}
