package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads any part of a sealed stream by opening only the frames that hold it. Opening it
 * authenticates the header and the last frame, so {@link #plainLength} can be relied on and a
 * stream cut at a frame is refused; everything else is authenticated when it is read. The source
 * belongs to the caller. Belongs to one thread.
 */
public final class SealedRange implements AutoCloseable {
  private final RangeSource source;
  private final StreamKeys keys;
  private final FrameCipher cipher;
  private final long sealedLength;
  private final long lastFrame;
  private final long plainLength;

  private SealedRange(RangeSource source, StreamKeys keys, long sealedLength) {
    this.source = source;
    this.keys = keys;
    this.cipher = keys.frameCipher(Ciphers.best(keys.header().suite()));
    this.sealedLength = sealedLength;
    long frames =
        Math.max(
            1, Math.ceilDiv(sealedLength - StreamHeader.LENGTH, keys.header().sealedFrameSize()));
    this.lastFrame = frames - 1;
    this.plainLength = sealedLength - StreamHeader.LENGTH - frames * Suite.TAG_LENGTH;
  }

  public static SealedRange open(RangeSource source, SecretBytes dataKey) throws IOException {
    long length = source.length();
    SealedRange range =
        new SealedRange(
            source, StreamKeys.confirmedBy(readHeader(source, length), dataKey), length);
    try {
      range.openLastFrame();
      return range;
    } catch (IOException e) {
      range.close();
      throw e;
    }
  }

  public StreamHeader header() {
    return keys.header();
  }

  public long plainLength() {
    return plainLength;
  }

  /** The plaintext bytes from {@code offset} on, {@code length} of them, in one request. */
  public byte[] read(long offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, plainLength);
    byte[] wanted = new byte[length];
    if (length == 0) {
      return wanted;
    }
    int frameSize = keys.header().frameSize();
    long first = offset / frameSize;
    long last = (offset + length - 1) / frameSize;
    byte[] plain = new byte[frameSize];
    try (InputStream frames = source.range(start(first), start(last + 1) - start(first))) {
      int done = 0;
      for (long number = first; number <= last; number++) {
        int skipped = (int) (offset + done - number * frameSize);
        int count = Math.min(openFrame(frames, number, plain) - skipped, length - done);
        System.arraycopy(plain, skipped, wanted, done, count);
        done += count;
      }
    }
    Arrays.fill(plain, (byte) 0);
    return wanted;
  }

  private void openLastFrame() throws IOException {
    Frame.requireNumber(lastFrame);
    try (InputStream frame = source.range(start(lastFrame), sealedLength - start(lastFrame))) {
      openFrame(frame, lastFrame, new byte[keys.header().frameSize()]);
    }
  }

  /** Where a frame begins, or where the stream ends for the number after the last. */
  private long start(long number) {
    return Math.min(sealedLength, StreamHeader.LENGTH + number * keys.header().sealedFrameSize());
  }

  private int openFrame(InputStream frames, long number, byte[] plain) throws IOException {
    byte[] sealed = frames.readNBytes((int) (start(number + 1) - start(number)));
    return cipher.open(new Frame(number, number == lastFrame), sealed, 0, sealed.length, plain, 0);
  }

  private static byte[] readHeader(RangeSource source, long length) throws IOException {
    try (InputStream range = source.range(0, Math.min(length, StreamHeader.LENGTH))) {
      return range.readNBytes(StreamHeader.LENGTH);
    }
  }

  @Override
  public void close() {
    cipher.close();
    keys.close();
  }
}
