package dev.coffer.agent.postgresql;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.process.Child;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.io.InputStream;

/** The stream is what a program writes, and whole if the program says so by its exit code. */
record ProgramRun(Child child, Envelope.Position position) implements Source.Run {
  private static final String ENGINE = "PostgreSQL";

  static Envelope.Engine engine(Node node, String tool) throws IOException {
    var version = node.server().programs().version();
    return new Envelope.Engine(ENGINE, version, tool, version);
  }

  @Override
  public InputStream stream() {
    return child.output();
  }

  @Override
  public Envelope.Position finish() throws IOException {
    child.awaitSuccess();
    return position;
  }

  @Override
  public void abort() {
    child.abort();
  }

  @Override
  public void close() {
    child.close();
  }
}
