package dev.coffer.crypto.envelope.v1;

import java.io.IOException;

/** An envelope file that is not what was written for this backup. */
public final class EnvelopeException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong with it. */
  public enum Reason {
    /** Longer than any envelope is. */
    TOO_LARGE,
    /** Not two lines of JSON with exactly the fields of the format, or a value out of range. */
    MALFORMED,
    /** A format version that this reader does not know. */
    UNKNOWN_VERSION,
    /** It is the envelope of another backup. */
    WRONG_BACKUP,
    /** It was altered, or the data key is another backup's. */
    NOT_AUTHENTIC,
    /** It says that the backup is not sealed where a sealed one was expected. */
    NOT_SEALED,
    /** It says that the backup is not sealed, but it is. */
    SEALED
  }

  private final Reason reason;

  EnvelopeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  EnvelopeException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
