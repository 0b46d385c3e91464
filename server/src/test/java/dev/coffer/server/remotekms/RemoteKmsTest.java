package dev.coffer.server.remotekms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.store.ControlDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A KMS that is not well: what is tried, for how long, and what is said then. */
class RemoteKmsTest {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration ENDLESS = Duration.ofHours(1);
  private static final RetryLimits LIMITS = new RetryLimits(3, PAUSE, ENDLESS, ENDLESS);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private RemoteKms kms;

  private interface Behaviour {
    void answer(HttpExchange exchange, int number) throws IOException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    kms = remote(LIMITS);
  }

  private RemoteKms remote(RetryLimits limits) {
    var account =
        new RemoteAccount(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            new ProjectId("p".repeat(32)),
            "ACCESSKEY",
            SecretBytes.copyOf("secret".getBytes(UTF_8)));
    return new RemoteKms(account, limits, InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() {
    end.countDown();
    kms.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void behaves(Behaviour behaviour) {
    server.createContext("/", exchange -> behaviour.answer(exchange, requests.incrementAndGet()));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void refused(Failure failure, String reason) {
    refused(kms, failure, reason);
  }

  private static void refused(RemoteKms kms, Failure failure, String reason) {
    assertThatThrownBy(() -> kms.call("describe-key", Map.of("key_id", "k")))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure))
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 429})
  void isAskedAgainAfterAFaultOfItsOwn(int status) {
    behaves((exchange, number) -> answer(exchange, number < 3 ? status : 200, "{\"key_info\":{}}"));
    assertThat(kms.call("describe-key", Map.of()).has("key_info")).isTrue();
    assertThat(kms.status())
        .isEqualTo(
            new RemoteStatus(
                kms.status().endpoint(),
                1,
                2,
                0,
                kms.status().slowestMillis(),
                java.util.Optional.of(NOW),
                java.util.Optional.empty()));
  }

  @Test
  void isGivenUpAfterSoManyAttempts() {
    behaves((exchange, _) -> answer(exchange, 503, "{}"));
    refused(Failure.KMS_0102, "cannot be reached");
    assertThat(requests).hasValue(LIMITS.attempts());
    assertThat(kms.status().failures()).isEqualTo(1);
    assertThat(kms.status().isReachable()).isFalse();
    assertThat(kms.status().lastFailure()).contains("describe-key: status 503");
  }

  @Test
  void isReachableAgainOnceItAnswers() {
    behaves((exchange, number) -> answer(exchange, number <= 3 ? 503 : 200, "{}"));
    refused(Failure.KMS_0102, "cannot be reached");
    kms.call("describe-key", Map.of());
    assertThat(kms.status().isReachable()).isTrue();
  }

  @Test
  @Timeout(60)
  void isNotWaitedForWithoutEndInOneAttempt() {
    behaves((exchange, _) -> hang(exchange));
    try (var impatient = remote(new RetryLimits(3, PAUSE, SHORT, ENDLESS))) {
      refusedAsTooSlow(impatient);
      assertThat(impatient.status().retries()).isEqualTo(2);
    }
  }

  @Test
  @Timeout(60)
  void isNotWaitedForWithoutEndInAllAttempts() {
    behaves((exchange, _) -> hang(exchange));
    try (var impatient = remote(new RetryLimits(30, PAUSE, ENDLESS, SHORT))) {
      refusedAsTooSlow(impatient);
      assertThat(impatient.status().retries()).isLessThan(29);
    }
  }

  @Test
  @Timeout(60)
  void isNotWaitedForWithoutEndWhereItsAnswerDoesNotEnd() {
    behaves(
        (exchange, _) -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          hang(exchange);
        });
    try (var impatient = remote(new RetryLimits(2, PAUSE, SHORT, ENDLESS))) {
      refusedAsTooSlow(impatient);
    }
  }

  @Test
  @Timeout(60)
  void isNotReadFurtherThanAnAnswerNeeds() {
    behaves((exchange, _) -> answer(exchange, 200, "{}" + " ".repeat(64 << 10)));
    refused(Failure.KMS_0102, "cannot be reached");
    assertThat(kms.status().lastFailure().orElseThrow()).contains("65536");
  }

  private static void refusedAsTooSlow(RemoteKms kms) {
    refused(kms, Failure.KMS_0102, "does not answer in time");
  }

  private void hang(HttpExchange exchange) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  @Test
  void isUnreachableWhereNobodyListens() {
    server.stop(0);
    refused(Failure.KMS_0102, "cannot be reached");
  }

  @Test
  void isNotAskedAgainForWhatItRefuses() {
    behaves(
        (exchange, _) ->
            answer(exchange, 400, "{\"error\":{\"error_code\":\"KMS.0209\",\"error_msg\":\"\"}}"));
    refused(Failure.KMS_0209, "refuses the call");
    assertThat(requests).hasValue(1);
    assertThat(kms.status().isReachable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"error_code\":\"APIGW.0301\"}", "{}", "\"KMS.0209\"", "{\"error\":\"no\"}"})
  void saysThatItsAccountIsWrongWhereItIsNotLetIn(String body) {
    behaves((exchange, _) -> answer(exchange, 401, body));
    refused(Failure.KMS_0102, "refuses the call");
    assertThat(requests).hasValue(1);
  }

  @Test
  void isNotBelievedWhereItAnswersNoJson() {
    behaves((exchange, _) -> answer(exchange, 200, "<html>"));
    refused(Failure.KMS_0102, "not valid JSON");
  }

  @Test
  void isNotBelievedWhereTheKeyIsNotTheOneThatItsDigestSays(@TempDir Path directory) {
    String key = "00".repeat(32);
    behaves(
        (exchange, _) ->
            answer(
                exchange,
                200,
                "{\"data_key\":\"%s\",\"datakey_length\":\"32\",\"datakey_dgst\":\"%s\"}"
                    .formatted(key, key)));
    try (ControlDatabase database = ControlDatabase.sqlite(directory.resolve("control.db"));
        Kms own =
            Kms.start(
                directory,
                Passphrase.none(),
                database,
                new SecureRandom(),
                InstantSource.system())) {
      BackupKeys keys = new RemoteKeys(kms, own.unboundKeys());
      assertThatThrownBy(
              () ->
                  keys.unwrap(
                      new ProjectId("p"),
                      KeyId.fresh(),
                      new KeyContext(KeyContext.Purpose.BACKUP, "b"),
                      new byte[124 + 32]))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.KMS_2201));
    }
  }

  @Test
  void isSentASignatureAndNotTheSecret() {
    var sent = new StringBuilder();
    behaves(
        (exchange, _) -> {
          exchange.getRequestHeaders().forEach((name, values) -> sent.append(name).append(values));
          answer(exchange, 200, "{}");
        });
    kms.call("describe-key", Map.of());
    assertThat(sent.toString())
        .contains("SDK-HMAC-SHA256 Access=ACCESSKEY, SignedHeaders=content-type;host;x-sdk-date")
        .doesNotContain("secret");
  }
}
