package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A stretch of a node's log that is written to its end, as a tar archive of its files. */
record LogSource(Node node, Session session, Range range) implements Source {
  private static final String TOOL = "tar";
  private static final long SEGMENT = 16 << 20;

  /** Relative to the data directory. */
  private static final Pattern FILE =
      Pattern.compile("pg_wal/([0-9A-F]{24}|[0-9A-F]{8}[.]history)");

  /** The names of its first and last files, and the position at which it ends. */
  record Range(String first, String last, String end) {}

  @Override
  public Envelope.Engine engine() throws IOException {
    return ProgramRun.engine(node, TOOL);
  }

  @Override
  public long estimate() {
    return SEGMENT * files().size();
  }

  @Override
  public Run start() throws IOException {
    var place = node.files().place();
    var line =
        List.of(
            Archive.TAR,
            "--create",
            "--file=-",
            "--format=ustar",
            // The format has no room for numbers as large as ours, and the user who unpacks has
            // others.
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--directory=" + place.data(),
            // Or a name that begins with a hyphen is an option.
            "--verbatim-files-from",
            "--files-from=-");
    var cage = node.files().readingCage(place).withoutNetwork();
    var child = Child.start(cage.inside(new Command(line, Path.of("/"))));
    boolean begun = false;
    try (var input = child.input()) {
      input.write(String.join("\n", files()).getBytes(StandardCharsets.US_ASCII));
      begun = true;
    } finally {
      if (!begun) {
        child.close();
      }
    }
    return new ProgramRun(child, new Envelope.Position(range.end(), null, null));
  }

  /** The server told them, and is not believed: names of the log's files and no others. */
  static List<String> requireNames(List<String> told) {
    for (var name : told) {
      if (!FILE.matcher(name).matches()) {
        throw new AgentFailure(
            Reason.ENGINE_FAILED, "the server names '%s' as a file of its log".formatted(name));
      }
    }
    return told;
  }

  // Histories tell which timeline the log is of, where there was more than one.
  private List<String> files() {
    return requireNames(
        session.list(
            """
        SELECT 'pg_wal/' || name FROM pg_ls_waldir()
        WHERE name ~ '^[0-9A-F]{24}$' AND name COLLATE "C" BETWEEN '%s' AND '%s'
          OR name ~ '^[0-9A-F]{8}[.]history$'
        ORDER BY name
        """
                .formatted(range.first(), range.last())));
  }
}
