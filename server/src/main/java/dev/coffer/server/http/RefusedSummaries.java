package dev.coffer.server.http;

import dev.coffer.server.audit.AuditTrail;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down every minute, and at the end, what was refused without being logged by itself. */
final class RefusedSummaries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedSummaries.class);

  private final RefusedRequests refused;
  private final AuditTrail audit;
  private final InstantSource clock;
  private final ScheduledExecutorService every =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("refused requests").daemon().factory());

  RefusedSummaries(RefusedRequests refused, AuditTrail audit, InstantSource clock) {
    this.refused = refused;
    this.audit = audit;
    this.clock = clock;
    var _ = every.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.MINUTES);
  }

  // An exception would end the schedule; the log says itself why it cannot be written.
  private void write() {
    try {
      refused.summary(clock.instant()).forEach(audit::append);
    } catch (RuntimeException e) {
      LOG.error("counted requests are not in the audit log", e);
    }
  }

  @Override
  public void close() {
    every.shutdownNow();
    write();
  }
}
