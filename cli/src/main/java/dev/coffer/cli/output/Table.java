package dev.coffer.cli.output;

import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows for people on a terminal: aligned, with headers, sizes and relative times, the widest column
 * cut where the window is narrow. In a pipe: tabs, no header, nothing cut.
 */
final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST = 8;

  private final boolean forPeople;
  private final Terminal terminal;
  private final List<Column> columns;
  private final Instant now;

  Table(Terminal terminal, List<Column> columns) {
    this(terminal, columns, Instant.now());
  }

  Table(Terminal terminal, List<Column> columns, Instant now) {
    this.now = now;
    this.terminal = terminal;
    this.columns = columns;
    this.forPeople = terminal.isOut();
  }

  void rows(List<ObjectNode> rows, PrintWriter out) {
    List<List<String>> lines = new ArrayList<>();
    if (forPeople) {
      if (rows.isEmpty()) {
        return;
      }
      lines.add(columns.stream().map(Column::header).toList());
    }
    for (ObjectNode row : rows) {
      lines.add(columns.stream().map(column -> cell(column, row.path(column.field()))).toList());
    }
    print(lines, out, forPeople);
  }

  void one(ObjectNode row, PrintWriter out) {
    List<List<String>> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      Column column =
          columns.stream()
              .filter(known -> known.field().equals(field.getKey()))
              .findFirst()
              .orElseGet(() -> Column.text(field.getKey()));
      String value = cell(column, field.getValue());
      if (!forPeople || !value.isEmpty()) {
        lines.add(List.of(Harmless.line(field.getKey()), value));
      }
    }
    print(lines, out, false);
  }

  private void print(List<List<String>> lines, PrintWriter out, boolean header) {
    if (!forPeople) {
      lines.forEach(line -> out.println(String.join("\t", line)));
      return;
    }
    int[] widths = widths(lines);
    boolean bold = header && terminal.hasColours();
    for (int i = 0; i < lines.size(); i++) {
      String text = line(lines.get(i), widths);
      // SGR 22 ends bold; 21 underlines twice on many terminals.
      out.println(bold && i == 0 ? "\u001b[1m" + text + "\u001b[22m" : text);
    }
  }

  private int[] widths(List<List<String>> lines) {
    int[] widths = new int[lines.getFirst().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Words.width(line.get(i)));
      }
    }
    int room = terminal.width() - GAP * (widths.length - 1);
    int total = 0;
    for (int width : widths) {
      total += width;
    }
    int cut = cuttable(widths);
    if (total > room && cut >= 0) {
      widths[cut] = Math.max(NARROWEST, widths[cut] - (total - room));
    }
    return widths;
  }

  // Ids stay whole, because they are copied.
  private int cuttable(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean id = widths.length == columns.size() && columns.get(i).field().endsWith("id");
      boolean name = widths.length == 2 && i == 0;
      if (!id && !name && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private static String line(List<String> cells, int[] widths) {
    var text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = Words.cut(cells.get(i), widths[i]);
      text.append(cell);
      if (i < widths.length - 1) {
        text.repeat(' ', widths[i] - Words.width(cell) + GAP);
      }
    }
    return text.toString().stripTrailing();
  }

  private String cell(Column column, JsonNode value) {
    if (forPeople && value.isNumber() && column.kind() == Column.Kind.BYTES) {
      return Words.bytes(value.asLong());
    }
    if (forPeople && value.isString() && column.kind() == Column.Kind.TIME) {
      try {
        return Words.relative(Instant.parse(value.asString()), now);
      } catch (DateTimeParseException unknown) {
        return plain(value);
      }
    }
    return plain(value);
  }

  /** A value in one line; of a list its elements, of an object its fields. */
  static String plain(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(Table::plain)
          .collect(Collectors.joining(" "));
    }
    return Harmless.line(value.isString() ? value.asString() : value.toString());
  }
}
