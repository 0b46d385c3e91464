package dev.coffer.agent.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Named objects that are either whole or absent. Names are {@link ObjectName}s; anything else is
 * refused with an {@link IllegalArgumentException} before the store is touched. Reading what is not
 * there throws {@link java.nio.file.NoSuchFileException}. Safe for use by many threads.
 */
public interface ObjectStore {
  /** Begins an object that becomes visible, and replaces one of that name, on commit. */
  Upload begin(String name) throws IOException;

  InputStream open(String name, long offset) throws IOException;

  long size(String name) throws IOException;

  boolean exists(String name) throws IOException;

  /** The names of all objects that start with the prefix, sorted. */
  List<String> list(String prefix) throws IOException;

  /** Returns whether there was one. */
  boolean delete(String name) throws IOException;

  /**
   * Removes what uploads of a dead process left. The trap: it cannot tell a dead process's partial
   * from a living one's, so only the store's single writer calls it, before it begins an upload.
   */
  int removePartials() throws IOException;

  default InputStream open(String name) throws IOException {
    return open(name, 0);
  }
}
