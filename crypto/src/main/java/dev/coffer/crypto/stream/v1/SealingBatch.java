package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Suite;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Frames on their way out. Plaintext is laid out with room for each tag and sealed in place. */
final class SealingBatch extends Batch {
  private final FrameCipher cipher;
  private final int frameSize;
  private final int capacity;
  private final byte[] frames;

  private int filled;
  private long firstFrame;
  private boolean endsStream;

  SealingBatch(StreamHeader header, FrameCipher cipher) {
    this.cipher = cipher;
    this.frameSize = header.frameSize();
    int count = framesFor(frameSize);
    this.capacity = count * frameSize;
    this.frames = new byte[count * header.sealedFrameSize()];
  }

  boolean isFull() {
    return filled == capacity;
  }

  /** Takes what fits and says how much that was. */
  int fill(byte[] source, int offset, int length) {
    int taken = 0;
    while (taken < length && !isFull()) {
      int count = Math.min(length - taken, frameSize - filled % frameSize);
      System.arraycopy(source, offset + taken, frames, position(filled), count);
      filled += count;
      taken += count;
    }
    return taken;
  }

  private int position(int plainPosition) {
    return plainPosition + plainPosition / frameSize * Suite.TAG_LENGTH;
  }

  int frameCount() {
    return Math.max(1, Math.ceilDiv(filled, frameSize));
  }

  int plainLength() {
    return filled;
  }

  void number(long firstFrame, boolean endsStream) throws SealedStreamException {
    Frame.requireNumber(firstFrame + frameCount() - 1);
    this.firstFrame = firstFrame;
    this.endsStream = endsStream;
  }

  @Override
  void transform() {
    int count = frameCount();
    for (int index = 0; index < count; index++) {
      Frame frame = new Frame(firstFrame + index, endsStream && index == count - 1);
      int start = position(index * frameSize);
      int length = Math.min(frameSize, filled - index * frameSize);
      cipher.seal(frame, frames, start, length, frames, start);
    }
  }

  void writeTo(OutputStream sink) throws IOException {
    sink.write(frames, 0, filled + frameCount() * Suite.TAG_LENGTH);
    filled = 0;
  }

  @Override
  void release() {
    cipher.close();
    Arrays.fill(frames, (byte) 0);
  }
}
