package dev.coffer.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** One line for each event, on standard error; libraries speak up only when something is wrong. */
final class Logging {
  private static final String CONFIGURATION =
      """
      handlers = java.util.logging.ConsoleHandler
      java.util.logging.ConsoleHandler.level = INFO
      java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format = %1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n
      .level = WARNING
      dev.coffer.level = INFO
      """;

  private Logging() {}

  static void configure() {
    try {
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
