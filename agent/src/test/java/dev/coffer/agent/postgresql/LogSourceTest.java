package dev.coffer.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.AgentFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogSourceTest {
  private static final String SEGMENT = "pg_wal/000000010000000000000001";

  @Test
  void theLogsFilesAreNamed() {
    var told = List.of("pg_wal/00000002.history", SEGMENT);
    assertThat(LogSource.requireNames(told)).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-C/etc",
        "hostname",
        "../pg_wal/000000010000000000000001",
        "pg_wal/../../secret",
        SEGMENT + "\n-C/etc",
        SEGMENT + ".partial",
        ""
      })
  void whatElseTheServerNamesIsRefused(String name) {
    assertThatThrownBy(() -> LogSource.requireNames(List.of(SEGMENT, name)))
        .isInstanceOf(AgentFailure.class)
        .hasMessageContaining("as a file of its log");
  }
}
