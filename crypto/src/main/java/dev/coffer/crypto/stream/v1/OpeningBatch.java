package dev.coffer.crypto.stream.v1;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.Arrays;

/** Frames on their way in: read sealed by the caller's thread, opened by a worker. */
final class OpeningBatch extends Batch {
  private final FrameCipher cipher;
  private final int sealedFrameSize;
  private final byte[] sealed;
  private final byte[] plain;

  private int loaded;
  private long firstFrame;
  private boolean endsStream;
  private int opened;
  private int taken;

  OpeningBatch(StreamHeader header, FrameCipher cipher) {
    this.cipher = cipher;
    this.sealedFrameSize = header.sealedFrameSize();
    int count = framesFor(header.frameSize());
    this.sealed = new byte[count * sealedFrameSize];
    this.plain = new byte[count * header.frameSize()];
  }

  /** Reads as much as fits; after it, {@link #endsStream} tells whether the source has no more. */
  void load(PushbackInputStream source, long firstFrame) throws IOException {
    this.firstFrame = firstFrame;
    loaded = source.readNBytes(sealed, 0, sealed.length);
    endsStream = loaded < sealed.length || isAtEnd(source);
    Frame.requireNumber(firstFrame + frameCount() - 1);
  }

  private static boolean isAtEnd(PushbackInputStream source) throws IOException {
    int next = source.read();
    if (next >= 0) {
      source.unread(next);
    }
    return next < 0;
  }

  boolean endsStream() {
    return endsStream;
  }

  int frameCount() {
    return Math.max(1, Math.ceilDiv(loaded, sealedFrameSize));
  }

  @Override
  void transform() throws IOException {
    opened = 0;
    taken = 0;
    int count = frameCount();
    for (int index = 0; index < count; index++) {
      Frame frame = new Frame(firstFrame + index, endsStream && index == count - 1);
      int start = index * sealedFrameSize;
      int length = Math.min(sealedFrameSize, loaded - start);
      opened += cipher.open(frame, sealed, start, length, plain, opened);
    }
  }

  boolean isExhausted() {
    return taken == opened;
  }

  int take(byte[] target, int offset, int length) {
    int count = Math.min(length, opened - taken);
    System.arraycopy(plain, taken, target, offset, count);
    taken += count;
    return count;
  }

  @Override
  void release() {
    cipher.close();
    Arrays.fill(plain, (byte) 0);
  }
}
