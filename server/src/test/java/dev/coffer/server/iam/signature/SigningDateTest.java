package dev.coffer.server.iam.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningDateTest {
  @Test
  void isASecondOfUniversalTime() {
    assertThat(SigningDate.parse("20280229T235959Z"))
        .contains(Instant.parse("2028-02-29T23:59:59Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20261121T120000",
        "2026-11-21T12:00:00Z",
        "20261121T120000Z ",
        "20270229T120000Z",
        "20261321T120000Z",
        "20261121T240000Z",
        "20261121T126000Z",
        "２０２６1121T120000Z"
      })
  void isNothingElse(String text) {
    assertThat(SigningDate.parse(text)).isEmpty();
  }
}
