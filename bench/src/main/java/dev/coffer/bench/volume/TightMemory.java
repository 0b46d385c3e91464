package dev.coffer.bench.volume;

import dev.coffer.bench.measure.MemoryGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A memory group for each place, with its PostgreSQL and the process that serves its files: what
 * the mount keeps in memory counts, and what the disk below keeps for it.
 */
final class TightMemory implements AutoCloseable {
  private final List<MemoryGroup> groups = new ArrayList<>();

  /** Starts the databases within so many bytes each, with nothing in the kernel's cache. */
  static TightMemory start(Field field, long bytes, String sharedBuffers) throws IOException {
    var memory = new TightMemory();
    try {
      field.shell().run("sync && echo 1 > /proc/sys/vm/drop_caches");
      for (Place place : field.places()) {
        MemoryGroup group = MemoryGroup.create("coffer-bench-" + memory.groups.size(), bytes);
        memory.groups.add(group);
        OptionalLong server = place.store().server();
        if (server.isPresent()) {
          group.admit(server.getAsLong());
        }
        place.database().startIn(group, sharedBuffers);
      }
      return memory;
    } catch (IOException e) {
      memory.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    for (MemoryGroup group : groups) {
      group.close();
    }
  }
}
