package dev.coffer.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group that limits what its processes and the kernel's cache of the files they read take
 * together. Memory that a process took before it came stays where it was charged. Closing sends
 * home what still runs in it.
 */
public final class MemoryGroup implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final Path SEPARATE = MOUNT.resolve("memory");
  private static final String PROCESSES = "cgroup.procs";

  private final Path directory;

  private MemoryGroup(Path directory) {
    this.directory = directory;
  }

  /**
   * Fails where the kernel has no controller for memory, or where only somebody else may use it.
   */
  public static MemoryGroup create(String name, long bytes) throws IOException {
    boolean separate = Files.isDirectory(SEPARATE);
    Path directory = (separate ? SEPARATE : MOUNT).resolve(name);
    if (!separate) {
      Files.writeString(MOUNT.resolve("cgroup.subtree_control"), "+memory");
    }
    Files.createDirectory(directory);
    var group = new MemoryGroup(directory);
    String limit = separate ? "memory.limit_in_bytes" : "memory.max";
    Files.writeString(directory.resolve(limit), Long.toString(bytes));
    return group;
  }

  /** Where a process writes its number to come in, with all that it starts from then on. */
  public Path entrance() {
    return directory.resolve(PROCESSES);
  }

  public void admit(long process) throws IOException {
    Files.writeString(entrance(), Long.toString(process));
  }

  @Override
  public void close() throws IOException {
    List<String> processes = Files.readAllLines(entrance());
    for (String process : processes) {
      Files.writeString(directory.resolveSibling(PROCESSES), process);
    }
    Files.delete(directory);
  }
}
