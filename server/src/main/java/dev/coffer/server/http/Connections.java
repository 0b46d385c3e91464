package dev.coffer.server.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Bounds connections: so many of each address, and so long for the headers of a request, from their
 * first byte to their last. Jetty limits connections as a whole and closes those that are silent;
 * one that sends a byte now and then is neither.
 */
final class Connections
    implements Connection.Listener, HttpConfiguration.Customizer, AutoCloseable {
  private static final Duration PACE = Duration.ofSeconds(1);

  private final int mostOfAddress;
  private final Duration longestHeaders;
  private final Map<EndPoint, Watched> open = new ConcurrentHashMap<>();
  private final Map<String, Integer> ofAddress = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("connection watch").daemon().factory());

  Connections(int mostOfAddress, Duration longestHeaders) {
    this.mostOfAddress = mostOfAddress;
    this.longestHeaders = longestHeaders;
  }

  void watch(ServerConnector connector) {
    connector.addBean(this, false);
    var _ =
        watch.scheduleWithFixedDelay(
            this::closeSlow, PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One connection of a socket, whatever is spoken inside. */
  private static final class Watched {
    private final String address;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Connection connection;
    private volatile boolean multiplexed;
    private volatile long bytesAtRest;
    // Of the watching thread alone: since when bytes have come that are no request yet.
    private long begun;

    private Watched(String address, Connection connection) {
      this.address = address;
      this.connection = connection;
    }

    private void rest() {
      bytesAtRest = connection.getBytesIn();
      requests.decrementAndGet();
    }
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint socket = connection.getEndPoint();
    if (!(socket instanceof SocketChannelEndPoint)) {
      return;
    }
    var made = new Watched(address(socket), connection);
    Watched before = open.putIfAbsent(socket, made);
    if (before != null) {
      before.connection = connection;
    } else if (ofAddress.merge(made.address, 1, Integer::sum) > mostOfAddress) {
      socket.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    EndPoint socket = connection.getEndPoint();
    Watched watched = open.get(socket);
    if (watched != null && watched.connection.equals(connection) && open.remove(socket, watched)) {
      ofAddress.computeIfPresent(watched.address, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A request's headers are there. */
  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    Watched watched =
        open.get(socket(request.getConnectionMetaData().getConnection().getEndPoint()));
    if (watched != null) {
      watched.multiplexed |= request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
      watched.requests.incrementAndGet();
      Request.addCompletionListener(request, _ -> watched.rest());
    }
    return request;
  }

  // A connection of HTTP/2 exchanges bytes that belong to no request; it holds no thread.
  private void closeSlow() {
    long now = System.nanoTime();
    open.forEach(
        (socket, watched) -> {
          boolean slow =
              watched.requests.get() == 0
                  && !watched.multiplexed
                  && watched.connection.getBytesIn() > watched.bytesAtRest;
          if (!slow) {
            watched.begun = 0;
          } else if (watched.begun == 0) {
            watched.begun = now;
          } else if (now - watched.begun > longestHeaders.toNanos()) {
            socket.close();
          }
        });
  }

  int count() {
    return open.size();
  }

  private static EndPoint socket(EndPoint endPoint) {
    EndPoint inner = endPoint;
    while (inner instanceof SslConnection.SslEndPoint tls) {
      inner = tls.getSslConnection().getEndPoint();
    }
    return inner;
  }

  private static String address(EndPoint socket) {
    return socket.getRemoteSocketAddress() instanceof InetSocketAddress internet
            && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : "";
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
