package dev.coffer.fuzz;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Digest;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeException;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import dev.coffer.crypto.stream.v1.StreamId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * An envelope as a writer of the store may leave it. Only those that were authenticated under the
 * data key verify.
 */
public final class EnvelopeTarget {
  private static final String BACKUP = "0f6f7c6e1d2b4c3a8e9d";
  private static final SecretBytes KEY = SecretBytes.copyOf(new byte[32]);
  private static final List<byte[]> SEEDS = List.of(sealed(), plain());

  private EnvelopeTarget() {}

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] file) {
    try {
      EnvelopeFile envelope = EnvelopeFile.read(BACKUP, file);
      switch (envelope.claimed().protection()) {
        case Protection.None _ -> {
          var _ = envelope.acceptUnsealed(new byte[8]);
        }
        case Protection.Sealed _ -> verify(envelope, file);
      }
    } catch (EnvelopeException refused) {
      // What an unreadable envelope is for.
    }
  }

  // White space aside, which is outside of what is authenticated, nothing else verifies.
  private static void verify(EnvelopeFile envelope, byte[] file) throws EnvelopeException {
    var _ = envelope.verify(KEY);
    if (!Arrays.equals(envelope.bytes(), SEEDS.getFirst())) {
      throw new AssertionError("forged: " + Arrays.toString(file));
    }
  }

  static List<byte[]> seeds() {
    return SEEDS;
  }

  private static byte[] sealed() {
    var header =
        new StreamHeader(
            Suite.AES_256_GCM, 65_536, new StreamId("000102030405060708090a0b0c0d0e0f"));
    var wrapping =
        Wrapping.of(
            "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
            "1",
            new byte[] {1, 2, 3, 4},
            Instant.parse("2026-01-02T03:04:05Z"));
    var protection = new Protection.Sealed(header, List.of(wrapping));
    return envelope(protection).authenticate(KEY).bytes();
  }

  private static byte[] plain() {
    return envelope(new Protection.None()).withoutAuthentication().bytes();
  }

  private static Envelope envelope(Protection protection) {
    return new Envelope(
        BACKUP,
        BACKUP + ".sealed",
        Compression.ZSTD,
        protection,
        new Envelope.Sizes(1_000_000, 400_000),
        Digest.sha256("ab".repeat(32)),
        new Envelope.Engine("MariaDB", "10.11.6", "mariadb-backup", "10.11.6"),
        new Envelope.Position("0/16B3748", "binlog.000007", 4711L),
        null,
        "a1b2c3d4e5f6",
        Instant.parse("2026-01-02T03:04:05.678Z"));
  }
}
