package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;

/** Streams with a fixed key and id, made and read in one go. */
record Streams(StreamHeader header, SecretBytes dataKey) {

  Streams(Suite suite, int frameSize) {
    this(suite, frameSize, "000102030405060708090a0b0c0d0e0f", 1);
  }

  Streams(Suite suite, int frameSize, String id, int keySeed) {
    this(
        new StreamHeader(suite, frameSize, new StreamId(id)),
        SecretBytes.absorb(bytes(suite.keyLength(), keySeed)));
  }

  static byte[] plain(int size) {
    return bytes(size, size);
  }

  private static byte[] bytes(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  byte[] seal(byte[] plain) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (SealedWriter writer = SealedWriter.start(sink, header, dataKey, 1)) {
      writer.write(plain);
      writer.finish();
    }
    return sink.toByteArray();
  }

  byte[] open(byte[] sealed) throws IOException {
    try (SealedReader reader = SealedReader.open(new ByteArrayInputStream(sealed), dataKey, 1)) {
      return reader.readAllBytes();
    }
  }
}
