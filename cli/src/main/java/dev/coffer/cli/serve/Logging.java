package dev.coffer.cli.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** One line for each event, on standard error; libraries speak up only when something is wrong. */
public final class Logging {
  private static final String CONFIGURATION =
      """
      handlers = java.util.logging.ConsoleHandler
      java.util.logging.ConsoleHandler.level = INFO
      java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format = %1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n
      .level = WARNING
      """;

  // Held here, because a logger without a reference forgets its level.
  private static final Logger OWN = Logger.getLogger("dev.coffer");

  private Logging() {}

  /** Lets the product's own events through, too, as a server should. */
  static void tellEvents() {
    OWN.setLevel(Level.INFO);
  }

  public static void configure() {
    try {
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
