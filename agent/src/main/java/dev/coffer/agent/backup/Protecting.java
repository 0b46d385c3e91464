package dev.coffer.agent.backup;

import dev.coffer.agent.Sealing;
import dev.coffer.agent.pipeline.Capture;
import dev.coffer.agent.pipeline.Capture.Seal;
import dev.coffer.agent.pipeline.Summary;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.function.LongConsumer;

/**
 * What being sealed or not makes different when a backup is taken: stream, envelope, permission.
 */
sealed interface Protecting extends AutoCloseable {
  static Protecting as(Plan plan, SecureRandom random) {
    return plan.sealing()
        .<Protecting>map(
            sealing ->
                new Sealed(sealing, sealing.openKey(), StreamHeader.fresh(sealing.suite(), random)))
        .orElseGet(Plain::new);
  }

  String objectName(String backupId);

  boolean isAllowed();

  Summary carry(Capture capture, InputStream source, OutputStream sink, LongConsumer progress)
      throws IOException;

  Protection protection();

  EnvelopeFile sign(Envelope envelope);

  /** Forgets the key. */
  @Override
  void close();

  /** Under a header of its own. */
  record Sealed(Sealing sealing, SecretBytes key, StreamHeader header) implements Protecting {
    @Override
    public String objectName(String backupId) {
      return ObjectNames.stream(backupId, true);
    }

    @Override
    public boolean isAllowed() {
      return sealing.stillUsable().getAsBoolean();
    }

    @Override
    public Summary carry(
        Capture capture, InputStream source, OutputStream sink, LongConsumer progress)
        throws IOException {
      return capture.sealed(source, sink, new Seal(header, key), progress);
    }

    @Override
    public Protection protection() {
      return new Protection.Sealed(header, sealing.wrappings());
    }

    @Override
    public EnvelopeFile sign(Envelope envelope) {
      return envelope.authenticate(key);
    }

    @Override
    public void close() {
      key.close();
    }
  }

  /** With nothing to forbid it. */
  record Plain() implements Protecting {
    @Override
    public String objectName(String backupId) {
      return ObjectNames.stream(backupId, false);
    }

    @Override
    public boolean isAllowed() {
      return true;
    }

    @Override
    public Summary carry(
        Capture capture, InputStream source, OutputStream sink, LongConsumer progress)
        throws IOException {
      return capture.plain(source, sink, progress);
    }

    @Override
    public Protection protection() {
      return new Protection.None();
    }

    @Override
    public EnvelopeFile sign(Envelope envelope) {
      return envelope.withoutAuthentication();
    }

    @Override
    public void close() {}
  }
}
