package dev.coffer.bench.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A place for files on the machine's disk. Closing takes it out of the tree. */
sealed interface Store extends AutoCloseable permits BareStore, SealedStore, GocryptfsStore {
  String title();

  /** Where its files are seen. */
  Path directory();

  /** Takes it out of the tree and puts it back, so that nothing of it is in memory. */
  void renew() throws IOException;

  /** How often the kernel asked the process that serves it, so far. */
  default long requests() throws IOException {
    return 0;
  }

  /** The process that serves it, if it is not the kernel itself. */
  default OptionalLong server() throws IOException {
    return OptionalLong.empty();
  }

  @Override
  void close() throws IOException;
}
