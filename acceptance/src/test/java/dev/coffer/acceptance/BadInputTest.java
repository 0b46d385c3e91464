package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with a request, it is refused with the vendor's code in the caller's language,
 * and nothing has changed.
 */
@ExtendWith(SharedCoffer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class BadInputTest {
  private final BadInputFixture fixture;
  private final ServerState state;

  BadInputTest(Shared shared) throws SQLException {
    this.fixture = new BadInputFixture(shared);
    this.state = new ServerState(shared.home);
  }

  @AfterAll
  void close() throws SQLException {
    state.close();
  }

  @ParameterizedTest
  @MethodSource("whateverTheOperation")
  void isRefusedAtTheGate(BadInput input) throws Exception {
    assertRefused(input.request(), input.refused());
  }

  @ParameterizedTest
  @MethodSource("byOperation")
  void isRefusedByItsOperation(BadInput input) throws Exception {
    Request request = fixture.filled(input.request());
    assertRefused(
        input.operation().isOpenToAnyone()
            ? request
            : request.with("X-Auth-Token", fixture.token()),
        input.refused());
  }

  /** Without this a signature that is refused for any other reason would look skewed. */
  @Test
  void aSignatureWithinTheClockWindowIsAccepted() {
    Request request = fixture.filled(ApiOperation.DESCRIBE_ENCRYPTION.request());
    for (Duration skew : List.of(Duration.ofMinutes(-14), Duration.ZERO, Duration.ofMinutes(14))) {
      Answer answer = fixture.send(Signed.at(Instant.now().plus(skew), request, fixture.account()));
      assertThat(answer.status()).as("%s: %s", skew, answer).isEqualTo(200);
    }
  }

  /** What is no HTTP has no language yet when it is refused. */
  @Test
  void aPathThatIsNoneIsRefusedBeforeItsHeadersAreRead() throws Exception {
    Request request =
        fixture.filled(ApiOperation.MODIFY_ENCRYPTION.request()).with("X-Language", "en-us");
    Request broken = request.withPath(request.path().replaceFirst("in07", "in07%00"));
    assertRefused(broken, Refused.gateway(400, "APIGW.0201"));
    assertThat(fixture.send(broken).header("Connection")).isEqualTo("close");
    assertThat(fixture.send(broken).status()).isEqualTo(400);
  }

  Stream<BadInput> whateverTheOperation() {
    return Arrays.stream(ApiOperation.values())
        .flatMap(operation -> GateInputs.of(fixture, operation).stream());
  }

  Stream<BadInput> byOperation() {
    return Stream.of(
            TaurusInputs.ofInstances(),
            TaurusInputs.ofBackups(),
            DwsInputs.all(),
            KmsInputs.all(),
            IamInputs.all())
        .flatMap(List::stream);
  }

  private void assertRefused(Request request, Refused refused) throws SQLException, IOException {
    List<String> before = state.now();
    assertAnswer(fixture.send(request), refused, "\\p{ASCII}+");
    if (!request.headers().containsKey("X-Language")) {
      Request inChinese = request.with("X-Language", "zh-cn");
      assertAnswer(fixture.send(inChinese), refused, "(?s).*\\p{IsHan}.*");
    }
    assertThat(state.now()).isEqualTo(before);
  }

  private static void assertAnswer(Answer answer, Refused refused, String message) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(refused.status());
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{32}");
    assertThat(answer.code()).as("%s", answer).isEqualTo(refused.code());
    assertThat(answer.message()).matches(message);
    assertThat(answer.isNested()).isEqualTo(refused.shape() == Refused.Shape.NESTED);
    if (refused.shape() == Refused.Shape.GATEWAY) {
      assertThat(answer.json().get("request_id").asString())
          .isEqualTo(answer.header("X-Request-Id"));
    }
  }
}
