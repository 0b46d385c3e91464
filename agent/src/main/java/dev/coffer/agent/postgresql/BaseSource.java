package dev.coffer.agent.postgresql;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Programs;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The files of a running node as a tar archive, told by pg_basebackup. They are of many moments and
 * of no use without the log.
 */
record BaseSource(Node node, Account superuser, Session session) implements Source {
  private static final String TOOL = "pg_basebackup";

  @Override
  public Envelope.Engine engine() throws IOException {
    return ProgramRun.engine(node, TOOL);
  }

  @Override
  public long estimate() {
    return Long.parseLong(session.ask("SELECT sum(pg_database_size(oid)) FROM pg_database"));
  }

  @Override
  public Run start() throws IOException {
    var account = CopyRole.on(node, session, superuser);
    var line = new Command(line(account.role()), Path.of("/"));
    var child = Child.start(node.files().toolCage().inside(line));
    var password = (account.password() + "\n").getBytes(StandardCharsets.UTF_8);
    boolean begun = false;
    try (var input = child.input()) {
      input.write(password);
      begun = true;
    } finally {
      Arrays.fill(password, (byte) 0);
      if (!begun) {
        child.close();
      }
    }
    return new ProgramRun(child, new Envelope.Position(null, null, null));
  }

  private List<String> line(String role) throws IOException {
    var address = node.address();
    var line = new ArrayList<>(Programs.WITHOUT_TERMINAL);
    line.addAll(
        List.of(
            node.server().programs().baseBackup().toString(),
            "--pgdata=-",
            "--format=tar",
            "--host=" + address.host(),
            "--port=" + address.port(),
            "--username=" + role,
            "--password",
            "--wal-method=none",
            "--checkpoint=fast",
            "--no-manifest"));
    return line;
  }
}
