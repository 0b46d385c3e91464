package dev.coffer.server.id;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes unique ids that cannot be guessed. */
public record Ids(RandomGenerator random) {

  /** 32 lower-case hexadecimal digits. */
  public String hex() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A random UUID of version 4 (RFC 9562), lower case, with dashes. */
  public String uuid() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low).toString();
  }
}
