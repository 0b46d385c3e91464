package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;

/** A place in a stream: the frame's number, counted from 0, and whether it is the last one. */
record Frame(long number, boolean last) {

  /** Refuses the frame that would be one too many for one key. */
  static void requireNumber(long number) throws SealedStreamException {
    if (number >= StreamHeader.MAX_FRAMES) {
      throw new SealedStreamException(
          Reason.TOO_LONG, number, "one key seals " + StreamHeader.MAX_FRAMES + " frames at most");
    }
  }
}
