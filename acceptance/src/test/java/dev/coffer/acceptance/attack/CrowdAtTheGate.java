package dev.coffer.acceptance.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Strangers at another address than the tests' own, all at once: connections that send a byte of
 * their headers, or of a body, every three seconds; log-ins with a wrong password; requests without
 * credentials that name the victim's project. They go on until closed, and come back when they are
 * thrown out.
 */
final class CrowdAtTheGate implements AutoCloseable {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.2");
  private static final int SLOW_OF_A_KIND = 240;
  private static final int LOGINS = 16;
  private static final Duration BYTE = Duration.ofSeconds(3);
  private static final Duration ANONYMOUS = Duration.ofMillis(10);

  private final InetSocketAddress server;
  private final String host;
  private final String projectId;
  private final String login;
  private final ScheduledExecutorService strangers = Executors.newScheduledThreadPool(24);
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Slow> slow = new ArrayList<>();

  CrowdAtTheGate(String url, String domain, String user, String projectId) {
    var uri = URI.create(url);
    this.server = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.host = uri.getAuthority();
    this.projectId = projectId;
    this.login =
        """
        {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%s",\
        "password":"Wrong#%d","domain":{"name":"%s"}}}},"scope":{"project":{"id":"%s"}}}}"""
            .formatted(user, 1, domain, projectId);
    String post = "POST /v3/auth/tokens HTTP/1.1\r\nHost: " + host + "\r\n";
    for (int n = 0; n < SLOW_OF_A_KIND; n++) {
      slow.add(new Slow(post));
      slow.add(new Slow(post + "Content-Length: 4000\r\n\r\n"));
    }
    for (Slow one : slow) {
      every(BYTE, one::send);
    }
    for (int n = 0; n < LOGINS; n++) {
      every(Duration.ofMillis(1), this::logIn);
    }
    every(ANONYMOUS, this::askAsNobody);
  }

  private void every(Duration pause, Stranger stranger) {
    var _ =
        strangers.scheduleWithFixedDelay(
            () -> {
              try {
                stranger.act();
              } catch (IOException thrownOut) {
                refused.incrementAndGet();
              }
            },
            0,
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @FunctionalInterface
  private interface Stranger {
    void act() throws IOException;
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(ADDRESS, 0));
    socket.connect(server, 5000);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** One that is never done. */
  private final class Slow {
    private final String begin;
    private Socket socket = new Socket();

    Slow(String begin) {
      this.begin = begin;
    }

    synchronized void send() throws IOException {
      try {
        if (!socket.isConnected()) {
          socket = connect();
          socket.getOutputStream().write(begin.getBytes(US_ASCII));
        } else {
          socket.getOutputStream().write('x');
        }
      } catch (IOException thrownOut) {
        socket.close();
        socket = new Socket();
        throw thrownOut;
      }
    }

    synchronized void close() throws IOException {
      socket.close();
    }
  }

  private void logIn() throws IOException {
    ask(
        "POST /v3/auth/tokens HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(host, login.length(), login));
  }

  private void askAsNobody() throws IOException {
    ask("GET /v3/%s/instances HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(projectId, host));
  }

  private void ask(String request) throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      if (!new String(socket.getInputStream().readNBytes(10), US_ASCII).startsWith("HTTP/1.1 2")) {
        refused.incrementAndGet();
      }
    }
  }

  /** How often one of them was turned away. */
  int refused() {
    return refused.get();
  }

  @Override
  public void close() throws IOException {
    strangers.shutdownNow();
    for (Slow one : slow) {
      one.close();
    }
  }
}
