package dev.coffer.server.iam.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.RawRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A signed request as a stranger may send it: none is signed with the secret key. */
public final class SignatureTarget {
  private static final SecretBytes SECRET = SecretBytes.copyOf("a secret key".getBytes(UTF_8));
  private static final Instant NOW = Instant.parse("2026-11-21T16:00:01Z");

  private SignatureTarget() {}

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      RequestSignature.of(request(new String(input, UTF_8))).verify(SECRET, NOW);
    } catch (Refusal refused) {
      return;
    }
    throw new AssertionError("verified");
  }

  // Method, path and query in the first line, then fields, then an empty line and the body.
  private static RawRequest request(String text) {
    String[] parts = text.split("\n\n", 2);
    String[] lines = parts[0].split("\n", -1);
    String[] first = lines[0].split(" ", 3);
    Map<String, List<String>> fields = new HashMap<>();
    for (int line = 1; line < lines.length; line++) {
      int colon = lines[line].indexOf(':');
      if (colon > 0) {
        fields
            .computeIfAbsent(
                lines[line].substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(lines[line].substring(colon + 1).strip());
      }
    }
    return new RawRequest(
        first[0],
        first.length > 1 ? first[1] : "/",
        first.length > 2 ? first[2] : "",
        fields,
        parts.length > 1 ? parts[1].getBytes(UTF_8) : new byte[0],
        "127.0.0.1");
  }

  /** Requests that are whole but for their signature, one for each algorithm. */
  public static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      seeds.add(
          """
          POST /v3/%1$s/x%%2f a=b&a=&c
          Host: 127.0.0.1:8640
          X-Sdk-Date: 20261121T160001Z
          Content-Type: application/json
          Authorization: %2$s Access=AK, SignedHeaders=content-type;host;x-sdk-date, Signature=%3$s

          {"a":1}"""
              .formatted("f".repeat(32), algorithm.word(), "ab".repeat(32))
              .getBytes(UTF_8));
    }
    return List.copyOf(seeds);
  }
}
