package dev.coffer.agent.link;

import dev.coffer.agent.host.TellOnce;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections until the channel is closed. Each has a thread of its own and there are so many
 * at most; what else waits, waits in the kernel. Where none can be taken, as without descriptors
 * left, it is tried again after a pause that grows.
 */
final class AcceptLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptLoop.class);
  private static final int MOST = 512;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Incoming incoming;
  private final Use use;
  private final Semaphore room = new Semaphore(MOST);
  private final TellOnce telling = new TellOnce();

  /** Where connections come from. */
  interface Incoming {
    SocketChannel accept() throws IOException;
  }

  /** What is done with one, and closes it. */
  interface Use {
    void with(SocketChannel connection);
  }

  AcceptLoop(Incoming incoming, Use use) {
    this.incoming = incoming;
    this.use = use;
  }

  @Override
  public void run() {
    try {
      long pause = FIRST_PAUSE_MILLIS;
      while (true) {
        if (take()) {
          pause = FIRST_PAUSE_MILLIS;
        } else {
          TimeUnit.MILLISECONDS.sleep(pause);
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    } catch (ClosedChannelException closed) {
      LOG.debug("no connection is taken any more");
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean take() throws ClosedChannelException, InterruptedException {
    room.acquire();
    boolean taken = false;
    try {
      SocketChannel connection = incoming.accept();
      // A program that dies with the thread that started it needs a thread that does not end.
      Thread.ofPlatform().daemon().name("request").start(() -> serve(connection));
      taken = true;
      telling.wentWell();
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException failed) {
      if (telling.isNew(failed)) {
        LOG.error("no connection can be taken, which is tried again until it can", failed);
      }
    } finally {
      if (!taken) {
        room.release();
      }
    }
    return taken;
  }

  private void serve(SocketChannel connection) {
    try {
      use.with(connection);
    } finally {
      room.release();
    }
  }
}
