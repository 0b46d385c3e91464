package dev.coffer.acceptance;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import dev.coffer.acceptance.Wire.Request;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Signs a request as the vendor's SDK does, at any time of day. */
public final class Signed {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Signed() {}

  public static Request at(Instant time, Request request, Account account) {
    HttpRequest.HttpRequestBuilder described =
        HttpRequest.newBuilder()
            .withEndpoint(account.endpoint())
            .withPath(request.path())
            .withMethod(HttpMethod.valueOf(request.method()))
            .withContentType("application/json")
            .addHeader("X-Sdk-Date", TIME.format(time));
    if (!request.body().isEmpty()) {
      described.withBodyAsString(request.body());
    }
    var credentials =
        new BasicCredentials().withAk(account.accessKey()).withSk(account.secretKey());
    Map<String, String> headers = AKSKSigner.getInstance().sign(described.build(), credentials);
    return request
        .with("X-Sdk-Date", TIME.format(time))
        .with("Authorization", authorization(headers));
  }

  private static String authorization(Map<String, String> headers) {
    String value = headers.get("Authorization");
    if (value == null) {
      throw new IllegalStateException("the signer gave " + headers.keySet());
    }
    return value;
  }
}
