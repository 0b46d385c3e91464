package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/** Seals and opens single frames of one stream, for one thread at a time. */
final class FrameCipher implements AutoCloseable {
  private static final int NUMBER_OFFSET = 3;

  private final Aead aead;
  private final byte[] header;
  private final byte[] nonce = new byte[Suite.NONCE_LENGTH];
  private final ByteBuffer nonceFields = ByteBuffer.wrap(nonce);

  FrameCipher(Aead aead, byte[] header) {
    this.aead = aead;
    this.header = header;
  }

  /** The number is checked by the one who counts: see {@link Frame#requireNumber}. */
  int seal(Frame frame, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    return aead.seal(nonce(frame), header, in, inOffset, length, out, outOffset);
  }

  int open(Frame frame, byte[] in, int inOffset, int length, byte[] out, int outOffset)
      throws SealedStreamException {
    if (length < Suite.TAG_LENGTH || (length == Suite.TAG_LENGTH && frame.number() > 0)) {
      throw new SealedStreamException(
          Reason.TRUNCATED, frame.number(), "ends after " + length + " bytes");
    }
    try {
      return aead.open(nonce(frame), header, in, inOffset, length, out, outOffset);
    } catch (AEADBadTagException _) {
      throw refusal(frame, in, inOffset, length, out, outOffset);
    }
  }

  /** A frame that is authentic but for its mark tells that the end of the stream was moved. */
  private SealedStreamException refusal(
      Frame frame, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    Frame other = new Frame(frame.number(), !frame.last());
    try {
      int opened = aead.open(nonce(other), header, in, inOffset, length, out, outOffset);
      Arrays.fill(out, outOffset, outOffset + opened, (byte) 0);
    } catch (AEADBadTagException _) {
      return new SealedStreamException(Reason.NOT_AUTHENTIC, frame.number(), "is not authentic");
    }
    return frame.last()
        ? new SealedStreamException(
            Reason.TRUNCATED, frame.number() + 1, "is missing, the stream ends before it")
        : new SealedStreamException(
            Reason.TRAILING_DATA, frame.number(), "is the last one, but more follows");
  }

  private byte[] nonce(Frame frame) {
    nonceFields.putLong(NUMBER_OFFSET, frame.number());
    nonce[Suite.NONCE_LENGTH - 1] = (byte) (frame.last() ? 1 : 0);
    return nonce;
  }

  @Override
  public void close() {
    aead.close();
  }
}
