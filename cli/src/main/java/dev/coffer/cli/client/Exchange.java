package dev.coffer.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One call over HTTP. {@link HttpURLConnection} starts in a fifth of {@link HttpClient}'s time; it
 * does not know PATCH, which goes through the other.
 */
final class Exchange {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 120_000;

  private final @Nullable SSLContext trust;

  Exchange(@Nullable SSLContext trust) {
    this.trust = trust;
    // A call that was sent once is not sent again behind the caller's back.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** What came back, uninterpreted. */
  record Raw(int status, String body, @Nullable String requestId, @Nullable String token) {}

  Raw send(String method, URI address, Map<String, String> headers, byte[] body)
      throws IOException {
    return method.equals("PATCH")
        ? patch(address, headers, body)
        : classic(method, address, headers, body);
  }

  private Raw classic(String method, URI address, Map<String, String> headers, byte[] body)
      throws IOException {
    var connection = (HttpURLConnection) address.toURL().openConnection();
    if (trust != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(trust.getSocketFactory());
    }
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setUseCaches(false);
    headers.forEach(connection::setRequestProperty);
    if (body.length > 0) {
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length);
      try (var out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    try (stream) {
      String answer = stream == null ? "" : new String(stream.readAllBytes(), UTF_8);
      return new Raw(
          status,
          answer,
          connection.getHeaderField("X-Request-Id"),
          connection.getHeaderField("X-Subject-Token"));
    }
  }

  private Raw patch(URI address, Map<String, String> headers, byte[] body) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(Duration.ofMillis(CONNECT_MILLIS));
    if (trust != null) {
      builder.sslContext(trust);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(body))
            .timeout(Duration.ofMillis(READ_MILLIS));
    headers.forEach(request::header);
    try (HttpClient client = builder.build()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
      return new Raw(
          answer.statusCode(),
          answer.body(),
          answer.headers().firstValue("X-Request-Id").orElse(null),
          answer.headers().firstValue("X-Subject-Token").orElse(null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
