package dev.coffer.server.iam.signature;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.HexFormat;
import java.util.List;

/**
 * A signature's authorization header, taken apart: scheme, access key, what the key is derived for
 * (empty where the scheme derives none), the signed header names and the signature in hexadecimal.
 */
record Authorization(
    SigningAlgorithm algorithm,
    String accessKey,
    String derivedFor,
    List<String> signedHeaders,
    String signature) {

  /** Two integers of 33 bytes and three headers of two bytes, in hexadecimal. */
  private static final int LONGEST_DER = 2 * (2 * 33 + 3 * 2);

  static Authorization parse(String header) {
    int blank = header.indexOf(' ');
    SigningAlgorithm algorithm =
        SigningAlgorithm.of(header.substring(0, Math.max(blank, 0)))
            .orElseThrow(Authorization::malformed);
    String[] fields = header.substring(blank + 1).split(",", -1);
    if (fields.length != 3) {
      throw malformed();
    }
    String identity = field(fields[0], algorithm.identityField());
    int slash = algorithm == SigningAlgorithm.V11_HMAC_SHA256 ? identity.indexOf('/') : -1;
    return new Authorization(
        algorithm,
        slash < 0 ? identity : identity.substring(0, slash),
        slash < 0 ? "" : identity.substring(slash + 1),
        List.of(field(fields[1], "SignedHeaders").split(";", -1)),
        signature(algorithm, field(fields[2], "Signature")));
  }

  private static String field(String text, String name) {
    String field = text.strip();
    if (!field.startsWith(name + "=")) {
      throw malformed();
    }
    return field.substring(name.length() + 1);
  }

  private static String signature(SigningAlgorithm algorithm, String hex) {
    boolean fits =
        algorithm.isByKeyPair()
            ? hex.length() <= LONGEST_DER && hex.length() % 2 == 0 && !hex.isEmpty()
            : hex.length() == 2 * HashFunction.LENGTH;
    if (!fits || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw malformed();
    }
    return hex;
  }

  static Refusal malformed() {
    return new Refusal(Failure.APIGW_0301, "Authorization", Reason.WRONG_FORM);
  }
}
