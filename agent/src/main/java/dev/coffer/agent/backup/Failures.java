package dev.coffer.agent.backup;

import com.github.luben.zstd.ZstdIOException;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.pipeline.StreamMismatch;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.agent.store.StoreFull;
import dev.coffer.crypto.envelope.v1.EnvelopeException;
import dev.coffer.crypto.stream.v1.SealedStreamException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Which reason a failed transfer has, by the type of what was thrown. */
public final class Failures {
  private Failures() {}

  public static AgentFailure of(String backupId, IOException failure) {
    return new AgentFailure(reason(failure), "backup " + backupId, failure);
  }

  private static Reason reason(IOException failure) {
    return switch (failure) {
      case StoreFull _ -> Reason.STORE_FULL;
      case ProcessFailed _ -> Reason.ENGINE_FAILED;
      case SealedStreamException _, ZstdIOException _, StreamMismatch _ -> Reason.BACKUP_CORRUPT;
      case EnvelopeException envelope -> reason(envelope.reason());
      case NoSuchFileException _ -> Reason.BACKUP_MISSING;
      default -> Reason.STORE_FAILED;
    };
  }

  private static Reason reason(EnvelopeException.Reason reason) {
    return switch (reason) {
      case SEALED, NOT_SEALED -> Reason.BACKUP_UNEXPECTED;
      case TOO_LARGE, MALFORMED, UNKNOWN_VERSION, WRONG_BACKUP, NOT_AUTHENTIC ->
          Reason.BACKUP_CORRUPT;
    };
  }
}
