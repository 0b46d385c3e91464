package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Envelope;

/**
 * A {@link Source} whose stream goes into a pipe and is read by another process. Fails with an
 * agent's failure.
 */
public interface Feed {
  Envelope.Engine engine();

  long estimate();

  /** From then on the pipe has a writer; it ends with the stream. */
  void start();

  /** Fails unless the stream that was read to its end was whole. */
  Envelope.Position finish();
}
