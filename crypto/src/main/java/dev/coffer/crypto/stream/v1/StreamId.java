package dev.coffer.crypto.stream.v1;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The sixteen random bytes that tell one sealed stream from every other, written as hexadecimal.
 */
public record StreamId(String hex) {
  static final int LENGTH = 16;

  public StreamId {
    if (!hex.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("not a stream id: " + hex);
    }
  }

  static StreamId fresh(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return of(bytes);
  }

  static StreamId read(ByteBuffer source) {
    byte[] bytes = new byte[LENGTH];
    source.get(bytes);
    return of(bytes);
  }

  private static StreamId of(byte[] bytes) {
    return new StreamId(HexFormat.of().formatHex(bytes));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
