package dev.coffer.crypto.envelope.v1;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Envelope.Engine;
import dev.coffer.crypto.envelope.v1.Envelope.Position;
import dev.coffer.crypto.envelope.v1.Envelope.Setting;
import dev.coffer.crypto.envelope.v1.Envelope.Sizes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import dev.coffer.crypto.stream.v1.StreamId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelopes of the published vectors. */
final class Envelopes {
  static final String BACKUP_ID = "0f6f7c6e1d2b4c3a8e9d";
  static final Wrapping WRAPPING =
      Wrapping.of(
          "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
          "1",
          new byte[] {1, 2, 3, 4},
          Instant.parse("2026-01-02T03:04:05Z"));

  private Envelopes() {}

  static Envelope sealed(Suite suite) {
    StreamHeader header =
        new StreamHeader(suite, 65_536, new StreamId("000102030405060708090a0b0c0d0e0f"));
    return envelope(
        new Protection.Sealed(header, List.of(WRAPPING)),
        new Position("0/16B3748", "binlog.000007", 4711L),
        "0f6f7c6e1d2b4c3a8e9c");
  }

  static Envelope unsealed() {
    return envelope(new Protection.None(), new Position(null, null, null), null);
  }

  /** One with all that may be absent. */
  static Envelope full() {
    return envelope(
        new Protection.None(),
        new Position("16", "binlog.000007", 4711L, "0-1-5,7-41-12"),
        null,
        new Engine(
            "MariaDB",
            "10.11.6",
            "mariadb-backup",
            "10.11.6",
            List.of(new Setting("innodb_page_size", "4096"), new Setting("sql_mode", ""))));
  }

  private static Envelope envelope(
      Protection protection, Position position, @Nullable String parent) {
    return envelope(
        protection,
        position,
        parent,
        new Engine("MariaDB", "10.11.6", "mariadb-backup", "10.11.6"));
  }

  private static Envelope envelope(
      Protection protection, Position position, @Nullable String parent, Engine engine) {
    return new Envelope(
        BACKUP_ID,
        BACKUP_ID + ".sealed",
        Compression.ZSTD,
        protection,
        new Sizes(1_000_000, 400_000),
        Digest.sha256("ab".repeat(32)),
        engine,
        position,
        parent,
        "a1b2c3d4e5f6",
        Instant.parse("2026-01-02T03:04:05.678Z"));
  }
}
