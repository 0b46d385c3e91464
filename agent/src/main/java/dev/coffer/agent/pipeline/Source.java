package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** An engine that can tell its data as one stream. */
public interface Source {
  /** What the stream is made by. */
  Envelope.Engine engine() throws IOException;

  /** About how many bytes it will have. */
  long estimate() throws IOException;

  Run start() throws IOException;

  /** The same, with the stream going into a pipe that another process reads. */
  default Telling startInto(Path pipe) throws IOException {
    return Pumped.start(this, pipe);
  }

  /** One telling whose stream is here to be read. */
  interface Run extends Telling {
    InputStream stream();
  }

  /**
   * One telling: the stream is read to its end, then {@link #finish} fails unless it was whole.
   * Closing ends whatever still works on it.
   */
  interface Telling extends AutoCloseable {
    Envelope.Position finish() throws IOException;

    /** Fails, and says why, where it was ended early by itself; its stream fails as well then. */
    default void requireNotEnded() {}

    /** Ends the stream early; what reads or finishes it then fails. */
    void abort();

    @Override
    void close();
  }
}
