package dev.coffer.server.http;

import dev.coffer.server.audit.AuditTrail;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.Operation;
import io.javalin.Javalin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;

/** The listening server. Closing it lets running requests end, for a few seconds at most. */
public final class HttpServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Javalin javalin;
  private final String host;

  private HttpServer(Javalin javalin, String host) {
    this.javalin = javalin;
    this.host = host;
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

  /** Where to listen; port 0 takes a free one. */
  public record Address(String host, int port) {}

  /**
   * Starts to listen and answers the operations.
   *
   * @throws io.javalin.util.JavalinBindException if the address cannot be bound
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
              config.routes.before(gateway::answer);
            });
    return new HttpServer(javalin.start(address.host(), address.port()), address.host());
  }

  /** The address that clients use, such as {@code http://127.0.0.1:8640}. */
  public String url() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void harden(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(32 << 10);
    // The router works on the raw path, so what other stacks call ambiguous is merely no route.
    http.setUriCompliance(UriCompliance.UNSAFE);
  }
}
