package dev.coffer.acceptance.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A backup tool of MariaDB that runs on this host, as the kernel sees it.
 *
 * @param code what of its memory can be executed, with the file that it is from
 */
record ToolProcess(int user, List<String> code) {
  /** The one that reads a data directory. */
  static ToolProcess readingFrom(Path data) throws IOException {
    var option = "--datadir=" + data;
    var process =
        ProcessHandle.allProcesses()
            .filter(
                any -> any.info().command().filter(path -> path.endsWith("-backup")).isPresent())
            .filter(
                any ->
                    any.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(option::equals))
            .findFirst()
            .orElseThrow();
    var directory = Path.of("/proc", Long.toString(process.pid()));
    return new ToolProcess(
        (int) Files.getAttribute(directory, "unix:uid"),
        Files.readAllLines(directory.resolve("maps")).stream()
            .filter(line -> line.split(" ", -1)[1].contains("x"))
            .toList());
  }
}
