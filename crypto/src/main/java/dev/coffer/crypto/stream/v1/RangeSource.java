package dev.coffer.crypto.stream.v1;

import java.io.IOException;
import java.io.InputStream;

/** A stored object that can be read from anywhere: a file, or an object store's ranged GET. */
public interface RangeSource {

  long length() throws IOException;

  /** Exactly the bytes from {@code offset} on, {@code length} of them; the caller closes it. */
  InputStream range(long offset, long length) throws IOException;
}
