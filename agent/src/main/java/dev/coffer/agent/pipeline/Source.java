package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.io.InputStream;

/** An engine that can tell its data as one stream. */
public interface Source {
  /** What the stream is made by. */
  Envelope.Engine engine() throws IOException;

  /** About how many bytes it will have. */
  long estimate() throws IOException;

  Run start() throws IOException;

  /**
   * One telling: read the stream to its end, then {@link #finish}, which fails unless the stream
   * was whole. Closing ends whatever still works on it.
   */
  interface Run extends AutoCloseable {
    InputStream stream();

    Envelope.Position finish() throws IOException;

    /** Ends the stream early; what reads or finishes it then fails. */
    void abort();

    @Override
    void close();
  }
}
