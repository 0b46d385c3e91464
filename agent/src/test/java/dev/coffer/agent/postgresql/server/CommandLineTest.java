package dev.coffer.agent.postgresql.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandLineTest {
  @Test
  void settingsAreUnderstoodInEveryWayOfGivingThem() {
    var line =
        CommandLine.parse(
            List.of(
                "-D",
                "/data",
                "-p",
                "5433",
                "-k/run",
                "-c",
                "a=1",
                "-cb=2",
                "--c-d=x=y",
                "-h",
                "*"));
    assertThat(line.unknown()).isEmpty();
    assertThat(line.settings())
        .isEqualTo(
            Map.of(
                "port", "5433",
                "unix_socket_directories", "/run",
                "a", "1",
                "b", "2",
                "c_d", "x=y",
                "listen_addresses", "*"));
  }

  @Test
  void whatIsNoSettingIsNamed() {
    assertThat(CommandLine.parse(List.of("-F", "-D/data", "--single", "-i")).unknown())
        .containsExactly("-F", "--single");
  }
}
