package dev.coffer.fuzz;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.SealedReader;
import dev.coffer.crypto.stream.v1.SealedStreamException;
import dev.coffer.crypto.stream.v1.SealedWriter;
import dev.coffer.crypto.stream.v1.StreamHeader;
import dev.coffer.crypto.stream.v1.StreamId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A sealed stream as a writer of the store may leave it: only what was sealed opens. */
public final class SealedStreamTarget {
  private static final SecretBytes AES_KEY = SecretBytes.copyOf(new byte[32]);
  private static final SecretBytes SM4_KEY = SecretBytes.copyOf(new byte[16]);
  private static final List<byte[]> SEEDS =
      List.of(
          sealed(Suite.AES_256_GCM, AES_KEY, 0),
          sealed(Suite.AES_256_GCM, AES_KEY, 200),
          sealed(Suite.SM4_GCM, SM4_KEY, 128));

  private SealedStreamTarget() {}

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] stream) throws IOException {
    open(stream, AES_KEY);
    open(stream, SM4_KEY);
  }

  private static void open(byte[] stream, SecretBytes key) throws IOException {
    try (var reader = SealedReader.open(new ByteArrayInputStream(stream), key, 1)) {
      var _ = reader.readAllBytes();
      if (SEEDS.stream().noneMatch(seed -> Arrays.equals(seed, stream))) {
        throw new AssertionError("forged");
      }
    } catch (SealedStreamException refused) {
      // What everything but a seed is for.
    }
  }

  static List<byte[]> seeds() {
    return SEEDS;
  }

  private static byte[] sealed(Suite suite, SecretBytes key, int length) {
    var header = new StreamHeader(suite, 64, new StreamId("000102030405060708090a0b0c0d0e0f"));
    var sealed = new ByteArrayOutputStream();
    try (var writer = SealedWriter.start(sealed, header, key, 1)) {
      writer.write(new byte[length]);
      writer.finish();
    } catch (IOException e) {
      throw new AssertionError("memory takes everything", e);
    }
    return sealed.toByteArray();
  }
}
