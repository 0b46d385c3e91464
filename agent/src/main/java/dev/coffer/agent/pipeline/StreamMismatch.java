package dev.coffer.agent.pipeline;

import java.io.IOException;

/** A stream is not the one that its envelope describes. */
public final class StreamMismatch extends IOException {
  StreamMismatch(String message) {
    super(message);
  }
}
