package dev.coffer.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.output.Progress.Mode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class ProgressTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-11-27T12:00:00Z");

  /** A job of 200 s that is asked after every second. */
  private String told(Mode mode, Map<String, String> environment) {
    var err = new PrintStream(written, true, UTF_8);
    var progress = new Progress(mode, err, new Terminal(environment), () -> now);
    for (int second = 0; second < 200; second++) {
      progress.at("backup first", "j1", second / 2);
      now = now.plusSeconds(1);
    }
    progress.end("backup first", "j1", "done");
    return written.toString(UTF_8);
  }

  @Test
  void isALineAMinuteWithoutControlCharactersInAPipe() {
    assertThat(told(Mode.AUTO, Map.of("TERM", "xterm")))
        .isEqualTo(
            """
            backup first 0% (job j1)
            backup first 30% (job j1)
            backup first 60% (job j1)
            backup first 90% (job j1)
            backup first done after 3 min
            """);
  }

  @Test
  void isABarWithRateAndTimeLeftOnATerminal() {
    String told = told(Mode.AUTO, Map.of("TERM", "xterm", "COFFER_FORCE_TTY", "100"));

    assertThat(told)
        .contains("\rbackup first [##########..........] 50% 100 s, 0.5%/s, about 100 s left")
        .endsWith("\r\u001b[Kbackup first done after 3 min\n");
  }

  @Test
  void fitsANarrowTerminal() {
    String told = told(Mode.AUTO, Map.of("TERM", "xterm", "COFFER_FORCE_TTY", "30"));

    assertThat(told.split("\r", -1))
        .allMatch(drawn -> drawn.replace("\u001b[K", "").strip().length() < 30);
  }

  @Test
  void isLinesOfJsonOnRequest() {
    String last = told(Mode.JSON, Map.of()).lines().reduce("", (_, line) -> line);

    assertThat(JsonMapper.shared().readTree(last).path("state").asString()).isEqualTo("done");
    assertThat(written.toString(UTF_8).lines()).allMatch(line -> line.startsWith("{"));
  }

  @Test
  void isNothingWhereNothingIsWanted() {
    assertThat(told(Mode.NONE, Map.of("COFFER_FORCE_TTY", "80", "TERM", "xterm"))).isEmpty();
  }

  @Test
  void isNotDrawnOverOnADumbTerminal() {
    assertThat(told(Mode.AUTO, Map.of("COFFER_FORCE_TTY", "80", "TERM", "dumb")))
        .doesNotContain("\r", "\u001b");
  }
}
