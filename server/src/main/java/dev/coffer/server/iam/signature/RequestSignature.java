package dev.coffer.server.iam.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.signature.CanonicalRequest.ValueOrder;
import dev.coffer.server.wire.RawRequest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A signature made with an access key and its secret key over one request. Verifying it proves that
 * a holder of the secret key made this very request (method, target, signed fields and body) within
 * the clock window; anything else is refused as an authentication failure that does not tell a
 * wrong key from a wrong signature. It does not prove that the request is new; {@link
 * PerformedRequests} knows that of those that changed something.
 */
public final class RequestSignature {
  /** How far a client's clock may be off, by the vendor's documents. */
  static final Duration CLOCK_WINDOW = Duration.ofMinutes(15);

  private static final String DATE = "x-sdk-date";
  private static final String UNSIGNED_BODY = "UNSIGNED-PAYLOAD";
  private static final SecretBytes NO_ONES_KEY = SecretBytes.random(40, new SecureRandom());

  private final RawRequest request;
  private final Authorization authorization;
  private final String date;

  private RequestSignature(RawRequest request, Authorization authorization, String date) {
    this.request = request;
    this.authorization = authorization;
    this.date = date;
  }

  /** The signature that a request carries in its authorization header. */
  public static RequestSignature of(RawRequest request) {
    Authorization authorization =
        Authorization.parse(CanonicalRequest.single(request, "authorization"));
    List<String> signed = authorization.signedHeaders();
    if (!signed.contains(DATE) || new HashSet<>(signed).size() != signed.size()) {
      throw Authorization.malformed();
    }
    return new RequestSignature(request, authorization, CanonicalRequest.single(request, DATE));
  }

  public String accessKey() {
    return authorization.accessKey();
  }

  /**
   * Tells what was signed from all else that was verified. A signature by a key pair has an equal
   * that verifies too and that anybody can work out, so there it is the text that counts.
   */
  public long fingerprint() {
    if (!authorization.algorithm().isByKeyPair()) {
      return Long.parseUnsignedLong(authorization.signature().substring(0, 16), 16);
    }
    byte[] text = textsToSign(ValueOrder.SORTED).getFirst();
    return ByteBuffer.wrap(authorization.algorithm().hash().digest(text)).getLong();
  }

  /** Takes as long as {@link #verify} with a secret key, and refuses alike. */
  public Refusal refusedWithoutKey(Instant now) {
    try {
      verify(NO_ONES_KEY, now);
      return mismatch();
    } catch (Refusal refusal) {
      return refusal;
    }
  }

  public void verify(SecretBytes secretKey, Instant now) {
    boolean current = isCurrent(now);
    byte[] signature = HexFormat.of().parseHex(authorization.signature());
    boolean made = secretKey.open(SecretAccess.revealingSecrets(), key -> isMadeBy(key, signature));
    if (!made || !current) {
      throw mismatch();
    }
  }

  private boolean isMadeBy(byte[] secretKey, byte[] signature) {
    Predicate<byte[]> verifier = verifier(secretKey, signature);
    for (ValueOrder order : ValueOrder.values()) {
      for (byte[] text : textsToSign(order)) {
        if (verifier.test(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private Predicate<byte[]> verifier(byte[] secretKey, byte[] signature) {
    SigningAlgorithm algorithm = authorization.algorithm();
    if (algorithm.isByKeyPair()) {
      DerivedKeyPair pair = DerivedKeyPair.of(algorithm, accessKey(), secretKey);
      return text -> pair.verifies(text, signature);
    }
    byte[] key = signingKey(secretKey);
    return text -> MessageDigest.isEqual(algorithm.hash().authenticate(key, text), signature);
  }

  // Each of these stands for this very request: its method, target, signed fields and body.
  private List<byte[]> textsToSign(ValueOrder order) {
    return bodyDigests().stream()
        .map(
            digest ->
                stringToSign(
                        CanonicalRequest.of(request, authorization.signedHeaders(), digest, order))
                    .getBytes(ISO_8859_1))
        .toList();
  }

  /** The one answer to an unknown access key, a wrong signature and a wrong date. */
  public static Refusal mismatch() {
    return new Refusal(Failure.APIGW_0301, "Signature", Reason.NOT_PROVEN);
  }

  /** Whether it was dated within the clock window. */
  public boolean isCurrent(Instant now) {
    return SigningDate.parse(date)
        .filter(signedAt -> Duration.between(signedAt, now).abs().compareTo(CLOCK_WINDOW) <= 0)
        .isPresent();
  }

  /**
   * What a client may have signed for the body. A stated digest must be the body's own; a body may
   * be left out only if there is none, and then the Python client signs its digest nevertheless.
   */
  private List<String> bodyDigests() {
    SigningAlgorithm algorithm = authorization.algorithm();
    byte[] body = request.body();
    String digest = HexFormat.of().formatHex(algorithm.hash().digest(body));
    if (!request.headers().containsKey(algorithm.bodyDigestHeader())) {
      return List.of(digest);
    }
    String word = CanonicalRequest.single(request, algorithm.bodyDigestHeader());
    if (word.equals(UNSIGNED_BODY) ? body.length != 0 : !word.equals(digest)) {
      throw new Refusal(Failure.APIGW_0301, algorithm.bodyDigestHeader(), Reason.MISMATCH);
    }
    return word.equals(digest) ? List.of(digest) : List.of(word, digest);
  }

  // Field values are the wire's bytes, each a character of its own.
  private String stringToSign(String canonicalRequest) {
    SigningAlgorithm algorithm = authorization.algorithm();
    String derivedFor =
        authorization.derivedFor().isEmpty() ? "" : authorization.derivedFor() + "\n";
    return algorithm.word()
        + "\n"
        + date
        + "\n"
        + derivedFor
        + HexFormat.of().formatHex(algorithm.hash().digest(canonicalRequest.getBytes(ISO_8859_1)));
  }

  private byte[] signingKey(byte[] secretKey) {
    if (authorization.algorithm() != SigningAlgorithm.V11_HMAC_SHA256) {
      return secretKey;
    }
    if (date.length() < 8 || !authorization.derivedFor().startsWith(date.substring(0, 8) + "/")) {
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
