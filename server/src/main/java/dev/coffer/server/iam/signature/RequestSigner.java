package dev.coffer.server.iam.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.signature.CanonicalRequest.ValueOrder;
import dev.coffer.server.wire.RawRequest;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Signs calls of another server as the vendor's clients do, by SDK-HMAC-SHA256. */
public final class RequestSigner {
  private static final SigningAlgorithm ALGORITHM = SigningAlgorithm.SDK_HMAC_SHA256;
  private static final String CONTENT_TYPE = "application/json";

  private final String accessKey;
  private final SecretBytes secretKey;

  public RequestSigner(String accessKey, SecretBytes secretKey) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /** The header fields that a POST of the body to the address has to have, but for the host's. */
  public Map<String, String> sign(URI address, byte[] body, Instant now) {
    String date = SigningDate.format(now);
    var fields =
        Map.of(
            "content-type", List.of(CONTENT_TYPE),
            "host", List.of(address.getRawAuthority()),
            "x-sdk-date", List.of(date));
    List<String> signed = fields.keySet().stream().sorted().toList();
    var request = new RawRequest("POST", address.getRawPath(), "", fields, body, "");
    String text = CanonicalRequest.of(request, signed, digest(body), ValueOrder.AS_SENT);
    byte[] toSign =
        String.join("\n", ALGORITHM.word(), date, digest(text.getBytes(UTF_8))).getBytes(UTF_8);
    byte[] signature =
        secretKey.open(
            SecretAccess.revealingSecrets(), key -> ALGORITHM.hash().authenticate(key, toSign));
    return Map.of(
        "Content-Type",
        CONTENT_TYPE,
        "X-Sdk-Date",
        date,
        "Authorization",
        "%s Access=%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                ALGORITHM.word(),
                accessKey,
                String.join(";", signed),
                HexFormat.of().formatHex(signature)));
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(HashFunction.SHA_256.digest(bytes));
  }
}
