package dev.coffer.server.kms.ring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.root.PrivateFile;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootKeyFile;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.kms.root.UnusableKeyRing.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The key ring on disk: the ring as JSON on line 1, and on line 2 which root key it is sealed under
 * and the HMAC of line 1's exact bytes. Nothing of line 1 is believed before the HMAC is right. A
 * ring put back whole from an older copy is not found out here.
 */
public final class KeyRingFile implements AutoCloseable {
  private static final String ALGORITHM = "HMAC-SHA-256";
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private record Trailer(String algorithm, String rootKeyId, String value) {}

  private final Path file;
  private final SecretBytes authenticationKey;
  private final String rootKeyId;

  public KeyRingFile(Path file, RootKey root) {
    this.file = file;
    this.authenticationKey = root.derive("coffer key ring v1 authentication", 32);
    this.rootKeyId = RootKeyFile.identity(root);
  }

  /**
   * Which root key a ring says it is sealed under; empty text where it cannot be read. Nothing is
   * believed yet: the ring opens under that root key or not at all.
   */
  static String claimedRoot(Path ring) {
    try {
      List<String> lines = Files.readAllLines(ring, US_ASCII);
      return MAPPER.readValue(lines.getLast(), Trailer.class).rootKeyId();
    } catch (IOException | JacksonException | NoSuchElementException _) {
      return "";
    }
  }

  public RingContent read() {
    byte[] bytes = bytes();
    int lineFeed = indexOfLineFeed(bytes, 0);
    if (indexOfLineFeed(bytes, lineFeed + 1) != bytes.length - 1) {
      throw unusable(Fault.RING_MALFORMED);
    }
    byte[] line = Arrays.copyOf(bytes, lineFeed);
    check(line, parse(Arrays.copyOfRange(bytes, lineFeed + 1, bytes.length), Trailer.class));
    return parse(line, RingContent.class);
  }

  public void replace(RingContent ring) {
    byte[] line = MAPPER.writeValueAsBytes(ring);
    byte[] trailer =
        MAPPER.writeValueAsBytes(
            new Trailer(ALGORITHM, rootKeyId, HexFormat.of().formatHex(authenticate(line))));
    byte[] bytes = Arrays.copyOf(line, line.length + trailer.length + 2);
    bytes[line.length] = '\n';
    System.arraycopy(trailer, 0, bytes, line.length + 1, trailer.length);
    bytes[bytes.length - 1] = '\n';
    PrivateFile.replace(file, bytes);
  }

  @Override
  public void close() {
    authenticationKey.close();
  }

  private byte[] bytes() {
    if (Files.notExists(file)) {
      throw unusable(Fault.RING_MISSING);
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the key ring " + file, e);
    }
  }

  private int indexOfLineFeed(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    throw unusable(Fault.RING_MALFORMED);
  }

  private void check(byte[] line, Trailer trailer) {
    if (!trailer.rootKeyId().equals(rootKeyId)) {
      throw unusable(Fault.ROOT_KEY_WRONG);
    }
    byte[] expected = HexFormat.of().formatHex(authenticate(line)).getBytes(US_ASCII);
    if (!trailer.algorithm().equals(ALGORITHM)
        || !MessageDigest.isEqual(expected, trailer.value().getBytes(US_ASCII))) {
      throw unusable(Fault.RING_ALTERED);
    }
  }

  private byte[] authenticate(byte[] line) {
    return authenticationKey.open(
        SecretAccess.revealingSecrets(), key -> HashFunction.SHA_256.authenticate(key, line));
  }

  private <T> T parse(byte[] json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value != null) {
        return value;
      }
    } catch (JacksonException _) {
      throw unusable(Fault.RING_MALFORMED);
    }
    throw unusable(Fault.RING_MALFORMED);
  }

  private UnusableKeyRing unusable(Fault fault) {
    return new UnusableKeyRing(fault, file.toString());
  }
}
