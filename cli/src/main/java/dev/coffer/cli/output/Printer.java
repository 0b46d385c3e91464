package dev.coffer.cli.output;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints results on standard output, all from one JSON model. */
public final class Printer {
  private final PrintWriter out;
  private final Style style;
  private final Terminal terminal;

  /** How it is to be printed. */
  public record Style(Format format, @Nullable String query, boolean quiet) {}

  public Printer(PrintWriter out, Style style, Terminal terminal) {
    this.out = out;
    this.style = style;
    this.terminal = terminal;
  }

  /** Prints a list, whose table has these columns. */
  public void list(List<ObjectNode> rows, List<Column> columns) {
    if (style.quiet()) {
      rows.forEach(row -> out.println(Harmless.line(row.path("id").asString(""))));
    } else if (style.query() != null) {
      query(rows, style.query());
    } else {
      switch (style.format()) {
        case TABLE -> new Table(terminal, columns).rows(rows, out);
        case JSON -> Json.print(rows, out);
        case YAML -> Yaml.print(rows, out);
        case CSV -> Csv.print(rows, columns, out);
      }
    }
    out.flush();
  }

  /** Prints one thing, whose kinds of values the columns tell. */
  public void one(ObjectNode row, List<Column> columns) {
    if (style.quiet()) {
      out.println(Harmless.line(row.path("id").asString("")));
    } else if (style.query() != null) {
      query(List.of(row), style.query());
    } else {
      switch (style.format()) {
        case TABLE -> new Table(terminal, columns).one(row, out);
        case JSON -> Json.print(row, out);
        case YAML -> Yaml.print(row, out);
        case CSV -> Csv.print(List.of(row), columns, out);
      }
    }
    out.flush();
  }

  private void query(List<ObjectNode> rows, String field) {
    for (ObjectNode row : rows) {
      JsonNode found = row;
      for (String name : field.split("\\.", -1)) {
        found = step(found, name);
      }
      if (found.isMissingNode()) {
        List<String> names = new ArrayList<>(new TreeSet<>(row.propertyNames()));
        throw new Failed(
            ExitCode.USAGE, "there is no field " + field, "one of " + String.join(", ", names));
      }
      if (found.isArray()) {
        found.forEach(element -> out.println(Table.plain(element)));
      } else {
        out.println(Table.plain(found));
      }
    }
  }

  private static JsonNode step(JsonNode node, String name) {
    return node.isArray() && name.matches("\\d{1,6}")
        ? node.path(Integer.parseInt(name))
        : node.path(name);
  }
}
