package dev.coffer.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;

/** Signs requests as the vendor's clients do, by SDK-HMAC-SHA256. */
record AccessKey(String id, String secret) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String SIGNED = "content-type;host;x-sdk-date";
  static final String CONTENT_TYPE = "application/json";

  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }

  /** The header fields that a request to a host has to have. */
  Map<String, String> sign(String host, String method, String path, String query, byte[] body) {
    return sign(host, method, path, query, body, Instant.now());
  }

  Map<String, String> sign(
      String host, String method, String path, String query, byte[] body, Instant at) {
    String date = DATE.format(at);
    String canonical =
        String.join(
            "\n",
            method,
            path + "/",
            query,
            "content-type:" + CONTENT_TYPE,
            "host:" + host,
            "x-sdk-date:" + date,
            "",
            SIGNED,
            hex(HashFunction.SHA_256.digest(body)));
    String toSign =
        String.join(
            "\n",
            "SDK-HMAC-SHA256",
            date,
            hex(HashFunction.SHA_256.digest(canonical.getBytes(UTF_8))));
    String signature =
        hex(HashFunction.SHA_256.authenticate(secret.getBytes(UTF_8), toSign.getBytes(UTF_8)));
    return Map.of(
        "Content-Type",
        CONTENT_TYPE,
        "X-Sdk-Date",
        date,
        "Authorization",
        "SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s"
            .formatted(id, SIGNED, signature));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
