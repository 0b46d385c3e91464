package dev.coffer.bench.api;

import io.javalin.Javalin;

/** The same HTTP stack with nothing behind it: it reads the request and answers what ours would. */
final class BareServer implements AutoCloseable {
  private static final String ANSWER = "{\"encryption_status\":\"on\"}";

  private final Javalin javalin;

  BareServer() {
    javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.startup.showOldJavalinVersionWarning = false;
                  config.startup.startupWatcherEnabled = false;
                  config.concurrency.useVirtualThreads = false;
                  config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
                  config.routes.before(
                      context -> {
                        context.bodyAsBytes();
                        context.status(200).contentType("application/json").result(ANSWER);
                        context.skipRemainingHandlers();
                      });
                })
            .start("127.0.0.1", 0);
  }

  int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    // A run that was interrupted closes its server all the same, and that waits for its engine.
    Thread.interrupted();
    javalin.stop();
  }
}
