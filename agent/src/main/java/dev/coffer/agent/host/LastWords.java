package dev.coffer.agent.host;

import static java.util.Objects.requireNonNull;

import dev.coffer.agent.linux.ContainedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The end of a server's log, in one line: why it did not start. The log may lie on a volume, whose
 * daemon answers for what is there: no link is followed, and no more is read than is told.
 */
public final class LastWords {
  private static final int LENGTH = 700;

  private LastWords() {}

  public static String of(Path log) throws IOException {
    var trusted = requireNonNull(log.toAbsolutePath().getParent());
    var tail = ContainedFile.tail(trusted, requireNonNull(log.getFileName()), LENGTH);
    return new String(tail, StandardCharsets.UTF_8).strip().replace("\n", " | ");
  }
}
