package dev.coffer.server.iam.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.auth.SigningAlgorithm;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.Wire;
import dev.coffer.server.wire.RawRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignatureTest {
  private static final Instant NOW = Instant.parse("2026-11-21T16:00:01Z");
  private static final String DATE = "20261121T160001Z";
  private static final SecretBytes SECRET =
      SecretBytes.copyOf(Wire.SECRET_KEY.getBytes(StandardCharsets.UTF_8));

  @Nested
  class MadeByTheVendorsSigner {
    static IntStream seeds() {
      return IntStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void verifiesWhateverTargetItWasMadeFor(int seed) {
      HttpRequest request = arbitrary(new Random(seed));

      verify(Wire.signed(request, SigningAlgorithm.HMAC_SHA256));
      verify(Wire.signed(request, SigningAlgorithm.HMAC_SM3));
      verify(Wire.signedForADay(request));
    }

    @ParameterizedTest
    @EnumSource(
        value = SigningAlgorithm.class,
        names = {"ECDSA_P256_SHA256", "SM2_SM3"})
    void verifiesByTheKeyPairOfTheSecretKey(SigningAlgorithm algorithm) {
      for (int seed = 0; seed < 20; seed++) {
        RawRequest request = Wire.signed(arbitrary(new Random(seed)), algorithm);
        verify(request);
        refused(
            () -> verify(Wire.of("PUT", request.path(), request.query(), request.headers(), "")),
            "Signature does not match");
        var other = Fixture.secret(Wire.SECRET_KEY.replace('a', 'b'));
        refused(() -> RequestSignature.of(request).verify(other, NOW), "Signature does not match");
      }
    }

    @Test
    void byAKeyPairIsTheSameAsItsEqual() {
      RawRequest request = Wire.signed(posted("{}"), SigningAlgorithm.ECDSA_P256_SHA256);
      var headers = new HashMap<>(request.headers());
      headers.put("authorization", List.of(equal(request.header("authorization").orElseThrow())));
      RawRequest twin = Wire.of(request.method(), request.path(), request.query(), headers, "{}");

      verify(twin);
      assertThat(RequestSignature.of(twin).fingerprint())
          .isEqualTo(RequestSignature.of(request).fingerprint());
    }

    // (r, n - s) verifies where (r, s) does.
    private static String equal(String authorization) {
      int at = authorization.indexOf("Signature=") + "Signature=".length();
      var order = CustomNamedCurves.getByName("secp256r1").getN();
      try {
        BigInteger[] pair =
            StandardDSAEncoding.INSTANCE.decode(
                order, HexFormat.of().parseHex(authorization.substring(at)));
        byte[] equal = StandardDSAEncoding.INSTANCE.encode(order, pair[0], order.subtract(pair[1]));
        return authorization.substring(0, at) + HexFormat.of().formatHex(equal);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Test
    void namesItsAccessKey() {
      var plain = Wire.signed(posted("{}"), SigningAlgorithm.HMAC_SHA256);
      assertThat(RequestSignature.of(plain).accessKey()).isEqualTo(Wire.ACCESS_KEY);
      var derived = Wire.signedForADay(posted("{}"));
      assertThat(RequestSignature.of(derived).accessKey()).isEqualTo(Wire.ACCESS_KEY);
    }

    @ParameterizedTest
    @ValueSource(longs = {-900, 0, 900})
    void verifiesWithinTheClockWindow(long seconds) {
      var request = Wire.signed(posted("{}"), SigningAlgorithm.HMAC_SHA256);
      assertThatCode(() -> RequestSignature.of(request).verify(SECRET, NOW.plusSeconds(seconds)))
          .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-901, 901, 86_400})
    void isRefusedOutsideTheClockWindow(long seconds) {
      var request = Wire.signed(posted("{}"), SigningAlgorithm.HMAC_SHA256);
      refused(
          () -> RequestSignature.of(request).verify(SECRET, NOW.plus(Duration.ofSeconds(seconds))),
          "Signature does not match");
    }

    @Test
    void isRefusedUnderAnotherSecretKey() {
      var request = Wire.signed(posted("{}"), SigningAlgorithm.HMAC_SHA256);
      var other = Fixture.secret(Wire.SECRET_KEY.replace('a', 'b'));
      refused(() -> RequestSignature.of(request).verify(other, NOW), "Signature does not match");
    }
  }

  @Nested
  class Altered {
    @Test
    void isRefusedForAnotherMethodPathQueryOrBody() {
      refused(new Changes().method("PUT"), "Signature does not match");
      refused(new Changes().path("/v1.0/q/kms/create-key"), "Signature does not match");
      refused(new Changes().path("/v1.0/p/kms%2Fcreate-key"), "Signature does not match");
      refused(new Changes().query("a=1"), "Signature does not match");
      refused(new Changes().body("{\"a\":2}"), "Signature does not match");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "x-project-id"})
    void isRefusedForAnotherValueOfASignedField(String name) {
      refused(new Changes().header(name, "other"), "Signature does not match");
    }

    @Test
    void isRefusedForADateOtherThanTheSignedOne() {
      refused(new Changes().header("x-sdk-date", "20261121T160002Z"), "Signature does not match");
      refused(new Changes().header("x-sdk-date", "20261131T160002Z"), "Signature does not match");
      refused(new Changes().header("x-sdk-date", "now"), "Signature does not match");
    }

    @Test
    void isRefusedWhereASignedFieldIsAbsentOrGivenTwice() {
      refused(new Changes().headers(h -> h.remove("x-project-id")), "x-project-id is missing");
      refused(
          new Changes().headers(h -> h.put("x-project-id", List.of("p", "q"))),
          "x-project-id is given more than once");
    }

    @Test
    void isRefusedWhereAnyBitOfTheSignatureDiffers() {
      for (int bit = 0; bit < 256; bit++) {
        String flipped = flipped(bit);
        refused(new Changes().header("authorization", flipped), "Signature does not match");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Bearer abc",
          "SDK-HMAC-SHA256",
          "SDK-HMAC-SHA256 Access=A",
          "SDK-HMAC-SHA256 Access=A, SignedHeaders=host;x-sdk-date",
          "SDK-HMAC-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=00",
          "SDK-HMAC-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=%s, More=1",
          "SDK-HMAC-SHA256 Credential=A, SignedHeaders=host;x-sdk-date, Signature=%s",
          "SDK-HMAC-SHA1 Access=A, SignedHeaders=host;x-sdk-date, Signature=%s",
          "SDK-HMAC-SHA256 Access=A, SignedHeaders=host, Signature=%s",
          "SDK-ECDSA-P256-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=",
          "SDK-ECDSA-P256-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=300",
          "SDK-SM2-SM3 Access=A, SignedHeaders=host;x-sdk-date, Signature=%s%s%s",
          "SDK-HMAC-SHA256 Access=A, SignedHeaders=host;host;x-sdk-date, Signature=%s",
          "V11-HMAC-SHA256 Credential=A, SignedHeaders=host;x-sdk-date, Signature=%s",
          "V11-HMAC-SHA256 Credential=A/20261120/r/s, SignedHeaders=host;x-sdk-date, Signature=%s",
        })
    void isRefusedWhereTheAuthorizationIsMalformed(String authorization) {
      refused(
          new Changes().header("authorization", authorization.replace("%s", "0".repeat(64))),
          "Authorization has the wrong form");
    }

    @Test
    void isRefusedWithoutAuthorization() {
      refused(new Changes().headers(h -> h.remove("authorization")), "authorization is missing");
    }
  }

  @Nested
  class WithAStatedBodyDigest {
    @Test
    void verifiesWhereItIsTheBodysOwn() {
      String digest = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"; // {}\n
      verify(Wire.signed(stating(digest, "{}\n"), SigningAlgorithm.HMAC_SHA256));
    }

    @Test
    void isRefusedWhereItIsAnothers() {
      var request = Wire.signed(stating("0".repeat(64), "{}"), SigningAlgorithm.HMAC_SHA256);
      refused(() -> verify(request), "x-sdk-content-sha256 does not match");
    }

    @Test
    void mayLeaveOutOnlyAnEmptyBody() {
      verify(Wire.signed(stating("UNSIGNED-PAYLOAD", ""), SigningAlgorithm.HMAC_SHA256));
      var request = Wire.signed(stating("UNSIGNED-PAYLOAD", "{}"), SigningAlgorithm.HMAC_SHA256);
      refused(() -> verify(request), "x-sdk-content-sha256 does not match");
    }

    private HttpRequest stating(String digest, String body) {
      return request(HttpMethod.POST, "/x")
          .addHeader("X-Sdk-Content-Sha256", digest)
          .withBodyAsString(body)
          .build();
    }
  }

  /** A signed request of the vendor's client, altered after it was signed. */
  private static final class Changes {
    private final RawRequest signed =
        Wire.signed(posted("{\"a\":1}"), SigningAlgorithm.HMAC_SHA256);
    private String method = signed.method();
    private String path = signed.path();
    private String query = signed.query();
    private String body = new String(signed.body(), StandardCharsets.UTF_8);
    private final Map<String, List<String>> headers = new HashMap<>();

    Changes() {
      headers.putAll(signed.headers());
    }

    Changes method(String other) {
      method = other;
      return this;
    }

    Changes path(String other) {
      path = other;
      return this;
    }

    Changes query(String other) {
      query = other;
      return this;
    }

    Changes body(String other) {
      body = other;
      return this;
    }

    Changes header(String name, String value) {
      return headers(h -> h.put(name, List.of(value)));
    }

    Changes headers(Consumer<Map<String, List<String>>> change) {
      change.accept(headers);
      return this;
    }

    RawRequest request() {
      return Wire.of(method, path, query, headers, body);
    }
  }

  private static String flipped(int bit) {
    String authorization =
        Wire.signed(posted("{\"a\":1}"), SigningAlgorithm.HMAC_SHA256)
            .header("authorization")
            .orElseThrow();
    int digit = authorization.length() - 64 + bit / 4;
    int value = Character.digit(authorization.charAt(digit), 16) ^ (1 << (bit % 4));
    return authorization.substring(0, digit)
        + Character.forDigit(value, 16)
        + authorization.substring(digit + 1);
  }

  private static HttpRequest posted(String body) {
    return request(HttpMethod.POST, "/v1.0/p/kms/create-key")
        .addHeader("X-Project-Id", "p")
        .withBodyAsString(body)
        .build();
  }

  private static HttpRequest.HttpRequestBuilder request(HttpMethod method, String path) {
    return HttpRequest.newBuilder()
        .withMethod(method)
        .withEndpoint("http://127.0.0.1:46501")
        .withPath(path)
        .addHeader("X-Sdk-Date", DATE)
        .addHeader("Content-Type", "application/json");
  }

  /**
   * A request with odd path values, query values and body. Left out is what the client itself does
   * not send as it signed it: a percent, question or number sign, a backslash or a dot segment in a
   * path, and query names that need escaping.
   */
  private static HttpRequest arbitrary(Random random) {
    var request =
        request(random.nextBoolean() ? HttpMethod.POST : HttpMethod.DELETE, "/v3/{a}/x/{b}")
            .addPathParam("a", text(random, PATH_ALPHABET, 1))
            .addPathParam("b", text(random, PATH_ALPHABET, 1));
    for (int i = random.nextInt(4); i > 0; i--) {
      List<String> values = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        values.add(text(random, VALUE_ALPHABET, 0));
      }
      request.addQueryParam(text(random, "abzAZ09_.-~", 1), values);
    }
    return request.withBodyAsString(text(random, VALUE_ALPHABET, 0)).build();
  }

  private static final String PATH_ALPHABET = "az09 -_~*+!$&'(),;:=@[]{}|^\"<>/é中😀";
  private static final String VALUE_ALPHABET = PATH_ALPHABET + "%?#\\.";

  private static String text(Random random, String alphabet, int min) {
    int[] symbols = alphabet.codePoints().toArray();
    var text = new StringBuilder();
    for (int i = min + random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(symbols[random.nextInt(symbols.length)]);
    }
    return text.toString();
  }

  private static void verify(RawRequest request) {
    RequestSignature.of(request).verify(SECRET, NOW);
  }

  private static void refused(Changes changes, String message) {
    refused(() -> verify(changes.request()), message);
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.APIGW_0301))
        .hasMessageContaining(message);
  }
}
