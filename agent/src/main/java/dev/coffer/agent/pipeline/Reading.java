package dev.coffer.agent.pipeline;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.SealedReader;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/**
 * Carries a stored object back to the engine's stream that its verified envelope describes. The
 * trap: bytes reach the sink before the whole is known to be right; only after {@code carry}
 * returned without a {@link StreamMismatch} or another failure may anything be made of them.
 */
public record Reading(Envelope envelope, int workers) {

  public Summary plain(InputStream stored, OutputStream sink, LongConsumer progress)
      throws IOException {
    return verified(carry(stored, sink, progress));
  }

  public Summary sealed(
      InputStream stored, SecretBytes dataKey, OutputStream sink, LongConsumer progress)
      throws IOException {
    try (var opened = SealedReader.open(stored, dataKey, workers)) {
      if (!isDescribed(opened.header())) {
        throw new StreamMismatch("backup " + envelope.backupId() + " has another stream's header");
      }
      return verified(carry(opened, sink, progress));
    }
  }

  private Summary carry(InputStream stored, OutputStream sink, LongConsumer progress)
      throws IOException {
    try (var copy = new StreamCopy(Compression.NONE, 1)) {
      return switch (envelope.compression()) {
        case NONE -> copy.run(stored, sink, progress);
        case ZSTD -> {
          try (var plain = new ZstdInputStreamNoFinalizer(stored)) {
            yield copy.run(plain, sink, progress);
          }
        }
      };
    }
  }

  private boolean isDescribed(StreamHeader header) {
    return envelope.protection() instanceof Protection.Sealed sealed
        && sealed.header().equals(header);
  }

  private Summary verified(Summary summary) throws StreamMismatch {
    if (summary.length() != envelope.sizes().plain()) {
      throw new StreamMismatch(
          "backup %s has %d bytes instead of %d"
              .formatted(envelope.backupId(), summary.length(), envelope.sizes().plain()));
    }
    if (!summary.digest().equals(envelope.digest())) {
      throw new StreamMismatch("backup " + envelope.backupId() + " has another digest");
    }
    return summary;
  }
}
