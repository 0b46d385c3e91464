package dev.coffer.agent.worker;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.link.Carrier;
import dev.coffer.agent.link.Link;
import dev.coffer.agent.link.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one request to the worker. It can be cut from another thread, and the request
 * fails then: a worker that was taken over may never answer.
 */
final class Line implements Carrier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final Carrier worker;
  private final Duration grace;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Wire wire;
  private boolean isCut;

  /**
   * @param grace for how long a request that is to end may clean up
   */
  Line(Carrier worker, Duration grace) {
    this.worker = worker;
    this.grace = grace;
  }

  Sealer sealer() {
    return new Link("the worker", this, FileKeys.NONE).remote(Sealer.class);
  }

  @Override
  public Wire connect() throws IOException {
    Wire made = worker.connect();
    synchronized (this) {
      if (isCut) {
        made.close();
        throw new IOException("the request was given up");
      }
      wire = made;
    }
    return made;
  }

  /** Cuts it unless the request ends by itself in time; waits for nothing. */
  void cutSoon() {
    var _ = Thread.ofVirtual().name("cut").start(this::cutUnlessEnded);
  }

  private void cutUnlessEnded() {
    try {
      if (!ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the worker did not end a request within {} ms: cut", grace.toMillis());
        cut();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException failed) {
      LOG.warn("a connection to the worker was not closed", failed);
    }
  }

  private synchronized void cut() throws IOException {
    isCut = true;
    if (wire != null) {
      wire.close();
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
