package dev.coffer.server.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.RawRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A signature made with an access key and its secret key over one request. Verifying it proves that
 * a holder of the secret key made this very request (method, target, signed fields and body) within
 * the clock window; anything else is refused as an authentication failure that does not tell a
 * wrong key from a wrong signature. It does not prove that the request is new; {@link
 * PerformedRequests} knows that of those that changed something.
 */
final class RequestSignature {
  /** How far a client's clock may be off, by the vendor's documents. */
  static final Duration CLOCK_WINDOW = Duration.ofMinutes(15);

  private static final String DATE = "x-sdk-date";
  private static final String UNSIGNED_BODY = "UNSIGNED-PAYLOAD";

  private final RawRequest request;
  private final Authorization authorization;
  private final String date;

  private RequestSignature(RawRequest request, Authorization authorization, String date) {
    this.request = request;
    this.authorization = authorization;
    this.date = date;
  }

  /** The signature that a request carries in its authorization header. */
  static RequestSignature of(RawRequest request) {
    Authorization authorization =
        Authorization.parse(CanonicalRequest.single(request, "authorization"));
    List<String> signed = authorization.signedHeaders();
    if (!signed.contains("host")
        || !signed.contains(DATE)
        || new HashSet<>(signed).size() != signed.size()) {
      throw Authorization.malformed();
    }
    return new RequestSignature(request, authorization, CanonicalRequest.single(request, DATE));
  }

  String accessKey() {
    return authorization.accessKey();
  }

  /** Tells this signature from all others that were verified. */
  long fingerprint() {
    return Long.parseUnsignedLong(authorization.signature().substring(0, 16), 16);
  }

  void verify(SecretBytes secretKey, Instant now) {
    checkDate(now);
    String text = CanonicalRequest.of(request, authorization.signedHeaders(), bodyDigest());
    byte[] toSign = stringToSign(text).getBytes(UTF_8);
    byte[] expected =
        secretKey.open(
            SecretAccess.revealingSecrets(),
            key -> authorization.algorithm().hash().authenticate(signingKey(key), toSign));
    if (!MessageDigest.isEqual(expected, HexFormat.of().parseHex(authorization.signature()))) {
      throw mismatch();
    }
  }

  static Refusal mismatch() {
    return new Refusal(Failure.APIGW_0301, "Signature", Reason.MISMATCH);
  }

  private void checkDate(Instant now) {
    Instant signedAt =
        SigningDate.parse(date)
            .orElseThrow(() -> new Refusal(Failure.APIGW_0301, "X-Sdk-Date", Reason.WRONG_FORM));
    if (Duration.between(signedAt, now).abs().compareTo(CLOCK_WINDOW) > 0) {
      throw new Refusal(Failure.APIGW_0301, "X-Sdk-Date", Reason.EXPIRED);
    }
  }

  /** A stated digest must be the body's own; a body may be left out only if there is none. */
  private String bodyDigest() {
    SigningAlgorithm algorithm = authorization.algorithm();
    byte[] body = request.body();
    String digest = HexFormat.of().formatHex(algorithm.hash().digest(body));
    List<String> stated = request.headers().getOrDefault(algorithm.bodyDigestHeader(), List.of());
    if (stated.isEmpty()) {
      return digest;
    }
    String word = CanonicalRequest.single(request, algorithm.bodyDigestHeader());
    if (word.equals(UNSIGNED_BODY) ? body.length != 0 : !word.equals(digest)) {
      throw new Refusal(Failure.APIGW_0301, algorithm.bodyDigestHeader(), Reason.MISMATCH);
    }
    return word;
  }

  private String stringToSign(String canonicalRequest) {
    SigningAlgorithm algorithm = authorization.algorithm();
    String derivedFor =
        authorization.derivedFor().isEmpty() ? "" : authorization.derivedFor() + "\n";
    return algorithm.word()
        + "\n"
        + date
        + "\n"
        + derivedFor
        + HexFormat.of().formatHex(algorithm.hash().digest(canonicalRequest.getBytes(UTF_8)));
  }

  private byte[] signingKey(byte[] secretKey) {
    if (authorization.algorithm() != SigningAlgorithm.V11_HMAC_SHA256) {
      return secretKey;
    }
    if (!authorization.derivedFor().startsWith(date.substring(0, 8) + "/")) {
      throw Authorization.malformed();
    }
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(secretKey)
              .addSalt(accessKey().getBytes(UTF_8))
              .thenExpand(authorization.derivedFor().getBytes(UTF_8), 32);
      byte[] key = KDF.getInstance("HKDF-SHA256").deriveData(parameters);
      return HexFormat.of().formatHex(key).getBytes(UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has HKDF-SHA256", e);
    }
  }
}
