package dev.coffer.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.output.Printer.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class PrinterTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<Column> COLUMNS = List.of(Column.text("name"), Column.text("note"));

  private static ObjectNode row() {
    ObjectNode row = JSON.createObjectNode().put("id", "7d").put("name", "no").put("count", 3);
    row.put("note", "a, \"b\"\nc");
    row.putObject("key").put("version", "1").putArray("uses").add("x").add("y");
    return row;
  }

  private static String list(Format format, @Nullable String query, boolean quiet) {
    var text = new StringWriter();
    new Printer(
            new PrintWriter(text),
            new Style(format, query, quiet),
            new Terminal(Map.of("TERM", "xterm")))
        .list(List.of(row(), row()), COLUMNS);
    return text.toString();
  }

  @Test
  void jsonIsAnArrayOfEverything() {
    assertThat(JSON.readTree(list(Format.JSON, null, false)))
        .isEqualTo(JSON.createArrayNode().add(row()).add(row()));
  }

  @Test
  void yamlQuotesWhatCouldBeTakenForSomethingElse() {
    assertThat(list(Format.YAML, null, false))
        .startsWith(
            """
            - id: "7d"
              name: "no"
              count: 3
              note: "a, \\"b\\"\\nc"
              key:
                version: "1"
                uses:
                  - x
                  - "y"
            - id""");
  }

  @Test
  void csvHasAHeaderAndQuotes() {
    assertThat(list(Format.CSV, null, false))
        .startsWith("name,note,id,count,key\nno,\"a, \"\"b\"\" c\",7d,3,");
  }

  @Test
  void queryPrintsOneFieldALineAndNamesWhatThereIs() {
    assertThat(list(Format.JSON, "key.uses", false)).isEqualTo("x\ny\nx\ny\n");
    assertThat(list(Format.TABLE, "key.uses.1", false)).isEqualTo("y\ny\n");
    assertThatThrownBy(() -> list(Format.TABLE, "kye", false))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("no field kye");
  }

  @Test
  void quietPrintsIdsInEveryFormat() {
    for (Format format : Format.values()) {
      assertThat(list(format, null, true)).isEqualTo("7d\n7d\n");
    }
  }
}
