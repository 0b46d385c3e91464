package dev.coffer.cli.output;

import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** RFC 4180 with a header of all fields; lines end in a line feed alone. */
final class Csv {
  private Csv() {}

  static void print(List<ObjectNode> rows, List<Column> columns, PrintWriter out) {
    SequencedSet<String> fields = new LinkedHashSet<>();
    columns.forEach(column -> fields.add(column.field()));
    rows.forEach(row -> fields.addAll(row.propertyNames()));
    out.println(Harmless.line(String.join(",", fields)));
    for (ObjectNode row : rows) {
      out.println(
          fields.stream()
              .map(field -> quoted(Table.plain(row.path(field))))
              .collect(Collectors.joining(",")));
    }
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[\",\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
