package dev.coffer.bench.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system of the machine itself. */
record BareStore(String title, Path directory) implements Store {

  static BareStore create(Path directory) throws IOException {
    Files.createDirectory(directory);
    return new BareStore(Files.getFileStore(directory).type(), directory);
  }

  @Override
  public void renew() {}

  @Override
  public void close() {}
}
