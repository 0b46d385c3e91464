package dev.coffer.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class ChildTest {
  private static Command shell(String script) {
    return Command.of(Path.of("/bin/sh"), "-c", script);
  }

  @Nested
  class TheWholeOutput {
    @Test
    void isGivenAsItIs() throws IOException {
      assertThat(output("printf '%s' four", 4)).isEqualTo("four");
    }

    @Test
    void isRefusedIfItIsTooLong() {
      assertThatThrownBy(() -> output("yes", 1000))
          .isInstanceOf(IOException.class)
          .hasMessage("sh writes more than 1000 bytes");
    }

    @Test
    void isOfAChildThatSucceeded() {
      assertThatThrownBy(() -> output("echo half; exit 3", 1000)).isInstanceOf(ProcessFailed.class);
    }

    @Test
    void hasToEndInTime() {
      assertThatThrownBy(
              () -> {
                try (var child = Child.start(shell("while :; do echo; sleep 0.01; done"))) {
                  child.allOutput(1_000_000, Duration.ofMillis(200));
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("sh does not end within PT0.2S");
    }

    private static String output(String script, int most) throws IOException {
      try (var child = Child.start(shell(script))) {
        return new String(child.allOutput(most, Duration.ofMinutes(1)), UTF_8);
      }
    }
  }

  @Nested
  class AChildThatFails {
    @Test
    void tellsItsExitCodeAndItsLastWords() {
      assertThatThrownBy(() -> shell("echo first; echo last >&2; exit 3").run())
          .isInstanceOfSatisfying(
              ProcessFailed.class, failure -> assertThat(failure.exitCode()).isEqualTo(3))
          .hasMessageContaining("sh ended with exit code 3: first | last");
    }

    @Test
    void keepsOnlyTheEndOfWhatItSaid() {
      assertThatThrownBy(() -> shell("seq 1 100000 >&2; exit 1").run())
          .hasMessageContaining("exit code 1: 99969 | 99970 | ")
          .hasMessageEndingWith("99999 | 100000");
    }

    @Test
    void isTheReasonWhyItsPipeBreaks() throws IOException {
      try (var child = Child.start(shell("echo had enough >&2; exit 4"))) {
        assertThatThrownBy(
                () -> {
                  try (var input = child.input()) {
                    for (int i = 0; i < 100; i++) {
                      input.write(new byte[1 << 20]);
                    }
                  }
                })
            .isInstanceOf(ProcessFailed.class)
            .hasMessageContaining("had enough");
      }
    }

    @Test
    void thatWasKilledDoesNotPassForOneThatEnded() throws IOException {
      try (var child = Child.start(shell("echo some; exec sleep 60"))) {
        assertThat(child.output().read()).isEqualTo('s');
        ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
        assertThat(child.output().readAllBytes()).isEqualTo("ome\n".getBytes(UTF_8));
        assertThatThrownBy(child::awaitSuccess).isInstanceOf(ProcessFailed.class);
      }
    }
  }

  @Test
  void closingKillsAllThatItStarted() throws Exception {
    ProcessHandle grandchild;
    try (var child = Child.start(shell("sleep 60 & echo $!; wait"))) {
      var line = new StringBuilder();
      for (int c = child.output().read(); c != '\n'; c = child.output().read()) {
        line.append((char) c);
      }
      grandchild = ProcessHandle.of(Long.parseLong(line.toString())).orElseThrow();
    }
    grandchild.onExit().get(50, TimeUnit.SECONDS);
  }

  @Test
  void aSecretFileIsReadAgainAndAgainAndIsClosedToOthers() throws IOException {
    var lines = new ArrayList<String>();
    var script = "for i in 1 2 3; do cat /dev/stdin; done; stat -Lc %a /dev/stdin >&2";
    try (var secret = SecretFile.of("secret,".getBytes(UTF_8), 7);
        var child = Child.start(shell(script), secret, lines::add)) {
      var read = new String(child.output().readAllBytes(), UTF_8);
      child.awaitSuccess();
      assertThat(read).isEqualTo("secret,secret,secret,");
      assertThat(lines).containsExactly("600");
    }
  }

  @Test
  void aChildKnowsNothingOfOurSurroundings() throws IOException {
    try (var child = Child.start(shell("env"))) {
      var environment = new String(child.output().readAllBytes(), UTF_8);
      child.awaitSuccess();
      assertThat(environment.lines())
          .allMatch(line -> line.matches("(PATH|HOME|TMPDIR|LC_ALL|PWD|_|SHLVL|OLDPWD)=.*"));
    }
  }
}
