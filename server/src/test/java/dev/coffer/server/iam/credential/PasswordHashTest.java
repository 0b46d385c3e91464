package dev.coffer.server.iam.credential;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  /** From the tests of the reference implementation. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      })
  void agreesWithTheReferenceImplementation(String phc) {
    assertThat(PasswordHash.matches(secret("password"), phc)).isTrue();
    assertThat(PasswordHash.matches(secret("Password"), phc)).isFalse();
  }

  @Test
  void saltsEachHash() {
    var random = new SecureRandom();
    String one = PasswordHash.of(secret("a password"), random);
    String other = PasswordHash.of(secret("a password"), random);
    assertThat(one).isNotEqualTo(other).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(PasswordHash.matches(secret("a password"), one)).isTrue();
    assertThat(PasswordHash.matches(secret("another one"), one)).isFalse();
  }

  @Test
  void doesNotTakeAnythingElseForAHash() {
    assertThatThrownBy(() -> PasswordHash.matches(secret("x"), "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("\"x\"");
  }
}
