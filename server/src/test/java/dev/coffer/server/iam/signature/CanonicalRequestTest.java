package dev.coffer.server.iam.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Wire;
import dev.coffer.server.iam.signature.CanonicalRequest.ValueOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalRequestTest {
  private static final String PROJECT = "0b2a5a1f6e0025d12f3bc00a1b2c3d4e";
  private static final String PATH =
      "/v3/" + PROJECT + "/instances/61a4ea66210545909d74a05c27a7179ein07/backups/encryption";

  /** A request captured from the vendor's client; the digests are the client's own. */
  @Test
  void agreesWithACapturedRequest() {
    String body =
        "{\"type\":\"kms\",\"kms_key_id\":\"0d0466b0-e727-4d9c-b35d-f84bb474a37f\","
            + "\"encryption_status\":\"on\"}";
    var headers =
        Map.of(
            "host", List.of("127.0.0.1:46501"),
            "user-agent", List.of("huaweicloud-usdk-java/3.0"),
            "x-language", List.of("en-us"),
            "x-project-id", List.of(PROJECT),
            "x-sdk-date", List.of("20261121T160001Z"));

    String bodyDigest = digest(body);
    String text =
        CanonicalRequest.of(
            Wire.of("POST", PATH, "", headers, body),
            List.of("host", "user-agent", "x-language", "x-project-id", "x-sdk-date"),
            bodyDigest,
            ValueOrder.AS_SENT);

    assertThat(bodyDigest)
        .isEqualTo("593b9cc2a403415d28f90ae0e682e27bb6e067ee15f07b0ef08845c2e24c0ee7");
    assertThat(digest(text))
        .isEqualTo("b43c2543ed232593e32e7927f358f694a5fbb7575c8a66eb172fcf9edf897ea0");
  }

  @ParameterizedTest
  @CsvSource({
    "/,/",
    "/v3,/v3/",
    "/v3/,/v3/",
    "/v3/x//,/v3/x/",
    "/v3//x,/v3//x/",
    "/%7bid%7D,/%7Bid%7D/",
    "/a*b~c+d,/a%2Ab~c%2Bd/",
    "/%41%2f,/A%2F/",
  })
  void endsEachPathSegmentWithASlash(String path, String canonical) {
    assertThat(lines(path, "")[1]).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "b=2&a=1,a=1&b=2",
    "a=2&a=1,a=2&a=1",
    "b&a=,a=&b=",
    "a==,a=%3D",
    "a=b+c%20d,a=b%20c%20d",
    "a=1&&b=2&,a=1&b=2",
    "A=1&a=2&_=3,A=1&_=3&a=2",
    "a=%e4%b8%ad,a=%E4%B8%AD",
  })
  void sortsTheQueryByName(String query, String canonical) {
    assertThat(lines("/", query)[2]).isEqualTo(canonical);
  }

  @Test
  void sortsTheValuesOfANameForClientsThatDo() {
    assertThat(lines("/", "a=2&b=3&a=1&a=10", ValueOrder.SORTED)[2]).isEqualTo("a=1&a=10&a=2&b=3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%4", "/%zz", "/a%-1", "/中"})
  void refusesAMalformedTarget(String path) {
    assertThatThrownBy(() -> lines(path, ""))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("request target");
  }

  private static String[] lines(String path, String query) {
    return lines(path, query, ValueOrder.AS_SENT);
  }

  private static String[] lines(String path, String query, ValueOrder order) {
    return CanonicalRequest.of(Wire.of("GET", path, query, Map.of(), ""), List.of(), "", order)
        .split("\n", -1);
  }

  private static String digest(String text) {
    return HexFormat.of()
        .formatHex(HashFunction.SHA_256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
