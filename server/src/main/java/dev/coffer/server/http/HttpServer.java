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
import org.eclipse.jetty.server.ServerConnector;

/** The listening server. Closing it lets running requests end, for a few seconds at most. */
public final class HttpServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Javalin javalin;
  private final Address address;

  private HttpServer(Javalin javalin, Address address) {
    this.javalin = javalin;
    this.address = address;
  }

  /**
   * What answers, and what stands before it.
   *
   * @param callsPerSecond of one operation for each project; no limit where it is 0
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
    var gateway = new Gateway(parts);
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
              config.jetty.modifyHttpConfiguration(HttpServer::harden);
              config.jetty.modifyServer(
                  server -> {
                    server.setErrorHandler(new TransportErrors(parts.requestIds()));
                    server.setStopTimeout(GRACE.toMillis());
                  });
              address.tls().ifPresent(files -> secure(config, address, files));
              config.routes.before(gateway::answer);
            });
    return new HttpServer(javalin.start(address.host(), address.port()), address);
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
  }

  private static void secure(JavalinConfig config, Address address, TlsFiles files) {
    config.jetty.addConnector(
        (server, http) -> {
          harden(http);
          ServerConnector connector = Listeners.secure(server, http, files);
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
