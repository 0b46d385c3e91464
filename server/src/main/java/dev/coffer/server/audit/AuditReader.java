package dev.coffer.server.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what a log holds, in stretches, beside the server that writes it. Each line that is given
 * out was verified; at one that is not as it was written it fails. That nothing is missing between
 * them is for {@link AuditCheck} to say.
 */
public final class AuditReader {
  // What one stretch may cost, however few of the lines are wanted.
  private static final int MOST_LINES_READ = 20_000;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final AuditFiles files;
  private final Seal seal;

  AuditReader(AuditFiles files, Seal seal) {
    this.files = files;
    this.seal = seal;
  }

  /**
   * Events, oldest first, as they stand in the log.
   *
   * @param last the number of the last line that was looked at: where the next stretch goes on
   * @param more whether there are lines after it
   */
  public record Stretch(List<JsonNode> events, long last, boolean more) {
    public Stretch {
      events = List.copyOf(events);
    }
  }

  /** The wanted events behind the line with a number, so many at the most. */
  public Stretch after(long number, int most, Predicate<JsonNode> wanted) throws IOException {
    var found = new ArrayList<JsonNode>();
    long last = number;
    int looked = 0;
    List<Path> logs = files.logs();
    for (Path file : logs.subList(files.holding(OptionalLong.of(number + 1)), logs.size())) {
      try (var bytes = new BufferedInputStream(Files.newInputStream(file))) {
        for (Optional<String> text = AuditFiles.line(bytes);
            text.isPresent();
            text = AuditFiles.line(bytes)) {
          if (Line.number(text.get()) <= number) {
            continue;
          }
          if (found.size() == most || looked == MOST_LINES_READ) {
            return new Stretch(found, last, true);
          }
          JsonNode event = event(text.get(), file);
          last = event.get("number").asLong();
          looked++;
          if (wanted.test(event)) {
            found.add(event);
          }
        }
      }
    }
    return new Stretch(found, last, false);
  }

  private JsonNode event(String text, Path file) {
    if (Line.verified(text, seal).isEmpty()) {
      throw new UnusableAuditLog("a line of " + file + " is not as it was written");
    }
    return JSON.readTree(Line.json(text));
  }
}
