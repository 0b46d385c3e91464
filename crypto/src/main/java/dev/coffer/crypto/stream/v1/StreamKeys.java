package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the data key becomes in one stream: the key that seals the frames, and a commitment that the
 * header carries so that a wrong key or an altered header is found before any frame is read. Both
 * are bound to every field of the header.
 */
final class StreamKeys implements AutoCloseable {
  private static final String FRAME_KEY = "coffer sealed stream v1 frame key";
  private static final String COMMITMENT = "coffer sealed stream v1 key commitment";
  private static final int COMMITMENT_LENGTH = StreamHeader.LENGTH - StreamHeader.FIELDS_LENGTH;

  private final StreamHeader header;
  private final SecretBytes frameKey;
  private final byte[] encodedHeader;

  StreamKeys(StreamHeader header, SecretBytes dataKey) {
    if (dataKey.length() < header.suite().keyLength()) {
      throw new IllegalArgumentException(
          "a data key of " + dataKey.length() + " bytes is too short for " + header.suite());
    }
    this.header = header;
    this.frameKey = derive(dataKey, FRAME_KEY, header.suite().keyLength());
    try (SecretBytes commitment = derive(dataKey, COMMITMENT, COMMITMENT_LENGTH)) {
      this.encodedHeader =
          commitment.open(
              SecretAccess.revealingSecrets(),
              bytes ->
                  ByteBuffer.allocate(StreamHeader.LENGTH).put(header.fields()).put(bytes).array());
    }
  }

  private SecretBytes derive(SecretBytes dataKey, String purpose, int length) {
    byte[] label = purpose.getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        ByteBuffer.allocate(label.length + StreamHeader.FIELDS_LENGTH)
            .put(label)
            .put(header.fields())
            .array();
    return dataKey.derive(header.id().bytes(), info, length);
  }

  /** The keys of a stream whose first bytes were read, if the data key is the one it commits to. */
  static StreamKeys confirmedBy(byte[] encodedHeader, SecretBytes dataKey)
      throws SealedStreamException {
    StreamHeader header = StreamHeader.parse(encodedHeader);
    if (dataKey.length() < header.suite().keyLength()) {
      throw new SealedStreamException(
          Reason.WRONG_KEY,
          "the header names %s, which this data key is too short for".formatted(header.suite()));
    }
    StreamKeys keys = new StreamKeys(header, dataKey);
    // The commitment is public: comparing it tells nothing from the time it takes.
    if (!Arrays.equals(keys.encodedHeader, encodedHeader)) {
      keys.close();
      throw new SealedStreamException(
          Reason.WRONG_KEY, "the header does not belong to this data key");
    }
    return keys;
  }

  StreamHeader header() {
    return header;
  }

  /** Fields and commitment as the stream begins with them. */
  byte[] encodedHeader() {
    return encodedHeader.clone();
  }

  FrameCipher frameCipher(CipherLibrary library) {
    Aead aead = library.aead(header.suite(), frameKey);
    return new FrameCipher(aead, encodedHeader);
  }

  @Override
  public void close() {
    frameKey.close();
  }
}
