package dev.coffer.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.output.Column;
import dev.coffer.cli.output.Format;
import dev.coffer.cli.output.Printer;
import dev.coffer.cli.output.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class HarmlessTest {
  private static final String HOSTILE = "a\u001b[2Jb\u009b2Jc\u202ed\u0007e\ue000\udb40\udc01";
  private static final String STEERING = "(?s).*[\\p{Cc}\\p{Cf}&&[^\\n\\t]].*";

  @ParameterizedTest
  @EnumSource
  void noFormatOfAResultSteersATerminal(Format format) {
    var row = JsonMapper.shared().createObjectNode().put("id", HOSTILE).put("name", HOSTILE);
    assertThat(printed(new Printer.Style(format, null, false), row)).doesNotMatch(STEERING);
    assertThat(printed(new Printer.Style(format, null, true), row)).doesNotMatch(STEERING);
    assertThat(printed(new Printer.Style(format, "name", false), row)).doesNotMatch(STEERING);
  }

  private static String printed(Printer.Style style, ObjectNode row) {
    var text = new StringWriter();
    var printer = new Printer(new PrintWriter(text), style, new Terminal(Map.of()));
    printer.one(row, List.of(Column.text("name")));
    printer.list(List.of(row), List.of(Column.text("name")));
    return text.toString();
  }

  @Test
  void jsonKeepsItsMeaning() {
    var value = JsonMapper.shared().createObjectNode().put("name", HOSTILE);
    var text = Harmless.json(value.toPrettyString());
    assertThat(text).doesNotMatch(STEERING);
    assertThat(JsonMapper.shared().readTree(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailureSteersNoTerminal(boolean asJson) {
    assertThat(new Failed(ExitCode.FAILED, HOSTILE, HOSTILE, HOSTILE).told(asJson))
        .doesNotMatch(STEERING)
        .contains("a [2Jb 2Jc d e");
  }
}
