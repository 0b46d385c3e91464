package dev.coffer.crypto.block.v1;

import java.io.IOException;

/** Bytes of a volume are not what was sealed there, or not under this key. */
public final class SealRefused extends IOException {

  /** What was found instead. */
  public enum Reason {
    /** The volume was not made with this key. */
    WRONG_KEY,
    /** Neither magic nor version of this format. */
    UNKNOWN_FORMAT,
    /** The authentication does not match. */
    ALTERED,
    /** Nothing was ever sealed where something has to be. */
    MISSING,
    /** The file ends before its last block. */
    TRUNCATED,
    /** It was sealed in another volume, or for another place in this one. */
    MISPLACED
  }

  private final Reason reason;

  public SealRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
