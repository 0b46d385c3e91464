package dev.coffer.agent.backup;

import dev.coffer.agent.Watch;
import dev.coffer.agent.pipeline.Capture;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.pipeline.Summary;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.agent.store.Upload;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Envelope.Position;
import dev.coffer.crypto.envelope.v1.Envelope.Sizes;
import java.io.IOException;
import java.time.Instant;

/**
 * One try at taking a backup. The stream is committed once the engine's tool and the watchdog both
 * agreed to its end, and the envelope after it; what a failure leaves is the caller's to discard.
 */
record Attempt(ObjectStore store, Plan plan, Source source, Watch watch) {
  /** What is known once the stream is committed. */
  private record Captured(Summary summary, Position position, long stored) {}

  Envelope run(Protecting protecting, Instant began) throws IOException {
    var engine = source.engine();
    var percent = new Percent(watch, source.estimate());
    var captured = capture(protecting, percent);
    var envelope =
        new Envelope(
            plan.backupId(),
            protecting.objectName(plan.backupId()),
            plan.compression(),
            protecting.protection(),
            new Sizes(captured.summary.length(), captured.stored),
            captured.summary.digest(),
            engine,
            captured.position,
            null,
            plan.instanceId(),
            began);
    commit(envelope, protecting);
    percent.done();
    return envelope;
  }

  private Captured capture(Protecting protecting, Percent percent) throws IOException {
    var name = protecting.objectName(plan.backupId());
    try (var upload = store.begin(name);
        var run = source.start();
        var watchdog = Watchdog.over(watch, protecting::isAllowed, run::abort)) {
      try {
        return capture(protecting, percent, upload, run, watchdog);
      } catch (IOException failure) {
        watchdog.requireNotStopped();
        run.requireNotEnded();
        throw failure;
      }
    }
  }

  private Captured capture(
      Protecting protecting, Percent percent, Upload upload, Source.Run run, Watchdog watchdog)
      throws IOException {
    watchdog.requireAllowed();
    var capture = new Capture(plan.compression(), Runtime.getRuntime().availableProcessors());
    var summary =
        protecting.carry(
            capture,
            run.stream(),
            upload,
            bytes -> {
              watchdog.requireNotStopped();
              percent.reached(bytes);
            });
    var position = run.finish();
    watchdog.requireAllowed();
    upload.commit();
    return new Captured(summary, position, store.size(protecting.objectName(plan.backupId())));
  }

  private void commit(Envelope envelope, Protecting protecting) throws IOException {
    try (var upload = store.begin(ObjectNames.envelope(plan.backupId()))) {
      upload.write(protecting.sign(envelope).bytes());
      upload.commit();
    }
  }
}
