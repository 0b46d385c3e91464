package dev.coffer.server.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionNumberTest {
  @ParameterizedTest
  @CsvSource({
    "8.0.0, 8.0.0, 0",
    "8.0, 8.0.0, 0",
    "7.9.9, 8.0.0, -1",
    "8.1, 8.0.0, 1",
    "10.0.0, 9.1.0, 1",
    "8.3.0.199, 8.3.0.200, -1",
    "8.3.1, 8.3.0.200, 1"
  })
  void versionsAreComparedPartByPart(String one, String other, int order) {
    assertThat(VersionNumber.parse(one).compareTo(VersionNumber.parse(other))).isEqualTo(order);
  }
}
