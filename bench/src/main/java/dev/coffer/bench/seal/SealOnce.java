package dev.coffer.bench.seal;

import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.SealedWriter;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Seals so many bytes under a key of its own, in the calling thread. */
final class SealOnce {
  /** What an engine's stream arrives in. */
  private static final int CHUNK = 1 << 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Suite suite;
  private final byte[] plain = new byte[CHUNK];

  SealOnce(Suite suite) {
    this.suite = suite;
  }

  void stream(int bytes) throws IOException {
    try (var key = key();
        var writer =
            SealedWriter.start(
                OutputStream.nullOutputStream(), StreamHeader.fresh(suite, RANDOM), key, 1)) {
      for (int done = 0; done < bytes; done += CHUNK) {
        writer.write(plain, 0, CHUNK);
      }
      writer.finish();
    }
  }

  /** In frames as the stream has them, in place: they never leave the core's cache. */
  void cipher(CipherLibrary library, int bytes) {
    int size = StreamHeader.DEFAULT_FRAME_SIZE;
    byte[] frame = new byte[size + Suite.TAG_LENGTH];
    byte[] associated = new byte[StreamHeader.LENGTH];
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    try (var key = key();
        var aead = library.aead(suite, key)) {
      for (int number = 0; number < bytes / size; number++) {
        ByteBuffer.wrap(nonce).putInt(number);
        aead.seal(nonce, associated, frame, 0, size, frame, 0);
      }
    }
  }

  private SecretBytes key() {
    return SecretBytes.random(suite.keyLength(), RANDOM);
  }
}
