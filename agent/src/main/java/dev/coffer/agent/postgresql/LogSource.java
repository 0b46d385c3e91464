package dev.coffer.agent.postgresql;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A stretch of a node's log that is written to its end, as a tar archive of its files. */
record LogSource(Node node, Session session, Range range) implements Source {
  private static final String TOOL = "tar";
  private static final long SEGMENT = 16 << 20;

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
    var line = new ArrayList<>(node.user().become());
    line.addAll(
        List.of(
            Archive.TAR,
            "--create",
            "--file=-",
            "--format=ustar",
            "--directory=" + node.files().place().data(),
            "--files-from=-"));
    var child = Child.start(new Command(line, Path.of("/")));
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

  // Histories tell which timeline the log is of, where there was more than one.
  private List<String> files() {
    return session.list(
        """
        SELECT 'pg_wal/' || name FROM pg_ls_waldir()
        WHERE name ~ '^[0-9A-F]{24}$' AND name COLLATE "C" BETWEEN '%s' AND '%s'
          OR name ~ '^[0-9A-F]{8}[.]history$'
        ORDER BY name
        """
            .formatted(range.first(), range.last()));
  }
}
