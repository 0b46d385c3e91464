package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a sealed stream says of itself in the clear, and the arithmetic that follows from it. The
 * stream id is random and never used twice: the keys of the frames depend on it.
 */
public record StreamHeader(Suite suite, int frameSize, StreamId id) {
  public static final int DEFAULT_FRAME_SIZE = 64 * 1024;

  /** Length of the fields and the key commitment that follows them. */
  public static final int LENGTH = 64;

  static final int FIELDS_LENGTH = 32;
  static final int MIN_FRAME_SIZE = 64;
  static final int MAX_FRAME_SIZE = 1 << 20;

  /** Keeps the blocks sealed under one key below 2^52, where GCM's bounds are still comfortable. */
  static final long MAX_FRAMES = 1L << 36;

  private static final byte VERSION = 1;
  private static final byte[] MAGIC = HexFormat.of().parseHex("89434f464645520a");

  public StreamHeader {
    if (!isFrameSize(frameSize)) {
      throw new IllegalArgumentException("a frame cannot have size " + frameSize);
    }
  }

  /** The header of a new stream with frames of the default size. */
  public static StreamHeader fresh(Suite suite, SecureRandom random) {
    return new StreamHeader(suite, DEFAULT_FRAME_SIZE, StreamId.fresh(random));
  }

  /** Whether an object that begins with these bytes (eight suffice) is a sealed stream. */
  public static boolean isSealed(byte[] beginning) {
    return beginning.length >= MAGIC.length
        && Arrays.equals(beginning, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Length of the stream that seals so many plaintext bytes. */
  public long sealedLength(long plainLength) {
    if (plainLength < 0) {
      throw new IllegalArgumentException("a plaintext cannot have length " + plainLength);
    }
    return LENGTH + plainLength + frames(plainLength) * Suite.TAG_LENGTH;
  }

  /** Number of frames for so many plaintext bytes; an empty plaintext has one empty frame. */
  long frames(long plainLength) {
    return Math.max(1, Math.ceilDiv(plainLength, frameSize));
  }

  int sealedFrameSize() {
    return frameSize + Suite.TAG_LENGTH;
  }

  byte[] fields() {
    return ByteBuffer.allocate(FIELDS_LENGTH)
        .put(MAGIC)
        .put(VERSION)
        .put((byte) suite.id())
        .putShort((short) 0)
        .putInt(frameSize)
        .put(id.bytes())
        .array();
  }

  static StreamHeader parse(byte[] header) throws SealedStreamException {
    if (!isSealed(header)) {
      throw new SealedStreamException(Reason.NOT_SEALED, "this is not a sealed stream");
    }
    if (header.length < LENGTH) {
      throw new SealedStreamException(
          Reason.TRUNCATED, "the header ends after " + header.length + " bytes");
    }
    return parseFields(ByteBuffer.wrap(header, MAGIC.length, LENGTH - MAGIC.length));
  }

  private static StreamHeader parseFields(ByteBuffer fields) throws SealedStreamException {
    byte version = fields.get();
    if (version != VERSION) {
      throw new SealedStreamException(
          Reason.UNKNOWN_VERSION, "the format version is " + Byte.toUnsignedInt(version));
    }
    int suiteId = Byte.toUnsignedInt(fields.get());
    Suite suite =
        Suite.ofId(suiteId)
            .orElseThrow(
                () -> new SealedStreamException(Reason.UNKNOWN_SUITE, "the suite is " + suiteId));
    short reserved = fields.getShort();
    int frameSize = fields.getInt();
    if (reserved != 0 || !isFrameSize(frameSize)) {
      throw new SealedStreamException(
          Reason.MALFORMED_HEADER, "reserved " + reserved + ", frame size " + frameSize);
    }
    return new StreamHeader(suite, frameSize, StreamId.read(fields));
  }

  private static boolean isFrameSize(int size) {
    return size >= MIN_FRAME_SIZE && size <= MAX_FRAME_SIZE;
  }
}
