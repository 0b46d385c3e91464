package dev.coffer.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
  private final Inputs inputs = new Inputs(Service.EXTENSION);

  private static Query query(String raw) {
    return Query.parse(raw, Service.EXTENSION);
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "marker=7, 7", "marker=9223372036854775806, 9223372036854775806"})
  void aPositionIsALineOfALogOfAnyLength(String query, long position) {
    assertThat(inputs.position(query(query), "marker")).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(strings = {"marker=-1", "marker=9223372036854775807", "marker=x"})
  void aPositionThatIsNoneIsRefused(String query) {
    assertThatThrownBy(() -> inputs.position(query(query), "marker")).isInstanceOf(Refusal.class);
  }
}
