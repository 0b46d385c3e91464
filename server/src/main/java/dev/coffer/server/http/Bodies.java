package dev.coffer.server.http;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Operation;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the bodies of requests. What has arrived is read at once; whoever has to be waited for
 * holds a thread meanwhile, so only so many of one caller are waited for, and so many of all, and
 * each body has to be there in time.
 */
final class Bodies {
  private static final int MOST_OF_ONE = 24;
  private static final int MOST = 96;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Duration GLANCE = Duration.ofMillis(1);
  private static final Duration LONGEST_DISCARD = Duration.ofSeconds(1);
  private static final int MOST_DISCARDED = 1 << 20;
  private static final byte[] NOTHING = {};

  private final Semaphore all = new Semaphore(MOST);
  private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

  static boolean has(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null
        || (request.getContentLengthLong() < 0 && request.getProtocol().startsWith("HTTP/2"));
  }

  /**
   * The body; refuses one over the operation's limit without reading on.
   *
   * @param caller who is counted for it: the caller if proven, otherwise the address
   */
  byte[] read(HttpServletRequest request, Operation<?> operation, String caller)
      throws IOException {
    int limit = operation.body().limit();
    if (!has(request)) {
      return NOTHING;
    }
    if (request.getContentLengthLong() > limit) {
      discard(request, caller);
      throw new Refusal(operation.service().tooLarge());
    }
    InputStream in = request.getInputStream();
    byte[] arrived = arrived(in, request.getContentLengthLong());
    byte[] body =
        arrived.length == request.getContentLengthLong()
            ? arrived
            : waitFor(in, arrived, limit, caller);
    if (body.length > limit) {
      discard(request, caller);
      throw new Refusal(operation.service().tooLarge());
    }
    return body;
  }

  /**
   * Lets a body that is not read arrive and drops it, up to 1 MiB and for a second at most: a
   * connection that is closed under a client's hands is reset, and the answer is lost with it (RFC
   * 9112, section 9.6). Does nothing without a free place, or where the client waits to be asked
   * for its body or speaks HTTP/2, which end it otherwise.
   *
   * @param caller as {@link #read} counts it
   */
  void discard(HttpServletRequest request, String caller) throws IOException {
    if (!has(request)
        || request.getHeader("Expect") != null
        || request.getProtocol().startsWith("HTTP/2")) {
      return;
    }
    boolean free = waiting.merge(caller, 1, Integer::sum) <= MOST_OF_ONE;
    try {
      if (free && all.tryAcquire()) {
        try {
          discard(request.getInputStream(), request.getContentLengthLong());
        } finally {
          all.release();
        }
      }
    } finally {
      release(caller);
    }
  }

  private static void discard(ServletInputStream in, long length) throws IOException {
    long end = System.nanoTime() + LONGEST_DISCARD.toNanos();
    long left = length < 0 ? MOST_DISCARDED : Math.min(length, MOST_DISCARDED);
    while (left > 0 && !in.isFinished() && System.nanoTime() < end) {
      int ready = (int) Math.min(in.available(), left);
      if (ready > 0) {
        left -= in.readNBytes(ready).length;
      } else {
        LockSupport.parkNanos(GLANCE.toNanos());
      }
    }
  }

  // Most clients send headers and body one right after the other: a moment takes no place.
  private static byte[] arrived(InputStream in, long length) throws IOException {
    long end = System.nanoTime() + MOMENT.toNanos();
    while (in.available() < length && System.nanoTime() < end) {
      LockSupport.parkNanos(GLANCE.toNanos());
    }
    return in.readNBytes(in.available());
  }

  private byte[] waitFor(InputStream in, byte[] arrived, int limit, String caller)
      throws IOException {
    if (waiting.merge(caller, 1, Integer::sum) > MOST_OF_ONE) {
      release(caller);
      throw new Refusal(Failure.APIGW_0308);
    }
    try {
      if (!all.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal(Failure.APIGW_0201_BUSY);
      }
      try {
        return readInTime(in, arrived, limit);
      } finally {
        all.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Failure.APIGW_0201_BUSY);
    } finally {
      release(caller);
    }
  }

  private void release(String caller) {
    waiting.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
  }

  private static byte[] readInTime(InputStream in, byte[] arrived, int limit) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    var body = new ByteArrayOutputStream();
    body.writeBytes(arrived);
    byte[] piece = new byte[4096];
    int read = in.read(piece);
    while (read >= 0 && body.size() <= limit) {
      body.write(piece, 0, read);
      if (System.nanoTime() > end) {
        throw new Refusal(Failure.APIGW_0201_SLOW);
      }
      read = in.read(piece);
    }
    return body.toByteArray();
  }
}
