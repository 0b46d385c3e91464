package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Suite;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Frames on their way out. Plaintext is laid out with room for each tag and sealed in place. Where
 * the thread that fills also transforms, a frame that comes whole is sealed from where it is, which
 * saves the copy.
 */
final class SealingBatch extends Batch {
  private final FrameCipher cipher;
  private final int frameSize;
  private final int capacity;
  private final boolean filledByTransformer;
  private final byte[] frames;
  private final BitSet sealed = new BitSet();

  private int filled;
  private long firstFrame;
  private boolean endsStream;

  SealingBatch(StreamHeader header, FrameCipher cipher, boolean filledByTransformer) {
    this.cipher = cipher;
    this.filledByTransformer = filledByTransformer;
    this.frameSize = header.frameSize();
    int count = framesFor(frameSize);
    this.capacity = count * frameSize;
    this.frames = new byte[count * header.sealedFrameSize()];
  }

  boolean isFull() {
    return filled == capacity;
  }

  void begin(long firstFrame) {
    this.firstFrame = firstFrame;
  }

  /** Takes what fits and says how much that was. */
  int fill(byte[] source, int offset, int length) {
    int taken = 0;
    while (taken < length && !isFull()) {
      int count = Math.min(length - taken, frameSize - filled % frameSize);
      // Only if more follows is it sure that this frame is not the last one.
      if (filledByTransformer && count == frameSize && length - taken > count) {
        sealFrom(source, offset + taken);
      } else {
        System.arraycopy(source, offset + taken, frames, position(filled), count);
      }
      filled += count;
      taken += count;
    }
    return taken;
  }

  private void sealFrom(byte[] source, int offset) {
    int index = filled / frameSize;
    Frame frame = new Frame(firstFrame + index, false);
    cipher.seal(frame, source, offset, frameSize, frames, position(filled));
    sealed.set(index);
  }

  private int position(int plainPosition) {
    return plainPosition + plainPosition / frameSize * Suite.TAG_LENGTH;
  }

  int frameCount() {
    return Math.max(1, Math.ceilDiv(filled, frameSize));
  }

  void end(boolean endsStream) throws SealedStreamException {
    Frame.requireNumber(firstFrame + frameCount() - 1);
    this.endsStream = endsStream;
  }

  @Override
  void transform() {
    int count = frameCount();
    for (int index = sealed.nextClearBit(0);
        index < count;
        index = sealed.nextClearBit(index + 1)) {
      Frame frame = new Frame(firstFrame + index, endsStream && index == count - 1);
      int start = position(index * frameSize);
      int length = Math.min(frameSize, filled - index * frameSize);
      cipher.seal(frame, frames, start, length, frames, start);
    }
  }

  void writeTo(OutputStream sink) throws IOException {
    sink.write(frames, 0, filled + frameCount() * Suite.TAG_LENGTH);
    filled = 0;
    sealed.clear();
  }

  @Override
  void release() {
    cipher.close();
    Arrays.fill(frames, (byte) 0);
  }
}
