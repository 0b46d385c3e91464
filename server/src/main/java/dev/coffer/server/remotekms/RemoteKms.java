package dev.coffer.server.remotekms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.signature.RequestSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the other KMS. A call that is not answered, or answered with a fault of that server's, is
 * made again a few times, ever later; then it is refused with {@code KMS.0102}, and says whether
 * the server could not be reached or was too slow. What the other server refuses is refused with
 * its own code. The trap: a call that is made again may be done twice.
 */
public final class RemoteKms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteKms.class);
  private static final int LONGEST_ANSWER = 64 << 10;
  private static final int TOO_MANY = 429;
  private static final int FAULT = 500;
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final RemoteAccount account;
  private final RequestSigner signer;
  private final RetryLimits limits;
  private final InstantSource clock;
  private final RemoteCalls calls;
  private final HttpClient http;

  public RemoteKms(RemoteAccount account, InstantSource clock) {
    this(account, RetryLimits.USUAL, clock);
  }

  RemoteKms(RemoteAccount account, RetryLimits limits, InstantSource clock) {
    this.account = account;
    this.signer = new RequestSigner(account.accessKey(), account.secretKey());
    this.limits = limits;
    this.clock = clock;
    this.calls = new RemoteCalls(account.endpoint().toString(), clock);
    this.http = HttpClient.newBuilder().connectTimeout(limits.answer()).build();
  }

  /** The answer of an operation, by the last part of its path. */
  JsonNode call(String verb, Map<String, ?> body) {
    byte[] bytes = JSON.writeValueAsBytes(body);
    long began = System.nanoTime();
    calls.begun();
    for (int attempt = 1; ; attempt++) {
      Duration left = limits.total().minusNanos(System.nanoTime() - began);
      Attempt outcome = attempt(verb, bytes, left);
      Duration pause = limits.pause().multipliedBy(1L << (attempt - 1));
      boolean last = attempt == limits.attempts() || left.compareTo(pause) <= 0;
      switch (outcome) {
        case Attempt.Answered(HttpResponse<byte[]> answer) -> {
          calls.answered(System.nanoTime() - began);
          return contents(answer);
        }
        case Attempt.Unanswered(Reason reason, String detail) when last -> {
          calls.failed(verb + ": " + detail);
          LOG.warn("the KMS at {} did not answer {}: {}", account.endpoint(), verb, detail);
          throw new Refusal(Failure.KMS_0102, "the KMS at " + account.endpoint(), reason);
        }
        case Attempt.Unanswered _ -> {
          calls.retried();
          await(pause);
        }
      }
    }
  }

  /** How one attempt ended. */
  private sealed interface Attempt {
    record Answered(HttpResponse<byte[]> answer) implements Attempt {}

    record Unanswered(Reason reason, String detail) implements Attempt {}
  }

  private Attempt attempt(String verb, byte[] body, Duration left) {
    Duration most = left.compareTo(limits.answer()) < 0 ? left : limits.answer();
    if (!most.isPositive()) {
      return new Attempt.Unanswered(Reason.TOO_SLOW, "no time is left");
    }
    URI address = account.address(verb);
    var request =
        HttpRequest.newBuilder(address).timeout(most).POST(BodyPublishers.ofByteArray(body));
    signer.sign(address, body, clock.instant()).forEach(request::header);
    try {
      HttpResponse<byte[]> answer = send(request.build(), most);
      return answer.statusCode() >= FAULT || answer.statusCode() == TOO_MANY
          ? new Attempt.Unanswered(Reason.UNREACHABLE, "status " + answer.statusCode())
          : new Attempt.Answered(answer);
    } catch (HttpTimeoutException e) {
      return new Attempt.Unanswered(Reason.TOO_SLOW, "no answer within " + most);
    } catch (IOException e) {
      return new Attempt.Unanswered(Reason.UNREACHABLE, String.valueOf(e));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  // The request's own limit ends where the body begins.
  private HttpResponse<byte[]> send(HttpRequest request, Duration most)
      throws IOException, InterruptedException {
    var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER);
    CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, body);
    try {
      return answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new HttpTimeoutException("the answer does not end");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private void await(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private Refusal interrupted() {
    Thread.currentThread().interrupt();
    calls.failed("interrupted");
    return new Refusal(Failure.KMS_0102, "the KMS at " + account.endpoint(), Reason.UNREACHABLE);
  }

  private JsonNode contents(HttpResponse<byte[]> answer) {
    JsonNode contents = parse(answer);
    if (answer.statusCode() < 300) {
      return contents;
    }
    JsonNode error = contents.has("error") ? contents.get("error") : contents;
    String code = error.path("error_code").asString("");
    throw ofKms(code)
        .map(failure -> new Refusal(failure, "the KMS at " + account.endpoint(), Reason.REFUSED))
        .orElseGet(() -> unexpected(answer, code));
  }

  private static Optional<Failure> ofKms(String code) {
    return Arrays.stream(Failure.values())
        .filter(failure -> code.startsWith("KMS.") && failure.code().equals(code))
        .findFirst();
  }

  // The access key, its permissions or the project are wrong: nothing a caller of ours can mend.
  private Refusal unexpected(HttpResponse<byte[]> answer, String code) {
    LOG.error(
        "the KMS at {} refused a call with status {} {}",
        account.endpoint(),
        answer.statusCode(),
        code);
    return new Refusal(Failure.KMS_0102, "the KMS at " + account.endpoint(), Reason.REFUSED);
  }

  private JsonNode parse(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JacksonException e) {
      LOG.error("the answer of the KMS at {} is no JSON", account.endpoint());
      throw new Refusal(Failure.KMS_0102, "the KMS at " + account.endpoint(), Reason.NOT_JSON);
    }
  }

  /** How it has gone so far. */
  public RemoteStatus status() {
    return calls.status();
  }

  @Override
  public void close() {
    http.shutdownNow();
    account.secretKey().close();
  }
}
