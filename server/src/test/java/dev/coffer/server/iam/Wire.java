package dev.coffer.server.iam;

import com.huaweicloud.sdk.core.auth.AKSKSignerFactory;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.DerivedAKSKSigner;
import com.huaweicloud.sdk.core.auth.SigningAlgorithm;
import com.huaweicloud.sdk.core.http.HttpRequest;
import dev.coffer.server.wire.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.HttpUrl;

/** A request as the vendor's client signs it and as its HTTP library then puts it on the wire. */
public final class Wire {
  public static final String ACCESS_KEY = "TESTAKTESTAKTESTAK01";
  public static final String SECRET_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";

  private Wire() {}

  public static RawRequest signed(HttpRequest request, SigningAlgorithm algorithm) {
    return onTheWire(request, AKSKSignerFactory.getSigner(algorithm).sign(request, credentials()));
  }

  public static RawRequest signedForADay(HttpRequest request) {
    BasicCredentials credentials =
        credentials().withDerivedPredicate(BasicCredentials.DEFAULT_DERIVED_PREDICATE);
    credentials.processDerivedAuthParams("kms", "cn-north-4");
    return onTheWire(request, DerivedAKSKSigner.getInstance().sign(request, credentials));
  }

  public static RawRequest of(
      String method, String path, String query, Map<String, List<String>> headers, String body) {
    return new RawRequest(
        method, path, query, headers, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1");
  }

  private static BasicCredentials credentials() {
    return new BasicCredentials().withAk(ACCESS_KEY).withSk(SECRET_KEY);
  }

  public static RawRequest onTheWire(HttpRequest request, Map<String, String> authentication) {
    Map<String, List<String>> headers = new TreeMap<>();
    request.getHeaders().forEach((name, values) -> headers.put(lower(name), values));
    authentication.forEach((name, value) -> headers.put(lower(name), List.of(value)));
    HttpUrl url = HttpUrl.get(request.getUrl().toString());
    String query = url.encodedQuery();
    String body = request.getBodyAsString();
    return of(
        request.getMethod().name(),
        url.encodedPath(),
        query == null ? "" : query,
        headers,
        body == null ? "" : body);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
