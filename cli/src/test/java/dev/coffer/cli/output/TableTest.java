package dev.coffer.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class TableTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"), Column.bytes("size"), Column.time("begun"), Column.text("key_id"));
  private static final ObjectNode ROW = row("first", 1_503_238_553L, "2026-11-27T11:57:00Z");

  private static ObjectNode row(String name, long size, String begun) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("name", name)
        .put("size", size)
        .put("begun", begun)
        .put("key_id", "747cd919-2d82-4a88-bcf1-6c003a51f80e");
  }

  private static String printed(Map<String, String> environment, ObjectNode... rows) {
    var text = new StringWriter();
    new Table(new Terminal(environment), COLUMNS, NOW)
        .rows(List.of(rows), new PrintWriter(text, true));
    return text.toString();
  }

  private static Map<String, String> terminal(int width) {
    return Map.of("COFFER_FORCE_TTY", String.valueOf(width), "NO_COLOR", "1");
  }

  @Test
  void isAlignedWithSizesAndTimesForPeople() {
    assertThat(printed(terminal(100), ROW))
        .isEqualTo(
            """
            NAME   SIZE     BEGUN      KEY ID
            first  1.4 GiB  3 min ago  747cd919-2d82-4a88-bcf1-6c003a51f80e
            """);
  }

  @Test
  void hasTabsBytesAndTimesInUtcInAPipe() {
    assertThat(printed(Map.of(), ROW))
        .isEqualTo(
            "first\t1503238553\t2026-11-27T11:57:00Z\t747cd919-2d82-4a88-bcf1-6c003a51f80e\n");
  }

  @Test
  void cutsTheWidestColumnInANarrowWindowAndNoId() {
    ObjectNode wide = row("x".repeat(60), 1, "2026-11-27T11:59:59Z");
    String text = printed(terminal(80), wide);

    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text).contains("x…", "747cd919-2d82-4a88-bcf1-6c003a51f80e");
    assertThat(printed(Map.of(), wide)).contains("x".repeat(60));
  }

  @Test
  void countsAChineseLetterAsTwoColumns() {
    String text =
        printed(
            terminal(100),
            row("订单备份", 1, "2026-11-27T11:59:59Z"),
            row("abcdefgh", 1, "2026-11-27T11:59:59Z"));

    assertThat(text).contains("订单备份  1 B", "abcdefgh  1 B");
  }

  @Test
  void printsNothingThatSteersATerminal() {
    String text = printed(terminal(100), row("a\u001b[2Jb\rc", 1, "soon"));

    assertThat(text).doesNotContain("\u001b", "\r").contains("soon");
  }

  @Test
  void isBoldOnlyWhereColoursAreWanted() {
    Map<String, String> colours = Map.of("COFFER_FORCE_TTY", "80", "TERM", "xterm");

    assertThat(printed(colours, ROW)).startsWith("\u001b[1m").contains("\u001b[22m");
    assertThat(printed(Map.of("COFFER_FORCE_TTY", "80", "TERM", "dumb"), ROW))
        .doesNotContain("\u001b");
    assertThat(printed(terminal(80), ROW)).doesNotContain("\u001b");
    assertThat(printed(Map.of("TERM", "xterm"), ROW)).doesNotContain("\u001b");
  }
}
