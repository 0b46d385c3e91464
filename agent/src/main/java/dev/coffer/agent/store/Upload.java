package dev.coffer.agent.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An object being written, by one thread. {@link #commit()} makes it durable and visible; closing
 * without a commit, or after one that failed, removes every trace. A store without room fails with
 * {@link StoreFull}, on a write or on the commit.
 */
public abstract class Upload extends OutputStream {
  public abstract void commit() throws IOException;

  @Override
  public final void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;

  @Override
  public abstract void close() throws IOException;
}
