package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.SealedWriter;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/**
 * Carries an engine's stream to its stored form on so many workers. The source is read to its end;
 * neither end is closed. What reached the sink of a capture that failed is refused by every reader
 * if it is sealed, and is a mere beginning if it is not.
 */
public record Capture(Compression compression, int workers) {
  public Capture {
    if (workers < 1) {
      throw new IllegalArgumentException("cannot work with " + workers + " workers");
    }
  }

  public Summary plain(InputStream source, OutputStream sink, LongConsumer progress)
      throws IOException {
    try (var copy = new StreamCopy(compression, workers)) {
      return copy.run(source, sink, progress);
    }
  }

  /** The header must be of this stream alone. */
  public Summary sealed(InputStream source, OutputStream sink, Seal seal, LongConsumer progress)
      throws IOException {
    try (var sealing = SealedWriter.start(sink, seal.header(), seal.dataKey(), workers)) {
      var summary = plain(source, sealing, progress);
      sealing.finish();
      return summary;
    }
  }

  /** Under which header and key. */
  public record Seal(StreamHeader header, SecretBytes dataKey) {}
}
