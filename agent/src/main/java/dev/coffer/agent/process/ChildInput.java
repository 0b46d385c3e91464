package dev.coffer.agent.process;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The pipe to a child, which breaks for the reason that the child ended for. */
final class ChildInput extends FilterOutputStream {
  private final Child child;

  ChildInput(OutputStream pipe, Child child) {
    super(pipe);
    this.child = child;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException broken) {
      child.awaitSuccess();
      throw broken;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException broken) {
      child.awaitSuccess();
      throw broken;
    }
  }
}
