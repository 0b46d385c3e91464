package dev.coffer.crypto.stream.v1;

import java.io.IOException;

/** A sealed stream that is not what a writer with this key wrote, from start to end. */
public final class SealedStreamException extends IOException {
  private static final long serialVersionUID = 1;

  /** The frame number given where the header and not a frame is at fault. */
  public static final long NO_FRAME = -1;

  /** What is wrong, as far as the stream itself can tell. */
  public enum Reason {
    /** It does not begin as a sealed stream does. */
    NOT_SEALED,
    /** A format version that this reader does not know. */
    UNKNOWN_VERSION,
    /** A suite that this reader does not know. */
    UNKNOWN_SUITE,
    /** A header field has a value that no writer gives it. */
    MALFORMED_HEADER,
    /** The header was altered, or the key is another stream's. */
    WRONG_KEY,
    /** A frame was altered, or is not the one that belongs in this place. */
    NOT_AUTHENTIC,
    /** The stream ends before its last frame does. */
    TRUNCATED,
    /** Something follows the last frame. */
    TRAILING_DATA,
    /** More frames than one key may seal. */
    TOO_LONG
  }

  private final Reason reason;
  private final long frame;

  SealedStreamException(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.frame = NO_FRAME;
  }

  SealedStreamException(Reason reason, long frame, String message) {
    super("frame " + frame + ": " + message);
    this.reason = reason;
    this.frame = frame;
  }

  public Reason reason() {
    return reason;
  }

  /** The number of the frame at fault, counted from 0, or {@link #NO_FRAME}. */
  public long frame() {
    return frame;
  }
}
