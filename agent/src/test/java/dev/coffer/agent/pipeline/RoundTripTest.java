package dev.coffer.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.pipeline.Capture.Seal;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Digest;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoundTripTest {
  private static final int WORKERS = 3;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretBytes key = SecretBytes.random(Suite.AES_256_GCM.keyLength(), RANDOM);
  private final StreamHeader header = StreamHeader.fresh(Suite.AES_256_GCM, RANDOM);

  @ParameterizedTest
  @CsvSource({
    "NONE, 0", "NONE, 1", "NONE, 1048575", "NONE, 1048576", "NONE, 1048577", "NONE, 20000000",
    "ZSTD, 0", "ZSTD, 1", "ZSTD, 1048575", "ZSTD, 1048576", "ZSTD, 1048577", "ZSTD, 20000000"
  })
  void whatWasCapturedIsRead(Compression compression, int length) throws Exception {
    var plain = stream(length);
    var stored = new ByteArrayOutputStream();
    var summary = capture(compression).plain(in(plain), stored, _ -> {});
    assertThat(summary).isEqualTo(new Summary(length, sha256(plain)));

    var read = new ByteArrayOutputStream();
    var envelope = envelope(compression, new Protection.None(), summary);
    new Reading(envelope, WORKERS).plain(in(stored.toByteArray()), read, _ -> {});
    assertThat(read.toByteArray()).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0", "NONE, 3000000", "ZSTD, 0", "ZSTD, 1", "ZSTD, 20000000"})
  void whatWasSealedIsOpened(Compression compression, int length) throws Exception {
    var plain = stream(length);
    var stored = new ByteArrayOutputStream();
    var summary = capture(compression).sealed(in(plain), stored, new Seal(header, key), _ -> {});

    var read = new ByteArrayOutputStream();
    var envelope = envelope(compression, protection(header), summary);
    new Reading(envelope, WORKERS).sealed(in(stored.toByteArray()), key, read, _ -> {});
    assertThat(read.toByteArray()).isEqualTo(plain);
  }

  @Nested
  class AReading {
    @Test
    void refusesAnotherLength() throws IOException {
      assertThatRefused(summary -> new Summary(summary.length() + 1, summary.digest()), "bytes");
    }

    @Test
    void refusesAnotherDigest() throws IOException {
      var other = Digest.sha256("0".repeat(64));
      assertThatRefused(summary -> new Summary(summary.length(), other), "digest");
    }

    @Test
    void refusesTheStreamOfAnotherEnvelope() throws IOException {
      var stored = new ByteArrayOutputStream();
      var summary =
          capture(Compression.ZSTD).sealed(in(stream(9)), stored, new Seal(header, key), _ -> {});
      var other = protection(StreamHeader.fresh(Suite.AES_256_GCM, RANDOM));
      var reading = new Reading(envelope(Compression.ZSTD, other, summary), WORKERS);
      assertThatThrownBy(() -> reading.sealed(in(stored.toByteArray()), key, sink(), _ -> {}))
          .isInstanceOf(StreamMismatch.class)
          .hasMessageContaining("header");
    }

    @ParameterizedTest
    @CsvSource({"1", "1000", "1000000"})
    void refusesACompressedStreamThatWasCut(int cut) throws IOException {
      var stored = new ByteArrayOutputStream();
      var summary = capture(Compression.ZSTD).plain(in(stream(5_000_000)), stored, _ -> {});
      var part = Arrays.copyOf(stored.toByteArray(), stored.size() - cut);
      var reading =
          new Reading(envelope(Compression.ZSTD, new Protection.None(), summary), WORKERS);
      assertThatThrownBy(() -> reading.plain(in(part), sink(), _ -> {}))
          .isInstanceOf(IOException.class);
    }

    private void assertThatRefused(UnaryOperator<Summary> lie, String message) throws IOException {
      var stored = new ByteArrayOutputStream();
      var summary = capture(Compression.NONE).plain(in(stream(1000)), stored, _ -> {});
      var envelope = envelope(Compression.NONE, new Protection.None(), lie.apply(summary));
      var reading = new Reading(envelope, WORKERS);
      assertThatThrownBy(() -> reading.plain(in(stored.toByteArray()), sink(), _ -> {}))
          .isInstanceOf(StreamMismatch.class)
          .hasMessageContaining(message);
    }
  }

  @Nested
  class ACapture {
    @Test
    void failsAsItsSinkDoes() {
      var failure = new IOException("no room");
      var sink =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw failure;
            }
          };
      assertThatThrownBy(() -> capture(Compression.ZSTD).plain(in(stream(9)), sink, _ -> {}))
          .isSameAs(failure);
    }

    @Test
    void failsAsItsSourceDoes() {
      var failure = new IOException("pipe broke");
      var source =
          new FilterInputStream(in(stream(3_000_000))) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              int count = super.read(target, offset, length);
              if (count < 0) {
                throw failure;
              }
              return count;
            }
          };
      assertThatThrownBy(() -> capture(Compression.ZSTD).plain(source, sink(), _ -> {}))
          .isSameAs(failure);
    }

    @Test
    void readsAheadOnlySoFar() throws IOException {
      var source = new Endless(64L << 20);
      var furthest = new long[1];
      var written = new long[1];
      var sink =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              furthest[0] = Math.max(furthest[0], source.read - written[0]);
              written[0] += length;
            }
          };
      capture(Compression.NONE).plain(source, sink, _ -> {});
      assertThat(written[0]).isEqualTo(64L << 20);
      assertThat(furthest[0]).isLessThanOrEqualTo((2 * WORKERS + 2L) << 20);
    }
  }

  private static final class Endless extends InputStream {
    private final long length;
    private long read;

    Endless(long length) {
      this.length = length;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] target, int offset, int wanted) {
      int count = (int) Math.min(wanted, length - read);
      read += count;
      return count == 0 && wanted > 0 ? -1 : count;
    }
  }

  private static Capture capture(Compression compression) {
    return new Capture(compression, WORKERS);
  }

  private static Protection protection(StreamHeader header) {
    var wrapping = Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH);
    return new Protection.Sealed(header, List.of(wrapping));
  }

  private static Envelope envelope(
      Compression compression, Protection protection, Summary summary) {
    return new Envelope(
        "b",
        "b.object",
        compression,
        protection,
        new Envelope.Sizes(summary.length(), 1),
        summary.digest(),
        new Envelope.Engine("MariaDB", "1", "mariadb-backup", "1"),
        new Envelope.Position("1", null, null),
        null,
        "i",
        Instant.EPOCH);
  }

  /** Half of it compresses. */
  private static byte[] stream(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Arrays.fill(bytes, length / 2, length, (byte) 'x');
    return bytes;
  }

  private static Digest sha256(byte[] bytes) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    return Digest.sha256(HexFormat.of().formatHex(digest));
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static OutputStream sink() {
    return OutputStream.nullOutputStream();
  }
}
