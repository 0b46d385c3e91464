package dev.coffer.agent.host;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a server's log, in one line: why it did not start. */
public final class LastWords {
  private static final int LENGTH = 700;

  private LastWords() {}

  public static String of(Path log) throws IOException {
    try (var channel = Files.newByteChannel(log)) {
      channel.position(Math.max(0, channel.size() - LENGTH));
      var tail = Channels.newInputStream(channel).readAllBytes();
      return new String(tail, StandardCharsets.UTF_8).strip().replace("\n", " | ");
    }
  }
}
