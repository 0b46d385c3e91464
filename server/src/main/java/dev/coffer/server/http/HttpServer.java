package dev.coffer.server.http;

import dev.coffer.server.audit.AuditTrail;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.Operation;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

/** The listening server. Closing it lets running requests end, for a few seconds at most. */
public final class HttpServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Far above what one host's clients keep open, far below what the process can have. */
  private static final int CONNECTIONS_OF_ADDRESS = 512;

  private static final Duration LONGEST_HEADERS = Duration.ofSeconds(10);

  private final Javalin javalin;
  private final Address address;
  private final Connections connections;
  private final RefusedSummaries summaries;

  private HttpServer(
      Javalin javalin, Address address, Connections connections, RefusedSummaries summaries) {
    this.javalin = javalin;
    this.address = address;
    this.connections = connections;
    this.summaries = summaries;
  }

  /**
   * What answers, and what stands before it.
   *
   * @param callsPerSecond of one operation for each caller; no limit where it is 0
   */
  public record Parts(
      List<Operation<?>> operations,
      Gatekeeper gatekeeper,
      AuditTrail audit,
      Supplier<String> requestIds,
      InstantSource clock,
      int callsPerSecond) {}

  /**
   * Where to listen; port 0 takes a free one.
   *
   * @param tls with which certificate; without TLS where empty
   */
  public record Address(String host, int port, Optional<TlsFiles> tls) {
    public Address(String host, int port) {
      this(host, port, Optional.empty());
    }

    String scheme() {
      return tls.isPresent() ? "https" : "http";
    }
  }

  /**
   * Starts to listen and answers the operations.
   *
   * @throws io.javalin.util.JavalinBindException if the address cannot be bound
   * @throws UnusableCertificate if there is no use in the certificate or its key
   */
  public static HttpServer start(Address address, Parts parts) {
    var refused = new RefusedRequests();
    var gateway = new Gateway(parts, refused);
    var connections = new Connections(CONNECTIONS_OF_ADDRESS, LONGEST_HEADERS);
    var javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              // SQLite waits for its lock in native code, which holds on to a virtual thread's
              // carrier:
              // as many waiting writers as there are cores would keep the one that has it from
              // going on.
              config.concurrency.useVirtualThreads = false;
              config.jetty.modifyServer(
                  server -> {
                    server.setErrorHandler(new TransportErrors(parts.requestIds()));
                    server.setStopTimeout(GRACE.toMillis());
                  });
              listen(config, address, connections);
              config.routes.before(gateway::answer);
            });
    var summaries = new RefusedSummaries(refused, parts.audit(), parts.clock());
    return new HttpServer(
        javalin.start(address.host(), address.port()), address, connections, summaries);
  }

  /** The address that clients use, such as {@code http://127.0.0.1:8640}. */
  public String url() {
    return url(address.host());
  }

  /** The address under a name that the certificate is for, where there is one. */
  public String urlForEngines() {
    return url(
        address
            .tls()
            .map(files -> Certificate.read(files).nameOf(address.host()))
            .orElseGet(address::host));
  }

  private String url(String host) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return address.scheme() + "://" + name + ":" + javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
    connections.close();
    summaries.close();
  }

  private static void listen(JavalinConfig config, Address address, Connections connections) {
    config.jetty.addConnector(
        (server, http) -> {
          harden(http);
          http.addCustomizer(connections);
          ServerConnector connector =
              address
                  .tls()
                  .map(files -> Listeners.secure(server, http, files))
                  .orElseGet(() -> new ServerConnector(server, new HttpConnectionFactory(http)));
          connections.watch(connector);
          connector.setHost(address.host());
          connector.setPort(address.port());
          return connector;
        });
  }

  private static void harden(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(32 << 10);
    // Signatures are over values as they were spelled, not as another request spelled them.
    http.setHeaderCacheCaseSensitive(true);
    // The router works on the raw path, so what other stacks call ambiguous is merely no route.
    http.setUriCompliance(UriCompliance.UNSAFE);
  }
}
