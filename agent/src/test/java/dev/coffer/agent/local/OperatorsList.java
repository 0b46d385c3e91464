package dev.coffer.agent.local;

import dev.coffer.agent.Adoptable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the operator allows to be adopted, in a file that grows. */
final class OperatorsList {
  private final Path file;
  private final List<String> entries = new ArrayList<>();

  OperatorsList(Path file) throws IOException {
    this.file = file;
    write();
  }

  Adoptable adoptable() throws IOException {
    return Adoptable.listedIn(file);
  }

  /** The address is {@code "port": 1} or {@code "socket": "/path"}. */
  OperatorsList with(String engine, Path directory, String address) throws IOException {
    entries.add(
        """
        {"engine": "%s", "data_directory": "%s", "owner": "%s", %s}
        """
            .formatted(engine, directory, Files.getAttribute(directory, "unix:uid"), address));
    write();
    return this;
  }

  private void write() throws IOException {
    Files.writeString(file, "[" + String.join(",", entries) + "]");
  }
}
